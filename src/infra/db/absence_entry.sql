-- The newest capture that says anything of one entry or of its results. :id is the class, :who the entrant.
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
     JOIN version v ON v.record = 'result/' || h.id || '/' || :who
     JOIN statement s ON s.version_id = v.id
   UNION ALL
   SELECT q.capture_id FROM own JOIN heat h ON h.class_id = own.class_id
     JOIN quarantine q ON q.record = 'result/' || h.id || '/' || :who
 )
 ORDER BY c.captured_at DESC, c.member_number DESC, c.sha256 DESC, c.context DESC LIMIT 1
