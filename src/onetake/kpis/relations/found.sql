-- Incidents, each with its first failing run and the first word of a customer about it; one that no
-- journey covers has no such run.
SELECT i.*, (
    SELECT min(r.started) FROM runs r
    WHERE r.verdict = 'failed' AND r.journey = i.journey AND i.journey <> ''
        AND i.environment IN ('', r.environment) AND NOT coalesce(r.draft, false)
        AND r.started BETWEEN coalesce(i.began, i.opened - 86400000000)
            AND coalesce(i.resolved, i.opened + 7 * 86400000000)
) AS run_at, (
    SELECT min(c.started) FROM contacts c WHERE c.incident = i.key AND NOT c.synthetic
) AS told_at
FROM incidents i
