-- What was read: runs, captures, containers, and what of them was refused.

PRAGMA application_id = 1212960331; -- 'HLNK'

CREATE TABLE run (
  id          INTEGER PRIMARY KEY,
  command     TEXT NOT NULL,
  version     TEXT NOT NULL,
  started_at  TEXT NOT NULL,
  finished_at TEXT,                 -- null: interrupted; the next run finishes its work
  captures_imported INTEGER,
  captures_rejected INTEGER,
  captures_unchanged INTEGER
) STRICT;

-- One payload each. Known by bytes, context, stated time and place; see docs/domain-model.md.
CREATE TABLE capture (
  id            INTEGER PRIMARY KEY,
  sha256        BLOB NOT NULL CHECK (length(sha256) = 32),
  context       TEXT NOT NULL,      -- '' where the shape alone told what it is
  captured_at   TEXT NOT NULL,
  time_is       TEXT NOT NULL CHECK (time_is IN ('stated', 'assumed')),
  member_number INTEGER NOT NULL CHECK (member_number >= 0),
  family        TEXT,               -- null: rejected before it was recognised
  state         TEXT NOT NULL CHECK (state IN ('taken', 'rejected', 'dropped')),
  listing_of    INTEGER,            -- the parent's id, where this is a complete listing that states absence
  records       INTEGER NOT NULL CHECK (records >= 0),
  quarantined   INTEGER NOT NULL CHECK (quarantined >= 0),
  size          INTEGER NOT NULL CHECK (size >= 0),
  path          TEXT NOT NULL,      -- where it was first seen
  member        TEXT,
  url           TEXT,
  run_id        INTEGER NOT NULL REFERENCES run (id)
) STRICT;
CREATE UNIQUE INDEX capture_identity
  ON capture (sha256, context, member_number, CASE time_is WHEN 'stated' THEN captured_at ELSE '' END);
CREATE INDEX capture_listing ON capture (listing_of, family) WHERE listing_of IS NOT NULL;
CREATE INDEX capture_run ON capture (run_id);

-- Files that hold their payload wrapped: known bytes are not opened again.
CREATE TABLE container (
  sha256     BLOB NOT NULL CHECK (length(sha256) = 32),
  context    TEXT NOT NULL,         -- the file's own: options and path
  stated_at  TEXT NOT NULL,         -- '' where neither options nor the name state a time
  assumed_at TEXT NOT NULL,         -- '' where no member needed the file's modification time
  captures   INTEGER NOT NULL,
  PRIMARY KEY (sha256, context, stated_at)
) STRICT, WITHOUT ROWID;

-- What was refused, with its reason and its text. It spoils nothing else.
CREATE TABLE quarantine (
  id         INTEGER PRIMARY KEY,
  capture_id INTEGER NOT NULL REFERENCES capture (id) ON DELETE CASCADE,
  pointer    TEXT,                  -- null: the whole capture
  record     TEXT,                  -- the record's key where it could be read: it counts as listed
  code       TEXT NOT NULL,
  message    TEXT NOT NULL,
  hint       TEXT,
  line       INTEGER,
  "column"   INTEGER,
  size       INTEGER NOT NULL,
  content    BLOB NOT NULL,         -- the original text; of more than 1 MiB the first 64 KiB
  truncated  INTEGER NOT NULL CHECK (truncated IN (0, 1)),
  dropped_at TEXT                   -- a person looked and let it go; it stays here
) STRICT;
CREATE INDEX quarantine_capture ON quarantine (capture_id);
CREATE INDEX quarantine_record ON quarantine (record) WHERE record IS NOT NULL;

-- What people decided. Together with the statements this is all that the other tables follow from.
CREATE TABLE decision (
  id       INTEGER PRIMARY KEY,
  kind     TEXT NOT NULL CHECK (kind IN ('prune', 'drop-capture')),
  subject  TEXT NOT NULL,           -- a record key, or a capture's identity
  until_at TEXT,                    -- prune: what was stated up to then is history
  made_at  TEXT NOT NULL,
  UNIQUE (kind, subject, until_at)
) STRICT;
