CREATE OR REPLACE TEMP VIEW reported AS
SELECT '' AS id, '' AS name, '' AS parent, '' AS verdict, false AS gone, []::UBIGINT[] AS templates, 0::BIGINT AS report,
       0::BIGINT AS until, 0::BIGINT AS accounts, []::UBIGINT[] AS members WHERE false
