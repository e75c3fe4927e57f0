-- Reasoning artefacts held by several accounts, whether given out or sent back.
WITH touched AS (
    SELECT unnest(list_concat(replayed, issued)) AS value, account, time FROM exchange
    WHERE len(replayed) > 0 OR len(issued) > 0
), held AS (
    SELECT value, account, count(*) AS n, min(time) AS first, max(time) AS last FROM touched GROUP BY ALL
)
SELECT value, account, n, first, last FROM held
SEMI JOIN (SELECT value FROM held GROUP BY value HAVING count(*) BETWEEN 2 AND {most}) USING (value)
ORDER BY value, account
