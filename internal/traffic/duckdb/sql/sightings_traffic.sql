-- Accounts by the value of one attribute of their exchanges, where at least two
-- and at most {most} accounts have it.
WITH held AS (
    SELECT {column} AS value, account, sum(n)::BIGINT AS n, min(first) AS first, max(last) AS last
    FROM seen WHERE {column} <> 0 GROUP BY value, account
)
SELECT value, account, n, first, last FROM held
SEMI JOIN (SELECT value FROM held GROUP BY value HAVING count(*) BETWEEN 2 AND {most}) USING (value)
ORDER BY value, account
