-- One row for each way in which an account was seen: what the questions about
-- accounts and sightings read instead of every exchange.
CREATE OR REPLACE TEMP TABLE seen AS
SELECT account, org, api_key, address, network, tls_client, device, end_user, frame, tools, params,
       count(*) AS n, min(time) AS first, max(time) AS last
FROM exchange GROUP BY ALL
