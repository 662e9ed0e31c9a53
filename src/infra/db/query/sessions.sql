SELECT s.id, s.name, s.kind, s.status, s.description,
       s.scheduled_start_utc, s.scheduled_end_utc, s.actual_start_utc, s.actual_end_utc,
       s.timing_provider, s.heat_named, s.entry_named,
       s.heat_named IS NOT NULL AND s.heat_id IS NULL AS heat_gone,
       e.external_id, e.title, c.external_id, c.name, h.label, n.driver_name, e.time_zone AS zone
FROM session s
LEFT JOIN heat h ON h.id = s.heat_id
LEFT JOIN class c ON c.id = h.class_id
LEFT JOIN event e ON e.id = c.event_id
LEFT JOIN entry n ON n.id = s.entry_id
WHERE /* filters */ TRUE
ORDER BY coalesce(s.actual_start_utc, s.scheduled_start_utc) NULLS LAST, s.name, s.id
