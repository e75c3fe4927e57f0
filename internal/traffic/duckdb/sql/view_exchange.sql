-- Every stored exchange, with the place it is stored in.
CREATE OR REPLACE TEMP VIEW stored AS
SELECT * FROM read_parquet({files}, filename = true, file_row_number = true)
