-- Conversations that went from one account to another: who sent what somebody else
-- went on with, and who went on without having sent it. An opening that several sent is
-- nobody's own.
WITH carried AS (
    SELECT continues AS value, account, count(*) AS n, min(time) AS first, max(time) AS last
    FROM exchange e WHERE continues <> 0 AND NOT EXISTS (
        SELECT 1 FROM exchange s WHERE s.conversation = e.continues AND s.account = e.account
    )
    GROUP BY ALL
), sent AS (
    SELECT conversation AS value, account, count(*) AS n, min(time) AS first, max(time) AS last, min(continues) AS before
    FROM exchange SEMI JOIN carried ON exchange.conversation = carried.value GROUP BY value, account
), begun AS (
    SELECT value, account, n, first, last FROM sent
    SEMI JOIN (SELECT value FROM sent GROUP BY value HAVING count(*) = 1 OR min(before) <> 0) USING (value)
), held AS (
    SELECT * FROM begun UNION ALL SELECT carried.* FROM carried SEMI JOIN begun USING (value)
)
SELECT value, account, n, first, last FROM held
SEMI JOIN (SELECT value FROM held GROUP BY value HAVING count(*) BETWEEN 2 AND {most}) USING (value)
ORDER BY value, account
