//! A season as files: a folder laid out as the API is, one HAR, JSON lines.

use super::api::{Capture, captures};
use super::{after, events};
use heatlink::domain::time::Instant;
use serde_json::json;
use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::Path;

/// When everything was captured: after the last race of many a season.
const CAPTURED: Instant = Instant::from_millis(1_780_000_000_000);

fn url(capture: &Capture) -> String {
    let host = if capture.address.starts_with("v2/") { "api" } else { "www" };
    format!("https://{host}.liverc.com/{}", capture.address)
}

/// Writes a file for each payload of the API; no laps. Says how many bytes.
pub(crate) fn tree(folder: &Path, many: i64) -> u64 {
    let mut bytes = 0;
    for event in events(many) {
        for capture in captures(&event, false) {
            let path = folder.join(format!("{}.json", capture.address));
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            let text = capture.body.to_string();
            bytes += text.len() as u64;
            fs::write(path, text).unwrap();
        }
    }
    bytes
}

/// Writes one HAR of everything, laps too, as a browser does. Says how many bytes.
pub(crate) fn har(path: &Path, many: i64) -> u64 {
    let mut out = BufWriter::new(File::create(path).unwrap());
    let creator = json!({ "name": "bench", "version": "1" });
    write!(out, r#"{{"log":{{"version":"1.2","creator":{creator},"entries":["#).unwrap();
    let mut number = 0;
    for event in events(many) {
        for capture in captures(&event, true) {
            let text = capture.body.to_string();
            let entry = json!({
                "startedDateTime": after(CAPTURED, number).to_string(),
                "time": 41,
                "request": {
                    "method": "GET", "url": url(&capture), "httpVersion": "HTTP/2", "cookies": [],
                    "headers": [{ "name": "accept", "value": "application/json" }], "queryString": [],
                    "headersSize": -1, "bodySize": 0,
                },
                "response": {
                    "status": 200, "statusText": "", "httpVersion": "HTTP/2", "cookies": [],
                    "headers": [{ "name": "content-type", "value": "application/json" }],
                    "content": { "size": text.len(), "mimeType": "application/json", "text": text },
                    "redirectURL": "", "headersSize": -1, "bodySize": -1,
                },
                "cache": {},
                "timings": { "send": 1, "wait": 35, "receive": 5 },
            });
            if number > 0 {
                out.write_all(b",").unwrap();
            }
            write!(out, "{entry}").unwrap();
            number += 1;
        }
    }
    out.write_all(b"]}}").unwrap();
    out.flush().unwrap();
    fs::metadata(path).unwrap().len()
}

/// Writes an envelope a line for everything, laps too. Says how many bytes.
pub(crate) fn lines(path: &Path, many: i64) -> u64 {
    let mut out = BufWriter::new(File::create(path).unwrap());
    for event in events(many) {
        for (number, capture) in (0..).zip(captures(&event, true)) {
            let line = json!({
                "url": url(&capture),
                "fetchedAt": after(CAPTURED, number).to_string(),
                "status": 200,
                "body": capture.body,
            });
            writeln!(out, "{line}").unwrap();
        }
    }
    out.flush().unwrap();
    fs::metadata(path).unwrap().len()
}
