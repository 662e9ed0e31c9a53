-- The newest capture that says anything of one result. :id is the heat, :who the entrant as printed, :also what else it goes by.
SELECT c.captured_at, c.member_number, c.sha256, c.context
  FROM capture c
 WHERE c.state <> 'dropped' AND c.id IN (
   SELECT r.capture_id FROM result r JOIN entry e ON e.id = r.entry_id
    WHERE r.heat_id = :id AND (e.external_id = :external OR '@' || e.liverc_driver_id = :also)
   UNION ALL
   SELECT s.capture_id FROM version v JOIN statement s ON s.version_id = v.id
    WHERE v.record IN ('result/' || :id || '/' || :who, 'result/' || :id || '/' || :also)
   UNION ALL
   SELECT q.capture_id FROM quarantine q WHERE q.record IN ('result/' || :id || '/' || :who, 'result/' || :id || '/' || :also)
 )
 ORDER BY c.captured_at DESC, c.member_number DESC, c.sha256 DESC, c.context DESC LIMIT 1
