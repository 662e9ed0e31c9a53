-- What LiveRC says now. A row is the newest of its statements; where `has_history` is 1 all statements of
-- the record lie in `version` and `statement`, where it is 0 the row is itself the only statement.
-- `item` is the record's place in its capture. `missing_since`: a complete listing leaves it out.

CREATE TABLE event (
  id            INTEGER PRIMARY KEY,
  external_id   INTEGER UNIQUE CHECK (external_id >= 1),
  title         TEXT NOT NULL CHECK (trim(title) <> ''),
  track_name    TEXT,
  facility      TEXT,
  city          TEXT,
  region        TEXT,
  country       TEXT,
  time_zone     TEXT,
  start_utc     TEXT,
  end_utc       TEXT,
  website       TEXT,
  capture_id    INTEGER NOT NULL REFERENCES capture (id),
  item          INTEGER,
  has_history   INTEGER NOT NULL CHECK (has_history IN (0, 1)),
  CHECK (start_utc <= end_utc)
) STRICT;

CREATE TABLE class (
  id            INTEGER PRIMARY KEY,
  external_id   INTEGER UNIQUE CHECK (external_id >= 1),
  event_id      INTEGER NOT NULL REFERENCES event (id) ON DELETE CASCADE,
  name          TEXT NOT NULL CHECK (trim(name) <> ''),
  description   TEXT,
  capture_id    INTEGER NOT NULL REFERENCES capture (id),
  item          INTEGER,
  has_history   INTEGER NOT NULL CHECK (has_history IN (0, 1)),
  missing_since TEXT
) STRICT;
CREATE INDEX class_event ON class (event_id);
CREATE INDEX class_missing ON class (id) WHERE missing_since IS NOT NULL;

-- A heat always has LiveRC's race id, so that is its key.
CREATE TABLE heat (
  id                  INTEGER PRIMARY KEY CHECK (id >= 1),
  class_id            INTEGER NOT NULL REFERENCES class (id) ON DELETE CASCADE,
  label               TEXT NOT NULL CHECK (trim(label) <> ''),
  round               INTEGER CHECK (round >= 1),
  attempt             INTEGER CHECK (attempt >= 1),
  scheduled_start_utc TEXT,
  duration_s          INTEGER CHECK (duration_s >= 0),
  status              TEXT,
  live_stream_url     TEXT,
  capture_id          INTEGER NOT NULL REFERENCES capture (id),
  item                INTEGER,
  detail_capture_id   INTEGER REFERENCES capture (id), -- the heat detail kept in this row beside the listing
  has_history         INTEGER NOT NULL CHECK (has_history IN (0, 1)),
  missing_since       TEXT
) STRICT;
CREATE INDEX heat_class ON heat (class_id);
CREATE INDEX heat_missing ON heat (id) WHERE missing_since IS NOT NULL;

CREATE TABLE entry (
  id               INTEGER PRIMARY KEY,
  class_id         INTEGER NOT NULL REFERENCES class (id) ON DELETE CASCADE,
  external_id      INTEGER CHECK (external_id >= 1),
  liverc_driver_id INTEGER CHECK (liverc_driver_id >= 1),
  driver_name      TEXT NOT NULL CHECK (trim(driver_name) <> ''),
  car_number       TEXT,
  transponder      TEXT,
  vehicle          TEXT,
  sponsor          TEXT,
  hometown_city    TEXT,
  hometown_region  TEXT,
  withdrawn        INTEGER CHECK (withdrawn IN (0, 1)),
  capture_id       INTEGER NOT NULL REFERENCES capture (id),
  item             INTEGER,
  has_history      INTEGER NOT NULL CHECK (has_history IN (0, 1)),
  missing_since    TEXT,
  UNIQUE (class_id, external_id),
  UNIQUE (class_id, liverc_driver_id),
  CHECK (external_id IS NOT NULL OR liverc_driver_id IS NOT NULL)
) STRICT;
CREATE INDEX entry_external ON entry (external_id);
CREATE INDEX entry_missing ON entry (id) WHERE missing_since IS NOT NULL;

CREATE TABLE result (
  heat_id         INTEGER NOT NULL REFERENCES heat (id) ON DELETE CASCADE,
  entry_id        INTEGER NOT NULL REFERENCES entry (id) ON DELETE CASCADE,
  external_id     INTEGER CHECK (external_id >= 1),
  finish_position INTEGER CHECK (finish_position >= 1),
  laps_completed  INTEGER CHECK (laps_completed >= 0),
  total_time_ms   INTEGER CHECK (total_time_ms >= 0),
  fast_lap_ms     INTEGER CHECK (fast_lap_ms >= 0),
  interval_ms     INTEGER CHECK (interval_ms >= 0),
  status          TEXT,
  capture_id      INTEGER NOT NULL REFERENCES capture (id),
  item            INTEGER,
  has_history     INTEGER NOT NULL CHECK (has_history IN (0, 1)),
  missing_since   TEXT,
  PRIMARY KEY (heat_id, entry_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX result_entry ON result (entry_id);
CREATE INDEX result_external ON result (external_id) WHERE external_id IS NOT NULL;
CREATE INDEX result_missing ON result (heat_id) WHERE missing_since IS NOT NULL;

-- Distinct values that were stated of a record, for every record with more than one statement and for
-- every one that waits. `body` holds the family's fields by name, validated, unknown ones left out.
CREATE TABLE version (
  id        INTEGER PRIMARY KEY,
  record    TEXT NOT NULL,          -- kind/id
  family    TEXT NOT NULL,
  body      TEXT NOT NULL CHECK (json_valid(body)),
  waits_for TEXT                    -- pending: the parent that is not there, or contradicts
) STRICT;
CREATE INDEX version_record ON version (record);
CREATE INDEX version_waits ON version (waits_for) WHERE waits_for IS NOT NULL;

CREATE TABLE statement (
  version_id INTEGER NOT NULL REFERENCES version (id) ON DELETE CASCADE,
  capture_id INTEGER NOT NULL REFERENCES capture (id),
  item       INTEGER,
  PRIMARY KEY (version_id, capture_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX statement_capture ON statement (capture_id);
