-- The heats whose results are asked for, in the order of results.
SELECT h.id, e.external_id, e.title, c.external_id, c.name, h.label, h.round, h.attempt, h.status,
       h.scheduled_start_utc, e.time_zone
FROM heat h
JOIN class c ON c.id = h.class_id
JOIN event e ON e.id = c.event_id
WHERE /* filters */ TRUE
ORDER BY e.start_utc NULLS LAST, e.external_id NULLS LAST, c.name, h.scheduled_start_utc NULLS LAST, h.id
