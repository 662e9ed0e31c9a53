//! The merge rules once more, as short as they can be said: what must be shown of a set of captures.
//! Written from `docs/domain-model.md`, and from nothing of the program's own.

use super::meeting::{Capture, Family, Fault, Key, Values};
use std::collections::{BTreeMap, BTreeSet};

/// Where a capture stands: time, digest, context. (No generated container numbers its members.)
pub(super) type Order = (String, String, String);

/// One thing said of a record.
#[derive(Debug, Clone)]
pub(super) struct Said {
    pub(super) order: Order,
    pub(super) family: Family,
    pub(super) values: Values,
}

/// A row as it must be printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Row {
    pub(crate) values: Values,
    pub(crate) captured_at: String,
    pub(crate) missing_since: Option<String>,
}

/// All that must be shown.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Shown {
    pub(crate) rows: BTreeMap<Key, Row>,
    /// Records that wait, with what for: each once for every family and parent.
    pub(crate) waiting: BTreeSet<(Key, Family, String)>,
    /// Records in quarantine.
    pub(crate) refused: usize,
}

/// What a set of captures says.
#[derive(Default)]
pub(super) struct Statements {
    said: BTreeMap<Key, Vec<Said>>,
    /// Refused, but listed by a key that could be read.
    listed: BTreeMap<Key, Vec<Order>>,
    /// Complete listings by family and parent.
    listings: BTreeMap<(Family, i64), BTreeSet<Order>>,
    /// Records that repeat an earlier one of the same capture.
    pub(super) repeats: Vec<Key>,
    /// Records that were refused, whether or not the program can read their key.
    pub(super) refused: Vec<Key>,
}

/// The statements of each record, and whether each is in force.
pub(super) type Standing<'a> = BTreeMap<Key, Vec<(&'a Said, bool)>>;

/// What must be shown when these captures, and no others, have been imported.
pub(crate) fn shown<'a>(captures: impl IntoIterator<Item = &'a Capture>) -> Shown {
    Statements::of(captures).settle().0
}

/// How a capture is told from every other, and where it stands among them.
pub(super) fn order_of(capture: &Capture) -> Order {
    (capture.captured_at(), capture.sha256(), capture.context())
}

impl Statements {
    pub(super) fn of<'a>(captures: impl IntoIterator<Item = &'a Capture>) -> Self {
        let mut statements = Self::default();
        let mut known = BTreeSet::new();
        for capture in captures {
            let order = order_of(capture);
            if known.insert(order.clone()) {
                statements.add(capture, &order);
            }
        }
        statements
    }

    fn add(&mut self, capture: &Capture, order: &Order) {
        let mut taken: BTreeMap<Key, Vec<&Values>> = BTreeMap::new();
        let mut keyless = false;
        for item in &capture.items {
            let elsewhere = capture.subject.is_some_and(|id| id != item.parent);
            match item.fault {
                Fault::None if !elsewhere => taken.entry(item.key).or_default().push(&item.values),
                Fault::Parent => {
                    self.refused.push(item.key);
                    keyless = true;
                    // A class's or heat's own id stands by itself.
                    if matches!(item.key, Key::Class(_) | Key::Heat(_)) && capture.family != Family::Detail {
                        self.listed.entry(item.key).or_default().push(order.clone());
                    }
                }
                _ => {
                    self.refused.push(item.key);
                    self.listed.entry(item.key).or_default().push(order.clone());
                }
            }
        }
        for (key, all) in taken {
            let repeats = all[1..].iter().take_while(|values| **values == all[0]).count();
            self.repeats.extend(vec![key; repeats]);
            if all.iter().all(|values| *values == all[0]) {
                let said = Said { order: order.clone(), family: capture.family, values: all[0].clone() };
                self.said.entry(key).or_default().push(said);
            } else {
                // The first, and each that differs from it.
                let others = all.iter().filter(|values| **values != all[0]).count();
                self.refused.extend(vec![key; 1 + others]);
                self.listed.entry(key).or_default().push(order.clone());
            }
        }
        let parents: BTreeSet<i64> = capture.items.iter().map(|i| i.parent).collect();
        let shared = if parents.len() == 1 { parents.first().copied() } else { None };
        let single = matches!(capture.family, Family::Event | Family::Detail);
        let states_absence = capture.complete && !single && !capture.items.is_empty() && !keyless;
        if let Some(scope) = capture.subject.or(shared).filter(|_| states_absence) {
            self.listings.entry((capture.family, scope)).or_default().insert(order.clone());
        }
    }

    pub(super) fn settle(&self) -> (Shown, Standing<'_>) {
        let mut shown = Shown { refused: self.refused.len(), ..Shown::default() };
        let mut standing = Standing::new();
        // Keys order parents before children.
        for (key, said) in &self.said {
            let mut in_force: Vec<&Said> = Vec::new();
            let (details, listed): (Vec<&Said>, Vec<&Said>) =
                said.iter().partition(|s| s.family == Family::Detail);
            for s in listed {
                match parent(*key, s, &shown) {
                    None => in_force.push(s),
                    Some(waits) => drop(shown.waiting.insert((*key, s.family, waits))),
                }
            }
            let heat = newest(&in_force).cloned();
            for s in details {
                match contradiction(*key, s, heat.as_ref(), &shown) {
                    None => in_force.push(s),
                    Some(waits) => drop(shown.waiting.insert((*key, s.family, waits))),
                }
            }
            if let Some(row) = row(&in_force) {
                shown.rows.insert(*key, row);
            }
            let counts = |s: &Said| in_force.iter().any(|f| std::ptr::eq(*f, s));
            standing.insert(*key, said.iter().map(|s| (s, counts(s))).collect());
        }
        let missing: Vec<_> = shown.rows.keys().map(|key| (*key, self.missing_since(*key, &shown))).collect();
        for (key, since) in missing {
            shown.rows.get_mut(&key).expect("it was just read").missing_since = since;
        }
        (shown, standing)
    }

    /// The first listing of the record's scope after all that was said of it and beneath it.
    fn missing_since(&self, key: Key, shown: &Shown) -> Option<String> {
        let scope = match key {
            Key::Event(_) => return None,
            Key::Class(_) => (Family::Classes, parent_id(key, shown, "event_id")?),
            Key::Heat(_) => (Family::Heats, parent_id(key, shown, "class_id")?),
            Key::Entry(class, _) => (Family::Entries, class),
            Key::Result(heat, _) => (Family::Results, heat),
        };
        let all = self.said.iter().flat_map(|(k, said)| said.iter().map(move |s| (k, &s.order)));
        let listed = self.listed.iter().flat_map(|(k, orders)| orders.iter().map(move |o| (k, o)));
        let last = all.chain(listed).filter(|(k, _)| is_of(**k, key, shown)).map(|(_, order)| order).max()?;
        let later = self.listings.get(&scope)?.iter().find(|listing| *listing > last)?;
        Some(later.0.clone())
    }
}

/// Whether something said of `said` is said of `key` or beneath it, as things are shown now.
fn is_of(said: Key, key: Key, shown: &Shown) -> bool {
    let class_of = |heat| parent_id(Key::Heat(heat), shown, "class_id");
    said == key
        || match (key, said) {
            (Key::Class(class), Key::Heat(heat) | Key::Result(heat, _)) => class_of(heat) == Some(class),
            (Key::Class(class), Key::Entry(of, _)) => of == class,
            (Key::Heat(heat), Key::Result(of, _)) => of == heat,
            (Key::Entry(class, entry), Key::Result(heat, of)) => of == entry && class_of(heat) == Some(class),
            _ => false,
        }
}

fn parent_id(key: Key, shown: &Shown, column: &str) -> Option<i64> {
    shown.rows.get(&key)?.values.get(column)?.parse().ok()
}

/// What a record waits for, if it does.
fn parent(key: Key, said: &Said, shown: &Shown) -> Option<String> {
    let id = |column: &str| said.values[column].parse::<i64>().expect("an id");
    let there = |key: Key| shown.rows.contains_key(&key);
    match key {
        Key::Event(_) => None,
        Key::Class(_) => (!there(Key::Event(id("event_id")))).then(|| format!("event/{}", id("event_id"))),
        Key::Heat(_) => (!there(Key::Class(id("class_id")))).then(|| format!("class/{}", id("class_id"))),
        Key::Entry(class, _) => (!there(Key::Class(class))).then(|| format!("class/{class}")),
        Key::Result(heat, entry) => match parent_id(Key::Heat(heat), shown, "class_id") {
            None => Some(format!("heat/{heat}")),
            Some(class) => (!there(Key::Entry(class, entry))).then(|| format!("entry/{class}/{entry}")),
        },
    }
}

/// What a heat detail waits for: its heat, or one that agrees.
fn contradiction(key: Key, detail: &Said, heat: Option<&Said>, shown: &Shown) -> Option<String> {
    let Key::Heat(id) = key else { return None };
    let Some(heat) = heat else { return Some(format!("heat/{id}")) };
    let class: i64 = detail.values["class_id"].parse().expect("an id");
    if heat.values["class_id"] != detail.values["class_id"] {
        return Some(format!("heat/{id} in class/{class}"));
    }
    let event = &detail.values["event_id"];
    let known = parent_id(Key::Class(class), shown, "event_id").map(|e| e.to_string());
    (known.as_ref() != Some(event)).then(|| format!("class/{class} in event/{event}"))
}

fn newest<'a>(said: &[&'a Said]) -> Option<&'a Said> {
    said.iter().copied().max_by(|a, b| a.order.cmp(&b.order))
}

/// The newest of each family; what it leaves unknown, the next newest family may tell.
fn row(in_force: &[&Said]) -> Option<Row> {
    let of = |detail: bool| -> Vec<&Said> {
        in_force.iter().copied().filter(|s| (s.family == Family::Detail) == detail).collect()
    };
    let listed = newest(&of(false))?;
    let mut values = listed.values.clone();
    if let Some(url) = newest(&of(true)).and_then(|d| d.values.get("live_stream_url")) {
        values.insert("live_stream_url", url.clone());
    }
    let captured_at = newest(in_force)?.order.0.clone();
    Some(Row { values, captured_at, missing_since: None })
}
