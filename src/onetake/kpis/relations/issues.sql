-- Contacts of known customers with a reason; whether each begins an issue, and when the next one came.
SELECT *, coalesce(before IS NULL OR started > before + 7 * 86400000000, true) AS first FROM (
    SELECT *,
        lag(started) OVER same AS before,
        lead(started) OVER same AS next_at
    FROM contacts WHERE customer IS NOT NULL AND reason <> '' AND direction = 'in'
    WINDOW same AS (PARTITION BY synthetic, customer, reason ORDER BY started, key)
)
