-- Checks that cost an import much and guard the same when they are said otherwise. Rows stay as they are; only the
-- schema's text changes, the way SQLite documents for constraints (https://www.sqlite.org/lang_altertable.html,
-- "Making Other Kinds Of Table Schema Changes").
PRAGMA writable_schema = ON;

-- A list of three or more words builds a table of them for every row it looks at; comparisons build none.
UPDATE sqlite_schema
   SET sql = replace(
         sql,
         'CHECK (state IN (''taken'', ''rejected'', ''dropped''))',
         'CHECK (state = ''taken'' OR state = ''rejected'' OR state = ''dropped'')')
 WHERE type = 'table' AND name = 'capture';

-- A statement of many rows that a foreign key may stop half-way keeps a copy of every page it touches. Results and laps
-- come many at a time, and a batch is kept or rolled back as a whole: their parents are asked for when it is committed.
UPDATE sqlite_schema
   SET sql = replace(
         replace(sql, ' ON DELETE CASCADE', ' ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED'),
         'REFERENCES capture (id)', 'REFERENCES capture (id) DEFERRABLE INITIALLY DEFERRED')
 WHERE type = 'table' AND name IN ('result', 'lap_entrant', 'lap');

-- A change of the schema by its own means, so that every connection reads it again. Captures that are not taken are few
-- and asked for.
CREATE INDEX capture_state ON capture (state) WHERE state <> 'taken';
PRAGMA writable_schema = RESET;
