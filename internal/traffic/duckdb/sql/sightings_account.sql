-- Registered accounts seen in traffic by the value of one registration fact.
WITH active AS (SELECT account, min(first) AS first FROM seen GROUP BY account), held AS (
    SELECT r.{column} AS value, r.hash AS account, 1::BIGINT AS n,
           CASE WHEN r.created <> 0 THEN r.created ELSE active.first END AS first
    FROM registered r JOIN active ON active.account = r.hash WHERE r.{column} <> 0
)
SELECT value, account, n, first, first AS last FROM held
SEMI JOIN (SELECT value FROM held GROUP BY value HAVING count(*) BETWEEN 2 AND {most}) USING (value)
ORDER BY value, account
