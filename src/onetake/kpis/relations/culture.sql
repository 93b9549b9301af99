-- One row for each person who answered Westrum's items, with the mean of the answers from 1 to 7.
SELECT min(seq) AS seq, team, environment, channel, journey, region, synthetic,
    max(answered) AS answered,
    avg(1 + 6 * (score - lowest) / (highest - lowest)) AS score
FROM surveys
WHERE kind = 'westrum' AND score BETWEEN lowest AND highest AND highest > lowest
GROUP BY source, coalesce(customer, nullif(contact, ''), key), team, environment, channel, journey,
    region, synthetic
