-- Everyone with laps in a race, in no order, with the session as in results, and whether they are asked for.
SELECT p.entry_id, n.external_id, n.liverc_driver_id, n.driver_name, n.car_number, n.transponder, s.id,
       r.finish_position, coalesce(/* filters */ TRUE, 0)
FROM lap_entrant p
JOIN entry n ON n.id = p.entry_id
LEFT JOIN result r ON r.heat_id = p.heat_id AND r.entry_id = p.entry_id
LEFT JOIN session s ON s.heat_id = p.heat_id AND +s.id = coalesce(
    (SELECT own.id FROM session own WHERE own.heat_id = p.heat_id AND own.entry_id = p.entry_id),
    (SELECT whole.id FROM session whole WHERE whole.heat_id = p.heat_id AND whole.entry_named IS NULL))
WHERE p.heat_id = :of_heat
