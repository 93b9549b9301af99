-- One row for each person who answered Westrum's items, with the mean of their newest answers from 1
-- to 7. Nobody can tell how many people answers without a person are, so those are left out.
SELECT min(seq) AS seq, team, environment, channel, journey, region, synthetic,
    max(answered) AS answered,
    avg(1 + 6 * (score - lowest) / (highest - lowest)) AS score
FROM (
    SELECT *, coalesce(customer, nullif(contact, '')) AS person FROM surveys
    WHERE kind = 'westrum' AND score BETWEEN lowest AND highest AND highest > lowest
)
WHERE person IS NOT NULL
GROUP BY source, person, team, environment, channel, journey, region, synthetic, answered // 2592000000000
QUALIFY row_number() OVER (PARTITION BY source, person, team ORDER BY max(answered) DESC) = 1
