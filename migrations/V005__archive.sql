-- What `import --archive` keeps: payloads to the byte, each once however many captures are of it, and how each
-- capture's was read beside what its context says. `db rebuild` reads them again.

CREATE TABLE payload (
  id     INTEGER PRIMARY KEY,
  sha256 BLOB NOT NULL UNIQUE CHECK (length(sha256) = 32),
  size   INTEGER NOT NULL CHECK (size >= 0), -- bytes, unpacked
  body   BLOB NOT NULL                       -- one Zstandard frame
) STRICT;

CREATE TABLE archived (
  capture_id INTEGER PRIMARY KEY REFERENCES capture (id) ON DELETE CASCADE,
  payload_id INTEGER NOT NULL REFERENCES payload (id),
  line       INTEGER CHECK (line >= 1),      -- where it began in its file; null: it was text inside JSON
  "column"   INTEGER CHECK ("column" >= 1),
  race_hint  INTEGER CHECK (race_hint >= 1), -- the race that its file's name may mean
  max_depth  INTEGER NOT NULL CHECK (max_depth >= 1),
  CHECK ((line IS NULL) = ("column" IS NULL))
) STRICT;
CREATE INDEX archived_payload ON archived (payload_id);

-- 1: all captures of the file are archived.
ALTER TABLE container ADD COLUMN archived INTEGER NOT NULL DEFAULT 0 CHECK (archived IN (0, 1));
