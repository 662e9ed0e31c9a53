-- What the results site and the race pages add: laps, published statistics, headings, and rows that are made
-- because something refers to them that no record with an id states.

ALTER TABLE event ADD COLUMN local_dates TEXT;   -- days as a page prints them
ALTER TABLE class ADD COLUMN code TEXT;
ALTER TABLE heat ADD COLUMN round_name TEXT;
ALTER TABLE heat ADD COLUMN round_id TEXT;
ALTER TABLE heat ADD COLUMN race_number TEXT;
ALTER TABLE heat ADD COLUMN session_type TEXT;
ALTER TABLE heat ADD COLUMN scheduled_local TEXT; -- times on the track's clock, as they were printed
ALTER TABLE heat ADD COLUMN completed_local TEXT;
ALTER TABLE heat ADD COLUMN completed_utc TEXT;
ALTER TABLE heat ADD COLUMN assumed_zone TEXT;
ALTER TABLE heat ADD COLUMN local_dates TEXT;
ALTER TABLE heat ADD COLUMN heading_capture_id INTEGER REFERENCES capture (id); -- a race result's heading kept in this row
-- 1: no record with an id says which class it is of; a heading does.
ALTER TABLE heat ADD COLUMN by_heading INTEGER NOT NULL DEFAULT 0 CHECK (by_heading IN (0, 1));
-- 1: no record states it; laps name it.
ALTER TABLE entry ADD COLUMN made INTEGER NOT NULL DEFAULT 0 CHECK (made IN (0, 1));
ALTER TABLE result ADD COLUMN made INTEGER NOT NULL DEFAULT 0 CHECK (made IN (0, 1));

CREATE UNIQUE INDEX event_made ON event (coalesce(track_name, ''), title) WHERE external_id IS NULL;
CREATE UNIQUE INDEX class_made ON class (event_id, name) WHERE external_id IS NULL;
CREATE INDEX heat_by_heading ON heat (class_id) WHERE by_heading = 1;
CREATE INDEX result_made ON result (heat_id) WHERE made = 1;
CREATE INDEX entry_liverc_driver ON entry (liverc_driver_id) WHERE liverc_driver_id IS NOT NULL;
CREATE INDEX entry_made ON entry (class_id) WHERE made = 1 OR liverc_driver_id IS NOT NULL;

-- A result's numbers that only race pages publish. Durations in milliseconds.
CREATE TABLE published (
  heat_id             INTEGER NOT NULL,
  entry_id            INTEGER NOT NULL,
  grid_position       INTEGER CHECK (grid_position >= 1),
  qualifying_position INTEGER CHECK (qualifying_position >= 1),
  fast_lap_number     INTEGER CHECK (fast_lap_number >= 1),
  avg_lap_ms          INTEGER CHECK (avg_lap_ms >= 0),
  avg_top5_ms         INTEGER CHECK (avg_top5_ms >= 0),
  avg_top10_ms        INTEGER CHECK (avg_top10_ms >= 0),
  avg_top15_ms        INTEGER CHECK (avg_top15_ms >= 0),
  top2_consecutive_ms INTEGER CHECK (top2_consecutive_ms >= 0),
  top3_consecutive_ms INTEGER CHECK (top3_consecutive_ms >= 0),
  std_dev_ms          INTEGER CHECK (std_dev_ms >= 0),
  consistency_milli   INTEGER,      -- thousandths of a percent
  behind_ms           INTEGER CHECK (behind_ms >= 0),
  behind_laps         INTEGER CHECK (behind_laps >= 0),
  PRIMARY KEY (heat_id, entry_id),
  FOREIGN KEY (heat_id, entry_id) REFERENCES result (heat_id, entry_id) ON DELETE CASCADE ON UPDATE CASCADE
) STRICT, WITHOUT ROWID;

-- The laps of a race come whole, from its newest capture that has any.
CREATE TABLE lap_sheet (
  heat_id     INTEGER PRIMARY KEY REFERENCES heat (id) ON DELETE CASCADE,
  capture_id  INTEGER NOT NULL REFERENCES capture (id),
  has_history INTEGER NOT NULL CHECK (has_history IN (0, 1)),
  -- The first lap that counts in the published statistics: 1 or 2, null where that is undecided.
  counts_from INTEGER CHECK (counts_from IN (1, 2))
) STRICT;

-- Who has laps in a race, and the name that its lap rows print.
CREATE TABLE lap_entrant (
  heat_id      INTEGER NOT NULL REFERENCES lap_sheet (heat_id) ON DELETE CASCADE,
  entry_id     INTEGER NOT NULL REFERENCES entry (id) ON DELETE CASCADE,
  printed_name TEXT,
  PRIMARY KEY (heat_id, entry_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX lap_entrant_entry ON lap_entrant (entry_id);

CREATE TABLE lap (
  heat_id        INTEGER NOT NULL,
  entry_id       INTEGER NOT NULL,
  lap_number     INTEGER NOT NULL CHECK (lap_number >= 1),
  lap_time_ms    INTEGER NOT NULL CHECK (lap_time_ms >= 0),
  position       INTEGER CHECK (position >= 1),
  is_outlap      INTEGER CHECK (is_outlap IN (0, 1)),
  penalty_ms     INTEGER CHECK (penalty_ms >= 0),
  penalty_reason TEXT,
  PRIMARY KEY (heat_id, entry_id, lap_number),
  FOREIGN KEY (heat_id, entry_id) REFERENCES lap_entrant (heat_id, entry_id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- What people decided about things of two kinds of page: the same, or not.
CREATE TABLE match (
  id      INTEGER PRIMARY KEY,
  kind    TEXT NOT NULL CHECK (kind IN ('event', 'class', 'entry')),
  this    TEXT NOT NULL,            -- as its own pages name it
  that    TEXT NOT NULL,            -- the record with an id
  same    INTEGER NOT NULL CHECK (same IN (0, 1)),
  made_at TEXT NOT NULL,
  UNIQUE (kind, this, that)
) STRICT;
