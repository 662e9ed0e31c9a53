//! The merge rules, over invented meetings: no order, split or repetition of imports changes what is printed,
//! and what is printed is what a second, naive telling of the rules says.

mod counters;
mod database;
mod meeting;
mod rules;

use database::{Database, Files};
use meeting::{Capture, captures};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use std::collections::BTreeMap;

/// The same cases on every run, unless `PROPTEST_RNG_SEED` or `PROPTEST_CASES` ask for others.
fn config(cases: u32) -> ProptestConfig {
    let mut config = ProptestConfig { failure_persistence: None, ..ProptestConfig::default() };
    if std::env::var_os("PROPTEST_CASES").is_none() {
        config.cases = cases;
    }
    if config.rng_seed == RngSeed::Random {
        config.rng_seed = RngSeed::Fixed(20_250_216);
    }
    config.max_shrink_iters = 20_000;
    config
}

/// Captures, an order of them, and where runs begin in that order.
fn shuffled() -> impl Strategy<Value = (Vec<Capture>, Vec<usize>, Vec<bool>)> {
    captures().prop_flat_map(|captures| {
        let order: Vec<usize> = (0..captures.len()).collect();
        let splits = proptest::collection::vec(any::<bool>(), captures.len());
        (Just(captures), Just(order).prop_shuffle(), splits)
    })
}

/// Runs: the order cut where a split says so.
fn runs(order: &[usize], splits: &[bool]) -> Vec<Vec<usize>> {
    let mut runs: Vec<Vec<usize>> = Vec::new();
    for (i, split) in order.iter().zip(splits) {
        match runs.last_mut() {
            Some(run) if !split => run.push(*i),
            _ => runs.push(vec![*i]),
        }
    }
    runs
}

proptest! {
    #![proptest_config(config(64))]

    #[test]
    fn rows_are_what_the_rules_say((captures, order, splits) in shuffled()) {
        let files = Files::write(&captures);
        let db = Database::new();
        for run in runs(&order, &splits) {
            db.import(&files, &run);
        }
        db.check();
        let expected = rules::shown(&captures);
        prop_assert_eq!(db.rows(), expected.rows);
        let mut waiting = BTreeMap::new();
        for (_, _, parent) in &expected.waiting {
            let code = match parent.split_once('/') {
                _ if parent.contains(' ') => "contradicting-parent",
                Some(("event", _)) => "unknown-event",
                Some(("class", _)) => "unknown-class",
                Some(("heat", _)) => "unknown-heat",
                _ => "unknown-entry",
            };
            *waiting.entry(code.to_owned()).or_insert(0) += 1;
        }
        let mut counts = db.reconciled();
        prop_assert_eq!(counts.remove("quarantined").unwrap_or(0), expected.refused as u64);
        counts.retain(|code, _| code.starts_with("unknown-") || code == "contradicting-parent");
        prop_assert_eq!(counts, waiting);
    }

    #[test]
    fn no_order_or_split_changes_what_is_printed((captures, order, splits) in shuffled()) {
        let files = Files::write(&captures);
        let (at_once, in_parts) = (Database::new(), Database::new());
        at_once.import(&files, &(0..captures.len()).collect::<Vec<_>>());
        for run in runs(&order, &splits) {
            in_parts.import(&files, &run);
        }
        prop_assert_eq!(at_once.printed(), in_parts.printed());
        prop_assert_eq!(at_once.reconciled(), in_parts.reconciled());
    }

    #[test]
    fn counters_compare_before_and_after((captures, order, splits) in shuffled()) {
        let files = Files::write(&captures);
        let db = Database::new();
        let mut before: Vec<&Capture> = Vec::new();
        for run in runs(&order, &splits) {
            let report = db.import(&files, &run);
            let now: Vec<&Capture> = run.iter().map(|i| &captures[*i]).collect();
            let counted: Vec<_> = report.records[..5].iter().map(|r| r.named().map(|(_, n)| n)).collect();
            prop_assert_eq!(counted, counters::expected(&before, &now));
            let c = report.captures;
            prop_assert_eq!((c.seen, c.imported + c.unchanged, c.rejected), (run.len() as u64, c.seen, 0));
            before.extend(now);
        }
    }

    #[test]
    fn a_repeated_import_leaves_no_trace((captures, order, splits) in shuffled()) {
        let files = Files::write(&captures);
        let db = Database::new();
        for run in runs(&order, &splits) {
            db.import(&files, &run);
        }
        let before = db.dump();
        for run in runs(&order, &splits).iter().rev() {
            let report = db.import(&files, run);
            prop_assert_eq!(report.run, None);
            prop_assert_eq!(report.captures.imported, 0);
            for counts in report.records {
                prop_assert_eq!((counts.inserted, counts.updated, counts.removed), (0, 0, 0));
                prop_assert_eq!((counts.unchanged, counts.stale, counts.pending), (0, 0, 0));
            }
        }
        prop_assert_eq!(before, db.dump());
    }
}
