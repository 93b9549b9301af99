-- Contacts of known customers, each with when the same customer came next, for whatever reason.
SELECT *, lead(started) OVER (PARTITION BY synthetic, customer ORDER BY started, key) AS after
FROM contacts WHERE customer IS NOT NULL AND direction = 'in'
