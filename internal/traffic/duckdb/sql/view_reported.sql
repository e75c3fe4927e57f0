CREATE OR REPLACE TEMP VIEW reported AS SELECT * FROM read_parquet({files})
