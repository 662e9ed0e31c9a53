-- The races whose laps are asked for, in the order of laps.
SELECT h.id, e.external_id, c.external_id, c.name, h.label, e.time_zone, k.captured_at, s.counts_from
FROM heat h
JOIN class c ON c.id = h.class_id
JOIN event e ON e.id = c.event_id
JOIN lap_sheet s ON s.heat_id = h.id
JOIN capture k ON k.id = s.capture_id
WHERE /* filters */ TRUE
ORDER BY e.start_utc NULLS LAST, e.external_id NULLS LAST, c.name, h.scheduled_start_utc NULLS LAST, h.id
