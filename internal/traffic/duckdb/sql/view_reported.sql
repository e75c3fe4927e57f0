-- Segments of earlier versions lack a verdict and what is gone.
CREATE OR REPLACE TEMP VIEW reported AS
SELECT * REPLACE (coalesce(verdict, '') AS verdict, coalesce(gone, false) AS gone)
FROM (
    SELECT * FROM read_parquet({files}, union_by_name = true)
    UNION ALL BY NAME
    SELECT '' AS verdict, false AS gone WHERE false
)
