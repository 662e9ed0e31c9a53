use super::super::{Member, ReadOptions};
use super::*;
use serde_json::{Value, json};

fn entry(url: &str, status: i64, content: &Value) -> Value {
    json!({
        "startedDateTime": "2025-02-16T03:00:00.000Z",
        "request": {"method": "GET", "url": url, "headers": [{"name": "x", "value": "{[\"\\"}]},
        "response": {"status": status, "content": content},
    })
}

fn event(id: i64) -> Value {
    let text = json!({"eventId": id, "title": "Autumn \"Open\" {"}).to_string();
    entry(&format!("https://api.liverc.com/v2/events/{id}"), 200, &json!({"text": text}))
}

fn har(entries: &[Value]) -> String {
    json!({"log": {"version": "1.2", "entries": entries, "pages": [{"title": "]}"}]}}).to_string()
}

/// The members and how it ended, read in one piece and in small ones.
fn read_all(text: &str, options: &ReadOptions) -> (Vec<Member>, Ended) {
    let run = |mut stream: Stream<'_>| {
        let mut members = Vec::new();
        let at = entries_of(&mut stream, 1 << 20).expect("a HAR");
        let ended = read(&mut stream, at, Outer { subject: None, race_hint: None, options }, &mut |member| {
            members.push(member);
            true
        });
        (members, ended)
    };
    let (members, ended) = run(Stream::whole(text.as_bytes()));
    let slow = run(Stream::in_pieces(text.as_bytes(), 3));
    let said = |members: &[Member], ended: &Ended| format!("{members:?} {ended:?}");
    assert_eq!(said(&members, &ended), said(&slow.0, &slow.1));
    (members, ended)
}

fn codes(ended: &Ended) -> Vec<Code> {
    ended.findings.iter().chain(&ended.fault).map(|f| f.code).collect()
}

#[test]
fn entries_of_liverc_are_captures_and_others_are_counted() {
    let text = har(&[
        entry("https://ads.example/a.gif", 200, &json!({"text": "GIF89a"})),
        event(1),
        entry("https://api.liverc.com/v2/events/2", 404, &json!({"text": "{}"})),
        entry("https://api.liverc.com/v2/events/3", 304, &json!({"size": 0})),
        entry("https://www.liverc.com/style.css", 304, &json!({"size": 0})),
        entry("https://api.liverc.com/v2/events/4", 200, &json!({"text": "<html>"})),
        entry("https://mirror.example/v2/events/5", 200, &json!({"text": "{\"eventId\":5,\"title\":\"A\"}"})),
        entry("https://mirror.example/v2/events/6", 200, &json!({"text": "{}"})),
        entry("https://track.liverc.com/", 200, &json!({"text": "<html>"})),
        entry("https://api.liverc.com/v2/events/7", 203, &json!({"text": "W10=", "encoding": "base64"})),
    ]);
    let (members, ended) = read_all(&text, &ReadOptions::default());
    let names: Vec<_> = members.iter().map(|m| m.name.as_deref().unwrap()).collect();
    assert_eq!(names, ["entry 1", "entry 5", "entry 6", "entry 9"]);
    assert!(members[0].outcome.is_ok() && members[1].outcome.is_err() && members[2].outcome.is_ok());
    assert_eq!((members[3].size, members[3].partial, members[3].number), (2, true, 0));
    assert_eq!(codes(&ended), [Code::FailedEntry, Code::SkippedEntry]);
    assert!(ended.findings[0].message.contains("2 entries without: the first is entry 2, `https"));
    assert!(ended.findings[1].message.contains("4 entries"), "{}", ended.findings[1].message);
}

#[test]
fn what_came_whole_before_a_cut_is_taken() {
    let text = har(&[event(1), event(2)]);
    for cut in 30..text.len() {
        if text.as_bytes()[..cut].windows(11).any(|w| w == b"\"entries\":[") {
            let (members, ended) = read_all(&text[..cut], &ReadOptions::default());
            assert!(members.len() <= 2 && members.iter().all(|m| m.outcome.is_ok()), "cut at {cut}");
            assert_eq!(ended.fault.map(|f| f.code), Some(Code::BadHar), "cut at {cut}");
        }
    }
}

#[test]
fn a_broken_entry_spoils_no_other_and_a_broken_frame_is_told() {
    let text = har(&[json!(null), json!(7), event(1)]).replacen("null", "{\"a\":}", 1);
    let (members, ended) = read_all(&text, &ReadOptions::default());
    assert_eq!(members.iter().map(|m| m.outcome.is_ok()).collect::<Vec<_>>(), [false, false, true]);
    assert_eq!(codes(&ended), []);
    for (whole, broken) in [("}}", "}}x"), ("}}", "}"), ("}}", ",\"entries\":[]}}"), ("}}", "},\"log\":{}}")]
    {
        let text = har(&[event(1)]);
        let text = format!("{}{broken}", text.strip_suffix(whole).unwrap());
        let (members, ended) = read_all(&text, &ReadOptions::default());
        assert_eq!((members.len(), codes(&ended)), (1, vec![Code::BadHar]), "{broken}");
    }
    let (_, ended) = read_all(&har(&[]), &ReadOptions::default());
    assert_eq!(codes(&ended), [Code::EmptyHar]);
}

#[test]
fn limits_hold_for_each_entry() {
    let mut options = ReadOptions::default();
    options.limits.payload_bytes = 4 << 10;
    options.limits.depth = 8;
    let url = "https://api.liverc.com/v2/events/9";
    let long = |url| entry(url, 200, &json!({"text": "x".repeat(2 << 20)}));
    let deep = format!("{}{}", "[".repeat(20), "]".repeat(20));
    let deep: Value = serde_json::from_str(&deep).unwrap();
    let entries = [
        long(url),
        long("https://video.example/a"),
        entry(url, 200, &json!({"text": "x".repeat(5 << 10)})),
        deep,
    ];
    let (members, ended) = read_all(&har(&[&entries[..], &[event(1)]].concat()), &options);
    let code = |m: &Member| m.outcome.as_ref().err().map(|r| r.reason.code);
    let codes_of: Vec<_> = members.iter().map(code).collect();
    let (large, deep) = (Some(Code::PayloadTooLarge), Some(Code::NestingTooDeep));
    assert_eq!(codes_of, [large, large, deep, None]);
    assert_eq!(codes(&ended), [Code::SkippedEntry]);
}

#[test]
fn what_follows_the_entries_has_a_limit_and_its_finding_a_place() {
    let mut options = ReadOptions::default();
    options.limits.payload_bytes = 1 << 10;
    let text = har(&[event(1)]);
    let whole = text.strip_suffix("}}").unwrap();
    let text = format!("{whole},\"comment\":\"{}\"}}}}", "x".repeat(2 << 10));
    let (members, ended) = read_all(&text, &options);
    assert!(members.len() == 1 && members[0].outcome.is_ok());
    let fault = ended.fault.unwrap();
    assert_eq!(fault.code, Code::PayloadTooLarge);
    // The bracket that closes the entries.
    let column = text.find("],\"pages\"").unwrap() as u64 + 1;
    assert_eq!((fault.place.line, fault.place.column), (Some(1), Some(column)));
}

#[test]
fn what_makes_a_body_no_base64_is_told_as_it_is() {
    let url = "https://api.liverc.com/v2/events/9";
    for (text, said) in [
        ("W10", "the `=` at its end are too few or too many"),
        ("W", "it is cut short"),
        ("W1-=", "`-` does not belong there"),
        ("W11=", "`1` cannot be its last character, it holds a part of one more byte"),
    ] {
        let body = json!({"text": text, "encoding": "base64"});
        let (members, _) = read_all(&har(&[entry(url, 200, &body)]), &ReadOptions::default());
        let message = &members[0].outcome.as_ref().unwrap_err().reason.message;
        assert!(message.ends_with(said), "{text}: {message}");
    }
}

#[test]
fn a_har_is_told_by_log_and_entries() {
    let is_har = |text: &str| matches!(beginning(text.as_bytes()), Beginning::Entries(_));
    assert!(is_har(r#" {"a": {"log": 1}, "log" : {"x": "}", "pages": [1], "entries" : ["#));
    assert!(!is_har(r#"{"log": {"entries": {}}}"#) && !is_har(r#"{"entries": []}"#) && !is_har("[1]"));
    assert_eq!(beginning(br#"{"log": {"pages": [{"#), Beginning::Unfinished);
}
