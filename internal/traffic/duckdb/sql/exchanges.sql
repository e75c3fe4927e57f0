-- The exchanges of the wanted accounts; of a busy one a fair draw by id.
SELECT e.account, e.time, e.id, e.task, e.model, e.pathway, e.frame, e.network, e.latency_ms, e.output_tokens, e.refused, e.signature
FROM exchange e JOIN wanted ON e.account = wanted.account AND e.id <= wanted.bound
ORDER BY e.account, e.time, e.id
