SELECT r.id, r.command, r.version, r.started_at, r.finished_at,
       r.captures_imported, r.captures_unchanged, r.captures_rejected, NULL AS zone
FROM run r
WHERE /* filters */ TRUE
ORDER BY r.id
