-- Exchanges that are stored more than once: overlapping files, logs delivered
-- at least once.
CREATE OR REPLACE TEMP TABLE duplicate AS
SELECT id FROM stored GROUP BY id HAVING count(*) > 1
