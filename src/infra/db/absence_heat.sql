-- The newest capture that says anything of one heat, of its results or of its laps. '0' is the character after '/'.
SELECT c.captured_at, c.member_number, c.sha256, c.context
  FROM capture c
 WHERE c.state <> 'dropped' AND c.id IN (
   SELECT capture_id FROM heat WHERE id = :id
   UNION ALL
   SELECT detail_capture_id FROM heat WHERE id = :id AND detail_capture_id IS NOT NULL
   UNION ALL
   SELECT heading_capture_id FROM heat WHERE id = :id AND heading_capture_id IS NOT NULL
   UNION ALL
   SELECT s.capture_id FROM version v JOIN statement s ON s.version_id = v.id
    WHERE v.record IN ('heat/' || :id, 'laps/' || :id) OR (v.record > 'result/' || :id || '/' AND v.record < 'result/' || :id || '0')
   UNION ALL
   SELECT q.capture_id FROM quarantine q
    WHERE q.record IN ('heat/' || :id, 'laps/' || :id) OR (q.record > 'result/' || :id || '/' AND q.record < 'result/' || :id || '0')
   UNION ALL
   SELECT r.capture_id FROM result r WHERE r.heat_id = :id
   UNION ALL
   SELECT capture_id FROM lap_sheet WHERE heat_id = :id
 )
 ORDER BY c.captured_at DESC, c.member_number DESC, c.sha256 DESC, c.context DESC LIMIT 1
