-- How much is stored, and over what time.
SELECT coalesce(sum(n), 0)::BIGINT, count(DISTINCT account), coalesce(min(first), 0), coalesce(max(last), 0),
       (SELECT count(*) FROM stored) - coalesce(sum(n), 0)::BIGINT
FROM seen
