-- The exchanges of the wanted accounts; of a busy one a fair draw by id.
SELECT e.account, e.time, e.id, e.task, e.model, e.pathway, e.org, e.api_key, e.address, e.network, e.tls_client,
       e.device, e.end_user, e.country, e.status, e.refused, e.latency_ms, e.input_tokens, e.output_tokens,
       e.reasoning_tokens, e.cache_read_tokens, e.frame, e.tools, e.params, e.root, e.turns, e.words, e.script, e.signature
FROM exchange e JOIN wanted ON e.account = wanted.account AND e.id <= wanted.bound
ORDER BY e.account, e.time, e.id
