SELECT e.external_id, e.title, c.external_id, c.name, c.description,
       c.missing_since, k.captured_at, e.time_zone AS zone
FROM class c
JOIN event e ON e.id = c.event_id
JOIN capture k ON k.id = c.capture_id
WHERE /* filters */ TRUE
ORDER BY e.start_utc NULLS LAST, e.external_id NULLS LAST, c.name, c.external_id NULLS LAST,
         e.title, e.track_name NULLS LAST
