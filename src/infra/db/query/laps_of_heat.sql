-- One race's laps, in the order of their key.
SELECT l.entry_id, l.lap_number, l.lap_time_ms, l.position, l.is_outlap, l.penalty_ms
FROM lap l
WHERE l.heat_id = :of_heat
ORDER BY l.entry_id, l.lap_number
