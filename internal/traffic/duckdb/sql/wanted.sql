-- The wanted accounts and the largest id to read of each: ids are uniform
-- hashes, so a share of their range is a fair share of the exchanges.
CREATE OR REPLACE TEMP TABLE wanted AS
SELECT account, CASE WHEN {limit} = 0 OR sum(n) <= {limit} THEN 18446744073709551615::UBIGINT
                     ELSE (18446744073709551615.0::DOUBLE * {limit} / sum(n))::HUGEINT::UBIGINT END AS bound
FROM seen {only}
GROUP BY account
