CREATE OR REPLACE TEMP VIEW name AS SELECT * FROM read_parquet({files})
