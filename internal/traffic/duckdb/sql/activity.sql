-- What each wanted account did, by hour, capability, model and pathway.
SELECT e.account, e.time // 3600000 * 3600000 AS hour, e.best, e.model, e.pathway,
       count(*), count(*) FILTER (e.refused), sum(e.output_tokens)::BIGINT
FROM exchange e JOIN wanted USING (account)
GROUP BY ALL
ORDER BY ALL
