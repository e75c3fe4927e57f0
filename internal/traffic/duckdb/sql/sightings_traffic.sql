-- Accounts by the value of one column of their exchanges, where at least two
-- and at most {most} accounts have it.
WITH held AS (
    SELECT {column} AS value, account, count(*) AS n, min(time) AS first, max(time) AS last
    FROM exchange WHERE {column} <> 0 GROUP BY ALL
)
SELECT value, account, n, first, last FROM held
SEMI JOIN (SELECT value FROM held GROUP BY value HAVING count(*) BETWEEN 2 AND {most}) USING (value)
ORDER BY value, account
