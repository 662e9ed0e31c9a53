SELECT e.external_id, c.external_id, c.name, h.id, h.label, h.round, h.attempt,
       h.scheduled_start_utc, h.duration_s, h.status, h.live_stream_url,
       -- The session asked for; else that of the whole heat; else the first of those that name an entry.
       (SELECT s.id FROM session s WHERE s.heat_id = h.id ORDER BY s.id IS NOT :session, s.entry_named IS NOT NULL, s.id LIMIT 1),
       (SELECT count(*) FROM result r WHERE r.heat_id = h.id),
       (SELECT count(*) FROM lap l WHERE l.heat_id = h.id),
       h.completed_local, h.completed_utc, h.scheduled_local,
       h.missing_since,
       max(k.captured_at, coalesce((SELECT d.captured_at FROM capture d WHERE d.id = h.detail_capture_id), ''),
           coalesce((SELECT d.captured_at FROM capture d WHERE d.id = h.heading_capture_id), '')),
       e.time_zone AS zone
FROM heat h
JOIN class c ON c.id = h.class_id
JOIN event e ON e.id = c.event_id
JOIN capture k ON k.id = h.capture_id
WHERE /* filters */ TRUE
ORDER BY e.start_utc NULLS LAST, e.external_id NULLS LAST, c.name, h.scheduled_start_utc NULLS LAST, h.id
