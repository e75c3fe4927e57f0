-- How much is stored, and over what time.
SELECT count(*), count(DISTINCT account), coalesce(min(time), 0), coalesce(max(time), 0),
       (SELECT count(*) FROM stored) - count(*)
FROM exchange
