//! What an import must count: the rows before it against the rows after it, and its own records that changed
//! none.

use super::meeting::{Capture, Key};
use super::rules::{Order, Said, Shown, Statements, order_of};
use std::collections::BTreeSet;

/// One line of the report: inserted, updated, removed, unchanged, stale, pending, rejected.
pub(crate) type Counts = [u64; 7];

/// The five kinds, in the order of the report.
pub(crate) fn expected(before: &[&Capture], run: &[&Capture]) -> [Counts; 5] {
    let mut counts = [[0; 7]; 5];
    let (was, is) =
        (Statements::of(before.iter().copied()), Statements::of(before.iter().chain(run).copied()));
    let ((was, _), (is, standing)) = (was.settle(), is.settle());
    for key in was.rows.keys().chain(is.rows.keys()).collect::<BTreeSet<_>>() {
        let of = &mut counts[kind(*key)];
        match (was.rows.get(key), is.rows.get(key)) {
            (None, Some(_)) => of[0] += 1,
            (Some(a), Some(b)) if a.values != b.values => of[1] += 1,
            (Some(_), None) => of[2] += 1,
            _ => {}
        }
    }
    let known: BTreeSet<Order> = before.iter().map(|c| order_of(c)).collect();
    let new: BTreeSet<Order> = run.iter().map(|c| order_of(c)).filter(|o| !known.contains(o)).collect();
    for (key, said) in &standing {
        for (s, in_force) in said.iter().filter(|(s, _)| new.contains(&s.order)) {
            let of = &mut counts[kind(*key)];
            if !in_force {
                of[5] += 1;
                continue;
            }
            let winner: &Said = said
                .iter()
                .filter(|(o, in_force)| *in_force && o.family == s.family)
                .map(|(o, _)| *o)
                .max_by(|a, b| a.order.cmp(&b.order))
                .expect("at least the statement itself");
            match (winner.order == s.order && changed(*key, &was, &is), winner.values == s.values) {
                (true, _) => {}
                (false, true) => of[3] += 1,
                (false, false) => of[4] += 1,
            }
        }
    }
    let fresh = run.iter().copied().filter(|c| new.contains(&order_of(c)));
    for key in Statements::of(fresh).repeats {
        counts[kind(key)][3] += 1;
    }
    // Also those of captures that are known: they are read again.
    for capture in run {
        for key in Statements::of([*capture]).refused {
            counts[kind(key)][6] += 1;
        }
    }
    counts
}

fn changed(key: Key, was: &Shown, is: &Shown) -> bool {
    was.rows.get(&key).map(|r| &r.values) != is.rows.get(&key).map(|r| &r.values)
}

fn kind(key: Key) -> usize {
    match key {
        Key::Event(_) => 0,
        Key::Class(_) => 1,
        Key::Heat(_) => 2,
        Key::Entry(..) => 3,
        Key::Result(..) => 4,
    }
}
