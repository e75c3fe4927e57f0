-- Every account seen in traffic with what is known of its registration. An
-- account without a registered org belongs to the org most often seen with it.
WITH active AS (
    SELECT account, sum(n)::BIGINT AS exchanges, min(first) AS first, max(last) AS last
    FROM seen GROUP BY account
), org_seen AS (
    SELECT account, org FROM (
        SELECT account, org, sum(n) AS n FROM seen WHERE org <> 0 GROUP BY account, org
    ) QUALIFY row_number() OVER (PARTITION BY account ORDER BY n DESC, org) = 1
), named AS (
    SELECT hash, min(text) AS text FROM name SEMI JOIN active ON hash = active.account GROUP BY hash
)
SELECT active.account, coalesce(named.text, ''), active.exchanges, active.first, active.last,
       CASE WHEN coalesce(r.org_hash, 0) <> 0 THEN r.org_hash ELSE coalesce(org_seen.org, 0) END,
       coalesce(r.account, ''), coalesce(r.org, ''), coalesce(r.created, 0), coalesce(r.email_domain, ''),
       coalesce(r.email_hash, ''), coalesce(r.email_pattern, ''), coalesce(r.phone_hash, ''),
       coalesce(r.payment, ''), coalesce(r.card_country, ''), coalesce(r.billing_country, ''),
       coalesce(r.signup_ip, ''), coalesce(r.signup_user_agent, ''), coalesce(r.signup_ja4, ''),
       coalesce(r.signup_device, ''), coalesce(r.program, ''), coalesce(r.verification, ''),
       coalesce(r.status, ''), coalesce(r.status_changed, 0)
FROM active
LEFT JOIN named ON named.hash = active.account
LEFT JOIN org_seen ON org_seen.account = active.account
LEFT JOIN registered r ON r.hash = active.account
ORDER BY named.text, active.account
