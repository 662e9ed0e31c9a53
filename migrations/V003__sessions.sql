-- Our own record of running a car with telemetry on board. `heat_named` is what the link says; `heat_id`
-- follows it: null while that heat is not there, set again when a capture brings it back.

CREATE TABLE session (
  id                  TEXT PRIMARY KEY CHECK (trim(id) <> ''),
  name                TEXT NOT NULL CHECK (trim(name) <> '' AND length(name) <= 120),
  description         TEXT CHECK (length(description) <= 500),
  kind                TEXT NOT NULL CHECK (kind IN ('FP1', 'FP2', 'FP3', 'PRACTICE', 'QUALIFYING', 'RACE', 'TEST', 'OTHER')),
  status              TEXT CHECK (status IN ('SCHEDULED', 'LIVE', 'COMPLETE', 'CANCELLED')),
  scheduled_start_utc TEXT,
  scheduled_end_utc   TEXT,
  actual_start_utc    TEXT,
  actual_end_utc      TEXT,
  timing_provider     TEXT NOT NULL CHECK (timing_provider IN ('MANUAL', 'LIVE_RC')),
  heat_named          INTEGER CHECK (heat_named >= 1),
  entry_named         INTEGER CHECK (entry_named >= 1),
  heat_id             INTEGER REFERENCES heat (id) ON DELETE SET NULL,
  entry_id            INTEGER REFERENCES entry (id) ON DELETE SET NULL,
  CHECK (scheduled_start_utc <= scheduled_end_utc),
  CHECK (actual_start_utc <= actual_end_utc),
  CHECK ((timing_provider = 'LIVE_RC') = (heat_named IS NOT NULL)),
  CHECK (entry_named IS NULL OR heat_named IS NOT NULL),
  CHECK (heat_id IS NULL OR heat_id = heat_named)
) STRICT;
CREATE UNIQUE INDEX session_one_per_heat ON session (heat_named) WHERE entry_named IS NULL;
CREATE UNIQUE INDEX session_one_per_entry ON session (heat_named, entry_named) WHERE entry_named IS NOT NULL;
CREATE INDEX session_heat ON session (heat_id) WHERE heat_id IS NOT NULL;
CREATE INDEX session_entry ON session (entry_id) WHERE entry_id IS NOT NULL;
