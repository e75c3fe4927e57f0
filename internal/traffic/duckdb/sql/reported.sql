-- Every campaign that a report has named, as the last one to say something of it did. Two
-- that were made at once have the same number: the larger campaign counts then.
SELECT id, name, parent, verdict, gone, templates, min(report) OVER (PARTITION BY id), report, until, accounts, members
FROM reported
QUALIFY row_number() OVER (
    PARTITION BY id ORDER BY report DESC, gone, accounts DESC, until DESC, name, parent, verdict, templates, members
) = 1
ORDER BY id
