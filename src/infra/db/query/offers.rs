//! What each list offers to be filtered by. Its verb offers less on the command line: the rest narrows the
//! tables of an export to what the filter is about, such as the entries of a heat.

use super::filter::{CLASS_ID, CLASS_NAME, EVENT_YEAR, Offers};

/// What the verbs beneath an event share.
const OF_EVENT: Offers = Offers {
    event: Some("e.external_id = :event"),
    class_id: Some(CLASS_ID),
    class_name: Some(CLASS_NAME),
    heat: None,
    session: None,
    entry: None,
    entry_driver: None,
    driver: None,
    status: None,
    // Events are few: found first, they lead on by index.
    from: Some("e.id IN (SELECT id FROM event WHERE start_utc >= :from)"),
    to: Some("e.id IN (SELECT id FROM event WHERE start_utc < :to)"),
    present: None,
    event_year: Some(EVENT_YEAR),
};

pub(super) const EVENTS: Offers = Offers {
    class_id: Some(
        "e.id IN (SELECT event_id FROM class WHERE external_id = :class \
         UNION ALL SELECT event_id FROM class WHERE name = CAST(:class AS TEXT))",
    ),
    class_name: Some("e.id IN (SELECT event_id FROM class WHERE folded(name) = :class)"),
    heat: Some("e.id = (SELECT c.event_id FROM heat h JOIN class c ON c.id = h.class_id WHERE h.id = :heat)"),
    session: Some(
        "e.id = (SELECT c.event_id FROM session s JOIN heat h ON h.id = s.heat_id JOIN class c ON c.id = h.class_id \
         WHERE s.id = :session)",
    ),
    entry: Some(
        "e.id IN (SELECT c.event_id FROM entry n JOIN class c ON c.id = n.class_id WHERE n.external_id = :entry)",
    ),
    entry_driver: Some(
        "e.id IN (SELECT c.event_id FROM entry n JOIN class c ON c.id = n.class_id \
         WHERE n.liverc_driver_id = :entry)",
    ),
    driver: Some(
        "e.id IN (SELECT c.event_id FROM entry n JOIN class c ON c.id = n.class_id \
         WHERE instr(folded(n.driver_name), :driver) > 0)",
    ),
    ..OF_EVENT
};

pub(super) const CLASSES: Offers = Offers {
    heat: Some("c.id = (SELECT class_id FROM heat WHERE id = :heat)"),
    session: Some(
        "c.id = (SELECT h.class_id FROM session s JOIN heat h ON h.id = s.heat_id WHERE s.id = :session)",
    ),
    entry: Some("c.id IN (SELECT class_id FROM entry WHERE external_id = :entry)"),
    entry_driver: Some("c.id IN (SELECT class_id FROM entry WHERE liverc_driver_id = :entry)"),
    driver: Some("c.id IN (SELECT class_id FROM entry WHERE instr(folded(driver_name), :driver) > 0)"),
    present: Some("c.missing_since IS NULL"),
    ..OF_EVENT
};

pub(super) const HEATS: Offers = Offers {
    heat: Some("h.id = :heat"),
    session: Some("h.id = (SELECT heat_id FROM session WHERE id = :session)"),
    entry: Some(
        "h.id IN (SELECT r.heat_id FROM entry n JOIN result r ON r.entry_id = n.id WHERE n.external_id = :entry \
         UNION ALL SELECT p.heat_id FROM entry n JOIN lap_entrant p ON p.entry_id = n.id \
         WHERE n.external_id = :entry)",
    ),
    entry_driver: Some(
        "h.id IN (SELECT r.heat_id FROM entry n JOIN result r ON r.entry_id = n.id \
         WHERE n.liverc_driver_id = :entry \
         UNION ALL SELECT p.heat_id FROM entry n JOIN lap_entrant p ON p.entry_id = n.id \
         WHERE n.liverc_driver_id = :entry)",
    ),
    // CROSS JOIN: names are folded once an entry.
    driver: Some(
        "h.id IN (SELECT r.heat_id FROM entry n CROSS JOIN result r ON r.entry_id = n.id \
         WHERE instr(folded(n.driver_name), :driver) > 0 \
         UNION ALL SELECT p.heat_id FROM entry n CROSS JOIN lap_entrant p ON p.entry_id = n.id \
         WHERE instr(folded(n.driver_name), :driver) > 0)",
    ),
    status: Some("h.status = :status COLLATE NOCASE"),
    from: Some("h.scheduled_start_utc >= :from"),
    to: Some("h.scheduled_start_utc < :to"),
    present: Some("h.missing_since IS NULL AND c.missing_since IS NULL"),
    ..OF_EVENT
};

pub(super) const ENTRIES: Offers = Offers {
    heat: Some(
        "n.id IN (SELECT entry_id FROM result WHERE heat_id = :heat \
         UNION ALL SELECT entry_id FROM lap_entrant WHERE heat_id = :heat)",
    ),
    session: Some(
        "n.id IN (SELECT r.entry_id FROM session s JOIN result r ON r.heat_id = s.heat_id \
         WHERE s.id = :session AND (s.entry_named IS NULL OR r.entry_id = s.entry_id) \
         UNION ALL SELECT p.entry_id FROM session s JOIN lap_entrant p ON p.heat_id = s.heat_id \
         WHERE s.id = :session AND (s.entry_named IS NULL OR p.entry_id = s.entry_id))",
    ),
    entry: Some("n.external_id = :entry"),
    entry_driver: Some("n.liverc_driver_id = :entry"),
    driver: Some("instr(folded(n.driver_name), :driver) > 0"),
    present: Some("n.missing_since IS NULL AND c.missing_since IS NULL"),
    ..OF_EVENT
};

pub(super) const SESSIONS: Offers = Offers {
    heat: Some("s.heat_named = :heat"),
    session: Some("s.id = :session"),
    entry: Some("s.entry_named = :entry"),
    entry_driver: Some("s.entry_id IN (SELECT id FROM entry WHERE liverc_driver_id = :entry)"),
    driver: Some("instr(folded(n.driver_name), :driver) > 0"),
    status: Some("s.status = :status COLLATE NOCASE"),
    from: Some("coalesce(s.actual_start_utc, s.scheduled_start_utc) >= :from"),
    to: Some("coalesce(s.actual_start_utc, s.scheduled_start_utc) < :to"),
    present: Some(
        "(s.heat_named IS NULL OR s.heat_id IS NOT NULL) AND (s.entry_named IS NULL OR s.entry_id IS NOT NULL) \
         AND h.missing_since IS NULL AND c.missing_since IS NULL AND n.missing_since IS NULL",
    ),
    ..OF_EVENT
};

pub(super) const CAPTURES: Offers = Offers {
    event: None,
    class_id: None,
    class_name: None,
    event_year: None,
    status: Some("k.state = :status COLLATE NOCASE"),
    from: Some("k.captured_at >= :from"),
    to: Some("k.captured_at < :to"),
    ..OF_EVENT
};

pub(super) const RUNS: Offers = Offers {
    event: None,
    class_id: None,
    class_name: None,
    event_year: None,
    from: None,
    to: None,
    ..OF_EVENT
};
