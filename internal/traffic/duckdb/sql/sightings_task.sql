-- As sightings_traffic, for tasks, which are almost unique: the few that repeat across
-- accounts are found first.
WITH shared AS (
    SELECT {column} AS value FROM exchange WHERE {column} <> 0
    GROUP BY value HAVING min(account) <> max(account)
), held AS (
    SELECT {column} AS value, account, count(*) AS n, min(time) AS first, max(time) AS last
    FROM exchange SEMI JOIN shared ON exchange.{column} = shared.value GROUP BY ALL
)
SELECT value, account, n, first, last FROM held
SEMI JOIN (SELECT value FROM held GROUP BY value HAVING count(*) BETWEEN 2 AND {most}) USING (value)
ORDER BY value, account
