-- Incidents, each with its first failing run and the first word of a customer about it: a contact
-- that names it, or while it lasted an answer about its journey in the lowest quarter of the scale.
-- One that no journey covers has no such run.
SELECT i.*, (
    SELECT min(r.started) FROM runs r
    WHERE r.verdict = 'failed' AND r.journey = i.journey AND i.journey <> ''
        AND i.environment IN ('', r.environment) AND NOT coalesce(r.draft, false)
        AND r.started BETWEEN coalesce(i.began, i.opened - 86400000000)
            AND coalesce(i.resolved, i.opened + 7 * 86400000000)
) AS run_at, least((
    SELECT min(c.started) FROM contacts c WHERE c.incident = i.key AND NOT c.synthetic
), (
    SELECT min(s.answered) FROM surveys s
    WHERE s.journey = i.journey AND i.journey <> '' AND NOT s.synthetic AND s.kind <> 'westrum'
        AND (i.environment = '' OR s.environment IN ('', i.environment))
        AND s.score <= s.lowest + (s.highest - s.lowest) / 4
        AND s.answered BETWEEN coalesce(i.began, i.opened - 86400000000)
            AND coalesce(i.resolved, i.opened + 7 * 86400000000)
)) AS told_at
FROM incidents i
