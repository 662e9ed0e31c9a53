SELECT e.external_id, c.external_id, c.name, n.external_id, n.liverc_driver_id, NULL AS driver_id,
       n.driver_name, n.car_number, n.transponder, n.vehicle, n.sponsor, n.hometown_city, n.hometown_region,
       n.withdrawn, n.missing_since, k.captured_at, e.time_zone AS zone
FROM entry n
JOIN class c ON c.id = n.class_id
JOIN event e ON e.id = c.event_id
JOIN capture k ON k.id = n.capture_id
WHERE /* filters */ TRUE
ORDER BY e.start_utc NULLS LAST, e.external_id NULLS LAST, c.name, c.external_id NULLS LAST,
         n.driver_name, n.external_id NULLS LAST, n.liverc_driver_id NULLS LAST,
         e.title, e.track_name NULLS LAST
