-- The rows to leave out: of each repeated exchange all but the first in the
-- order of its values, so that the order of arrival does not matter.
CREATE OR REPLACE TEMP TABLE excluded AS
SELECT filename, file_row_number
FROM stored SEMI JOIN duplicate USING (id)
QUALIFY row_number() OVER (
    PARTITION BY id
    ORDER BY time, account, task, model, address, output_tokens, latency_ms, signature, filename, file_row_number
) > 1
