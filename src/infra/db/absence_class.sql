-- The newest capture that says anything of one class, of its heats and entries, or of their results and laps.
WITH own AS (SELECT id, capture_id FROM class WHERE external_id = :id),
     heats AS (SELECT h.id, h.capture_id, h.detail_capture_id, h.heading_capture_id FROM own JOIN heat h ON h.class_id = own.id)
SELECT c.captured_at, c.member_number, c.sha256, c.context
  FROM capture c
 WHERE c.state <> 'dropped' AND c.id IN (
   SELECT capture_id FROM own
   UNION ALL
   SELECT s.capture_id FROM version v JOIN statement s ON s.version_id = v.id
    WHERE v.record = 'class/' || :id OR (v.record > 'entry/' || :id || '/' AND v.record < 'entry/' || :id || '0')
   UNION ALL
   SELECT q.capture_id FROM quarantine q
    WHERE q.record = 'class/' || :id OR (q.record > 'entry/' || :id || '/' AND q.record < 'entry/' || :id || '0')
   UNION ALL
   SELECT e.capture_id FROM own JOIN entry e ON e.class_id = own.id
   UNION ALL
   SELECT capture_id FROM heats
   UNION ALL
   SELECT detail_capture_id FROM heats WHERE detail_capture_id IS NOT NULL
   UNION ALL
   SELECT heading_capture_id FROM heats WHERE heading_capture_id IS NOT NULL
   UNION ALL
   SELECT r.capture_id FROM heats JOIN result r ON r.heat_id = heats.id
   UNION ALL
   SELECT l.capture_id FROM heats JOIN lap_sheet l ON l.heat_id = heats.id
   UNION ALL
   SELECT s.capture_id FROM heats
     JOIN version v ON v.record IN ('heat/' || heats.id, 'laps/' || heats.id)
                    OR (v.record > 'result/' || heats.id || '/' AND v.record < 'result/' || heats.id || '0')
     JOIN statement s ON s.version_id = v.id
   UNION ALL
   SELECT q.capture_id FROM heats
     JOIN quarantine q ON q.record IN ('heat/' || heats.id, 'laps/' || heats.id)
                       OR (q.record > 'result/' || heats.id || '/' AND q.record < 'result/' || heats.id || '0')
 )
 ORDER BY c.captured_at DESC, c.member_number DESC, c.sha256 DESC, c.context DESC LIMIT 1
