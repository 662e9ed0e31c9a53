-- One heat's results, in no order; the session that names the entry goes before the whole heat's. The `+`
-- makes the heat lead to its few sessions, of which the subqueries then choose.
SELECT r.external_id, n.external_id, n.driver_name, n.car_number, n.transponder, n.vehicle, n.sponsor,
       n.hometown_city, n.hometown_region, r.finish_position, r.laps_completed, r.total_time_ms, r.fast_lap_ms,
       r.interval_ms, r.status, n.liverc_driver_id, r.missing_since, k.captured_at, s.id, s.name,
       s.timing_provider, r.entry_id
FROM result r
JOIN entry n ON n.id = r.entry_id
JOIN capture k ON k.id = r.capture_id
LEFT JOIN session s ON s.heat_id = r.heat_id AND +s.id = coalesce(
    (SELECT own.id FROM session own WHERE own.heat_id = r.heat_id AND own.entry_id = r.entry_id),
    (SELECT whole.id FROM session whole WHERE whole.heat_id = r.heat_id AND whole.entry_named IS NULL))
WHERE /* filters */ r.heat_id = :of_heat
