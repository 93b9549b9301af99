-- The first decision about each release and environment, with when the release was planned.
SELECT d.*, (
    SELECT arg_max(r.planned, r.seq) FROM releases r WHERE r.name = d."release"
) AS planned
FROM decisions d
QUALIFY row_number() OVER (PARTITION BY d."release", d.environment ORDER BY d.decided, d.seq) = 1
