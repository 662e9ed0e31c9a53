-- One race's results by entry, with what is published of each.
SELECT r.entry_id, r.finish_position, r.laps_completed, r.total_time_ms, r.missing_since IS NOT NULL,
       p.heat_id IS NOT NULL, p.grid_position, p.fast_lap_number, p.avg_lap_ms, p.avg_top5_ms, p.avg_top10_ms,
       p.avg_top15_ms, p.top2_consecutive_ms, p.top3_consecutive_ms, p.std_dev_ms, p.consistency_milli,
       p.behind_ms, p.behind_laps
FROM result r
LEFT JOIN published p ON p.heat_id = r.heat_id AND p.entry_id = r.entry_id
WHERE r.heat_id = :of_heat
ORDER BY r.entry_id
