-- The newest capture that says anything of one entry, of its results or of its laps. :id is the class, :who the
-- entrant, :also what else it goes by.
WITH own AS (
  SELECT e.id, e.class_id, e.capture_id FROM entry e JOIN class c ON c.id = e.class_id
   WHERE c.external_id = :id AND e.external_id = :external
)
SELECT c.captured_at, c.member_number, c.sha256, c.context
  FROM capture c
 WHERE c.state <> 'dropped' AND c.id IN (
   SELECT capture_id FROM own
   UNION ALL
   SELECT s.capture_id FROM version v JOIN statement s ON s.version_id = v.id
    WHERE v.record = 'entry/' || :id || '/' || :who
   UNION ALL
   SELECT q.capture_id FROM quarantine q WHERE q.record = 'entry/' || :id || '/' || :who
   UNION ALL
   SELECT r.capture_id FROM own JOIN result r ON r.entry_id = own.id
   UNION ALL
   SELECT s.capture_id FROM own JOIN heat h ON h.class_id = own.class_id
     JOIN version v ON v.record IN ('result/' || h.id || '/' || :who, 'result/' || h.id || '/' || :also)
     JOIN statement s ON s.version_id = v.id
   UNION ALL
   SELECT q.capture_id FROM own JOIN heat h ON h.class_id = own.class_id
     JOIN quarantine q ON q.record IN ('result/' || h.id || '/' || :who, 'result/' || h.id || '/' || :also)
   UNION ALL
   SELECT l.capture_id FROM own JOIN lap_entrant le ON le.entry_id = own.id JOIN lap_sheet l ON l.heat_id = le.heat_id
   UNION ALL
   SELECT s.capture_id FROM own JOIN heat h ON h.class_id = own.class_id
     JOIN version v ON v.record = 'laps/' || h.id
     JOIN statement s ON s.version_id = v.id
    WHERE json_type(v.body, '$."' || :who || '"') IS NOT NULL OR json_type(v.body, '$."' || :also || '"') IS NOT NULL
 )
 ORDER BY c.captured_at DESC, c.member_number DESC, c.sha256 DESC, c.context DESC LIMIT 1
