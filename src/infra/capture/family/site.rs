//! What both payloads of the results site share: their headings, and items that are refused one by one.

use crate::domain::finding::{Code, Finding, Severity};
use crate::domain::id::{ClassId, EventId};
use crate::domain::record::{ClassFields, EventFields, Family, Fields, Kind, RecordKey, Statement};
use crate::infra::capture::alias_reader::{Names, Part, no_object};
use crate::infra::capture::json::Document;
use crate::infra::capture::payload::{MOST_FINDINGS, Payload, Refused};
use crate::infra::capture::recognise::at_start;
use crate::infra::capture::record_reader::RecordReader;
use crate::infra::capture::unread::Unread;
use serde_json::value::RawValue;
use std::collections::BTreeMap;

/// Where a heading's event, class, round or race has its id and its name.
pub(super) struct Noun {
    /// Objects about it at the root.
    pub objects: Names<'static>,
    /// Its id at the root.
    pub id: Names<'static>,
    /// Its id in its object.
    pub inner_id: Names<'static>,
    /// Its name at the root.
    pub name: Names<'static>,
    /// Its name in its object.
    pub inner_name: Names<'static>,
}

pub(super) const EVENT: Noun = Noun {
    objects: &["event"],
    id: &["event_id", "eventId"],
    inner_id: &["event_id", "id", "eventId"],
    name: &["event_name"],
    inner_name: &["event_name", "name"],
};

pub(super) const CLASS: Noun = Noun {
    objects: &["class"],
    id: &["class_id", "classId"],
    inner_id: &["class_id", "id", "classId"],
    name: &["class_name"],
    inner_name: &["class_name", "name"],
};

/// An event, class or race as a heading has it.
#[derive(Debug, Default)]
pub(super) struct Named {
    pub id: Option<i64>,
    pub name: Option<String>,
    pub code: Option<String>,
}

/// One payload of the results site while it is read.
pub(super) struct Site<'a, 'd> {
    pub document: &'d Document<'a>,
    pub payload: Payload,
    pub unread: Unread,
}

impl<'a, 'd> Site<'a, 'd> {
    pub(super) fn new(document: &'d Document<'a>, family: Family) -> Self {
        Self { document, payload: Payload::empty(family), unread: Unread::default() }
    }

    /// What a heading says of one thing: in the object about it, or beside it at the root. `meta` is an object
    /// that may hold the object instead.
    pub(super) fn named(
        &mut self,
        root: &mut RecordReader<'a, '_>,
        meta: Option<&mut RecordReader<'a, '_>>,
        noun: &Noun,
    ) -> Named {
        let mut named = Named { id: root.text_id_of(noun.id), name: root.text_of(noun.name), code: None };
        let part = root.part_of(noun.objects);
        let below = meta.and_then(|meta| meta.part_of(&noun.objects[..1]));
        let Some(part) = part.or(below) else { return named };
        let mut reader = part.reader(self.document);
        let inner = reader.text_id_of(noun.inner_id);
        if let (Some(at_root), Some(inner)) = (named.id, inner)
            && at_root != inner
        {
            let key = noun.id[0];
            reader.refuse(
                Code::IdMismatch,
                noun.inner_id[0],
                format!("expected one `{key}`, found {at_root} at the root and {inner} inside"),
            );
        }
        named.id = named.id.or(inner);
        let name = reader.text_of(noun.inner_name);
        named.name = named.name.or(name);
        if self.payload.family == Family::EntryList && noun.objects[0] == "class" {
            named.code = reader.text_of(super::entry_list::CLASS_CODE);
        }
        self.fold(reader, root);
        named
    }

    /// An object inside another counts as a part of it: its findings, its faults, its unread keys.
    pub(super) fn fold(&mut self, part: RecordReader<'a, '_>, whole: &mut RecordReader<'a, '_>) {
        self.unread.add(&part);
        whole.refused |= part.refused;
        let room = (MOST_FINDINGS + 1).saturating_sub(whole.findings.len());
        whole.findings.extend(part.findings.into_iter().take(room));
    }

    /// Ends the heading: a fault in it refuses the capture.
    pub(super) fn heading(&mut self, root: RecordReader<'a, '_>) -> Result<(), Finding> {
        self.unread.add(&root);
        if root.refused {
            let reason = root.findings.into_iter().find(|f| f.severity() == Severity::Error);
            return Err(
                reason.unwrap_or_else(|| Finding::new(Code::WrongType, "expected a heading, found faults"))
            );
        }
        self.payload.note_all(root.findings);
        Ok(())
    }

    /// States event and class, as far as they have an id and a name.
    pub(super) fn state_parents(&mut self, event: &Named, class: &Named) {
        if let (Some(key), Some(title)) = (event.id.and_then(EventId::new), &event.name) {
            let fields = EventFields { title: Some(title.clone()), ..EventFields::default() };
            self.state(RecordKey::Event(key), Fields::Event(fields), None);
        }
        if let (Some(key), Some(name)) = (class.id.and_then(ClassId::new), &class.name) {
            let fields = ClassFields {
                event_id: event.id,
                name: Some(name.clone()),
                description: None,
                code: class.code.clone(),
            };
            self.state(RecordKey::Class(key), Fields::Class(fields), None);
        }
    }

    pub(super) fn state(&mut self, key: RecordKey, fields: Fields, item: Option<u32>) {
        self.payload.statements.push(Statement { key, fields, item });
    }

    /// One item, none where it is refused. What `read` gives is its key, as far as it could be read, and itself.
    ///
    /// # Errors
    /// An id of a kind that this family cannot have: nothing of the capture can be trusted then.
    pub(super) fn item<T>(
        &mut self,
        raw: &'a RawValue,
        pointer: &str,
        kind: Kind,
        read: impl FnOnce(&mut Self, &mut RecordReader<'a, '_>) -> (Option<RecordKey>, Option<T>),
    ) -> Result<Option<T>, Finding> {
        let Some(part) = Part::of(raw, pointer.to_owned()) else {
            let finding = self.placed(Code::NotAnObject, no_object(raw), pointer, raw.get());
            self.refuse(kind, None, finding.clone(), raw.get());
            self.payload.note(finding);
            return Ok(None);
        };
        let mut reader = part.reader(self.document);
        let (key, found) = read(self, &mut reader);
        self.unread.add(&reader);
        let (refused, findings) = (reader.refused, reader.findings);
        if let Some(at) = findings.iter().position(|f| f.code == Code::UnsupportedId) {
            return Err(findings[at].clone());
        }
        if refused && let Some(reason) = findings.iter().find(|f| f.severity() == Severity::Error) {
            self.refuse(kind, key, reason.clone(), raw.get());
        }
        self.payload.note_all(findings);
        Ok(found.filter(|_| !refused))
    }

    pub(super) fn refuse(&mut self, kind: Kind, key: Option<RecordKey>, reason: Finding, text: &str) {
        self.payload.hold(Refused::new(kind, key, reason, text.as_bytes()));
    }

    /// A finding at a part of the payload.
    pub(super) fn placed(
        &self,
        code: Code,
        message: impl Into<String>,
        pointer: &str,
        part: &str,
    ) -> Finding {
        let mut finding = Finding::new(code, message).at_pointer(pointer);
        (finding.place.line, finding.place.column) = self.document.place_of(part).unzip();
        finding
    }

    /// A finding about the payload as a whole.
    pub(super) fn say(&mut self, finding: Finding) {
        self.payload.note(at_start(finding, self.document));
    }

    /// Ends the payload.
    pub(super) fn finish(mut self) -> Payload {
        if let Some(finding) = self.unread.finding(self.payload.family) {
            self.say(finding);
        }
        self.payload
    }
}

/// Records of one payload that have to be there once: two with one key and different values are both refused.
pub(super) struct Once<'a, K, T>(BTreeMap<K, Seen<'a, T>>);

struct Seen<'a, T> {
    value: T,
    raw: &'a RawValue,
    pointer: String,
    conflict: bool,
}

impl<'a, K: Ord, T: PartialEq> Once<'a, K, T> {
    pub(super) fn new() -> Self {
        Self(BTreeMap::new())
    }

    /// Takes one; `what` names it in a message, `record` is what it is quarantined as.
    pub(super) fn add(
        &mut self,
        site: &mut Site<'a, '_>,
        (key, value): (K, T),
        (raw, pointer): (&'a RawValue, String),
        (what, record): (String, RecordKey),
    ) {
        let Some(seen) = self.0.get_mut(&key) else {
            self.0.insert(key, Seen { value, raw, pointer, conflict: false });
            return;
        };
        let kind = record.kind();
        // Where two differ, a third that equals one of them is no better.
        if seen.value == value && !seen.conflict {
            let message = format!("expected {what} once, found it again with equal values");
            let finding = site.placed(Code::DuplicateRecord, message, &pointer, raw.get());
            site.payload.note(finding);
            site.payload.repeats[kind as usize] += 1;
            return;
        }
        let message = format!("expected {what} once, found it again with other values: none is taken");
        if !seen.conflict {
            seen.conflict = true;
            let at = (&seen.pointer, seen.raw.get());
            let reason = site.placed(Code::DuplicateRecordConflict, message.clone(), at.0, at.1);
            site.refuse(kind, Some(record), reason, at.1);
        }
        let finding = site.placed(Code::DuplicateRecordConflict, message, &pointer, raw.get());
        site.refuse(kind, Some(record), finding.clone(), raw.get());
        site.payload.note(finding);
    }

    /// Those that stand, by key.
    pub(super) fn taken(self) -> impl Iterator<Item = (K, T)> {
        self.0.into_iter().filter(|(_, seen)| !seen.conflict).map(|(key, seen)| (key, seen.value))
    }
}
