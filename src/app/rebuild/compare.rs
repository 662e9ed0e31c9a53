//! Two databases side by side, in bounded memory: each part is told twice at most. First the lines of either side are
//! summed up, in buckets; only those of buckets that differ are then looked at one by one.

use super::content::{Line, Part, parts};
use crate::app::error::Error;
use crate::domain::finding::{Code, Finding};
use crate::domain::text::count;
use rusqlite::Connection;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

const BUCKETS: usize = 4096;
/// So many differences of a part are named; the others are counted.
const NAMED: usize = 20;
/// So many lines of a side are held to be looked at.
const HELD: usize = 20_000;

/// What differs, part by part.
pub(super) fn differences(found: &Connection, gives: &Connection) -> Result<Vec<Finding>, Error> {
    let mut findings = Vec::new();
    for part in parts() {
        let (a, b) = (sums(part, found)?, sums(part, gives)?);
        let differ: Vec<bool> = a.iter().zip(&b).map(|(a, b)| a != b).collect();
        if differ.contains(&true) {
            let (found, gives) = (held(part, found, &differ)?, held(part, gives, &differ)?);
            findings.extend(told(part, found, gives));
        }
    }
    Ok(findings)
}

fn digest(line: &Line) -> u128 {
    let mut sha = Sha256::new();
    let mut add = |text: &str| {
        sha.update((text.len() as u64).to_le_bytes());
        sha.update(text.as_bytes());
    };
    add(&line.key);
    line.values.iter().for_each(|(_, value)| add(value));
    let bytes = sha.finalize();
    bytes.iter().take(16).fold(0, |sum, byte| sum << 8 | u128::from(*byte))
}

fn bucket(digest: u128) -> usize {
    usize::try_from(digest % BUCKETS as u128).unwrap_or_default()
}

/// Sums, which do not depend on the order: a line more, less or other changes its bucket's.
fn sums(part: Part, conn: &Connection) -> Result<Vec<u128>, Error> {
    let mut sums = vec![0_u128; BUCKETS];
    part.each(conn, &mut |line| {
        let digest = digest(&line);
        let sum = &mut sums[bucket(digest)];
        *sum = sum.wrapping_add(digest);
        Ok(())
    })?;
    Ok(sums)
}

/// The lines in buckets that differ, each with how often it is there; the first of them where there are many.
fn held(part: Part, conn: &Connection, differ: &[bool]) -> Result<BTreeMap<u128, (usize, Line)>, Error> {
    let mut lines: BTreeMap<u128, (usize, Line)> = BTreeMap::new();
    part.each(conn, &mut |line| {
        let digest = digest(&line);
        if differ[bucket(digest)] && (lines.len() < HELD || lines.contains_key(&digest)) {
            lines.entry(digest).or_insert((0, line)).0 += 1;
        }
        Ok(())
    })?;
    Ok(lines)
}

fn told(
    part: Part,
    mut found: BTreeMap<u128, (usize, Line)>,
    mut gives: BTreeMap<u128, (usize, Line)>,
) -> Vec<Finding> {
    found.retain(|digest, (n, _)| {
        let Some((m, _)) = gives.get_mut(digest) else { return true };
        let both = (*n).min(*m);
        (*n, *m) = (*n - both, *m - both);
        *n > 0
    });
    let mut by_key: BTreeMap<String, Vec<Line>> = BTreeMap::new();
    for (_, line) in gives.into_values().filter(|(n, _)| *n > 0) {
        by_key.entry(line.key.clone()).or_default().push(line);
    }
    let mut messages = Vec::new();
    let mut lines: Vec<Line> = found.into_values().map(|(_, line)| line).collect();
    lines.sort_by(|a, b| a.key.cmp(&b.key));
    for line in lines {
        messages.push(match by_key.get_mut(&line.key).and_then(Vec::pop) {
            Some(other) => difference(&line, &other),
            None => format!("{}: expected nothing of the kind, found it", line.key),
        });
    }
    let missing = by_key.into_values().flatten();
    messages.extend(missing.map(|line| format!("{}: expected it, found nothing of the kind", line.key)));
    let more = messages.len().saturating_sub(NAMED);
    messages.truncate(NAMED);
    if more > 0 {
        messages.push(format!("{} like these", count(more as u64, "more", "more")));
    }
    let finding = |message| {
        Finding::new(Code::DiffersFromArchive, format!("{}: {message}", part.name()))
            .with_hint("keep a copy with `heatlink db backup FILE`; `heatlink db rebuild` makes it what the captures give")
    };
    messages.into_iter().map(finding).collect()
}

fn difference(found: &Line, gives: &Line) -> String {
    let pairs = found.values.iter().zip(&gives.values).filter(|(a, b)| a != b);
    let each: Vec<_> = pairs
        .map(|((column, found), (_, gives))| format!("`{column}` {}, found {}", short(gives), short(found)))
        .collect();
    format!("{}: expected {}", found.key, each.join("; "))
}

/// Long values are told by their beginning.
fn short(value: &str) -> String {
    const MOST: usize = 300;
    match value.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}…", &value[..end]),
        None => value.to_owned(),
    }
}
