-- Contacts of known customers: the how-manieth it was, and when the same customer came next.
SELECT *, row_number() OVER same AS nth, lead(started) OVER same AS after
FROM contacts WHERE customer IS NOT NULL AND direction = 'in'
WINDOW same AS (PARTITION BY synthetic, customer ORDER BY started, key)
