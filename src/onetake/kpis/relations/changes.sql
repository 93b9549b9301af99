-- Deployments, each with whether it needed immediate intervention: it says so, or an incident does.
SELECT *, coalesce(intervened, false) OR outcome <> 'succeeded' OR key IN (
    SELECT deployment FROM incidents WHERE deployment <> ''
) AS failed FROM deployments
