//! Results site: the entries of a class.

use super::site::{CLASS, EVENT, Noun, Once, Site};
use super::{Layout, Reader, Shape, Spec};
use crate::domain::finding::{Code, Finding};
use crate::domain::id::{ClassId, EntryId};
use crate::domain::record::{Entrant, EntryFields, Family, Fields, Kind, RecordKey};
use crate::infra::capture::alias_reader::Names;
use crate::infra::capture::json::{Document, Object};
use crate::infra::capture::payload::{Payload, PayloadOptions};
use crate::infra::capture::record_reader::RecordReader;
use serde_json::value::RawValue;

pub(super) const SPEC: Spec = Spec {
    family: Family::EntryList,
    layout: Layout::One,
    shape: Shape::Look(look),
    address_key: "class_id",
    read: Reader::Whole(read),
};

pub(super) const EVENT_NOUN: Noun = Noun { objects: &["event", "event_info"], ..EVENT };
pub(super) const CLASS_NOUN: Noun = Noun { objects: &["class", "class_info"], ..CLASS };
pub(super) const META: Names<'_> = &["meta"];
pub(super) const CLASS_CODE: Names<'_> = &["class_code", "code"];
pub(super) const ENTRIES: Names<'_> = &["entries", "entry_list", "data"];
pub(super) const ENTRY_ID: Names<'_> = &["entry_id", "id", "entryId"];
pub(super) const DRIVER: Names<'_> = &["display_name", "name", "displayName"];
pub(super) const CAR: Names<'_> = &["car_number", "carNumber"];
pub(super) const TRANSPONDER: Names<'_> = &["transponder_id", "transponderId"];
pub(super) const WITHDRAWN: Names<'_> = &["withdrawn"];

/// A listing under one of its names, with a class beside it; a name that says what it is also does with items
/// that say so.
fn look(object: &Object<'_>) -> bool {
    let class = ["class", "class_info", "class_id", "classId", "class_name"];
    let meta = object.get("meta").and_then(|raw| Object::read(raw).ok().flatten());
    if class.iter().any(|k| object.has(k)) || meta.is_some_and(|meta| meta.has("class")) {
        return ENTRIES.iter().any(|k| object.has(k));
    }
    ["entries", "entry_list"]
        .iter()
        .filter_map(|k| object.get(k))
        .any(|raw| super::first_item(raw).is_some_and(|item| item.has("entry_id") || item.has("entryId")))
}

fn read(
    document: &Document<'_>,
    object: &Object<'_>,
    options: PayloadOptions<'_>,
) -> Result<Payload, Finding> {
    let mut site = Site::new(document, Family::EntryList);
    let mut root = RecordReader::new(document, object, document.text.trim(), String::new());
    let meta = root.part_of(META);
    let mut meta = meta.as_ref().map(|part| part.reader(document));
    let event = site.named(&mut root, meta.as_mut(), &EVENT_NOUN);
    let mut class = site.named(&mut root, meta.as_mut(), &CLASS_NOUN);
    if let Some(meta) = meta {
        site.fold(meta, &mut root);
    }
    class.id = super::own_id(&mut root, options.subject, "class_id", class.id);
    if class.id.is_none() {
        root.missing(&["class_id", "classId"]);
    }
    let items = root.required_of(ENTRIES).and_then(|found| root.items_of(found));
    site.heading(root)?;
    let (Some(class_id), Some((pointer, items))) = (class.id.and_then(ClassId::new), items) else {
        return Err(Finding::new(Code::MissingField, "expected a class with its entries, found none"));
    };
    site.state_parents(&event, &class);
    entries(&mut site, class_id, &pointer, &items)?;
    if items.is_empty() {
        let message = "expected entries, found an empty listing: it states nothing about them";
        let hint = "upstream pages go empty for a while; capture it again later";
        site.say(Finding::new(Code::EmptyListing, message).with_hint(hint));
    } else if options.complete && site.payload.refused.iter().all(|r| r.record.is_some()) {
        site.payload.listing_of = Some(class_id.get());
    }
    Ok(site.finish())
}

fn entries<'a>(
    site: &mut Site<'a, '_>,
    class: ClassId,
    listing: &str,
    items: &[&'a RawValue],
) -> Result<(), Finding> {
    let mut once = Once::new();
    let mut places = Vec::new();
    for (i, raw) in items.iter().copied().enumerate() {
        let pointer = format!("{listing}/{i}");
        let read = site.item(raw, &pointer, Kind::Entry, |_, r| entry(r, class))?;
        if let Some((key, fields)) = read {
            places.push((key, u32::try_from(i).ok()));
            once.add(site, (key, fields), (raw, pointer), (key.to_string(), key));
        }
    }
    // By the first place of each: a stable sort keeps it ahead of its repeats.
    places.sort_by_key(|(key, _)| *key);
    let place = |key| places.get(places.partition_point(|(k, _)| *k < key)).and_then(|(_, i)| *i);
    let mut taken: Vec<_> = once.taken().map(|(key, fields)| (place(key), key, fields)).collect();
    taken.sort_by_key(|(item, key, _)| (*item, *key));
    for (item, key, fields) in taken {
        site.state(key, Fields::Entry(fields), item);
    }
    Ok(())
}

fn entry(
    r: &mut RecordReader<'_, '_>,
    class: ClassId,
) -> (Option<RecordKey>, Option<(RecordKey, EntryFields)>) {
    let id = r.required_text_id_of(ENTRY_ID).and_then(EntryId::new);
    let fields = EntryFields {
        driver_name: r.required_text_of(DRIVER),
        car_number: r.label_of(CAR),
        transponder: r.label_of(TRANSPONDER),
        withdrawn: r.flag_of(WITHDRAWN),
        ..EntryFields::default()
    };
    let key = id.map(|id| RecordKey::Entry(class, Entrant::Entry(id)));
    (key, key.map(|key| (key, fields)))
}
