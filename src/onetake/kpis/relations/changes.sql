-- Deployments, each with whether it needed immediate intervention: it says so, or an incident does.
-- A key is a name within its source: two sources may both have a deployment 1.
SELECT d.*, coalesce(intervened, false) OR outcome <> 'succeeded' OR EXISTS (
    SELECT 1 FROM incidents i WHERE i.deployment = d.key AND (i.source = d.source OR d.key IN (
        SELECT o.key FROM deployments o GROUP BY o.key HAVING count(DISTINCT o.source) = 1
    ))
) AS failed FROM deployments d
