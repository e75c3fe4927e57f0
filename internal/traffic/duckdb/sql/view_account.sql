-- The newest record of each registered account. Two that are equally new are
-- told apart by their content.
CREATE OR REPLACE TEMP VIEW registered AS
SELECT * FROM read_parquet({files})
QUALIFY row_number() OVER (
    PARTITION BY hash ORDER BY greatest(created, status_changed) DESC, content DESC
) = 1
