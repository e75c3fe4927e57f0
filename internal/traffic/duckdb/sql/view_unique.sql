CREATE OR REPLACE TEMP VIEW exchange AS
SELECT * FROM stored ANTI JOIN excluded USING (filename, file_row_number)
