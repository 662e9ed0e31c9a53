//! From JSON pointers back to lines and columns: for findings that were made from what was kept.

use super::container::{archive, envelope, ndjson};
use super::decompress::Compression;
use super::json::{Document, Object, Top, read_top};
use serde_json::value::RawValue;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

/// Of a file that holds more than this, only lines are looked at one by one; of a longer line, nothing.
const LONGEST: usize = 32 << 20;

/// What is looked for in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Wanted<'a> {
    /// The payload, where the file holds several: one that its line or its place in an archive's array names.
    pub member: Option<&'a str>,
    /// RFC 6901 pointer inside the payload.
    pub pointer: &'a str,
}

/// Line and column in the file, both from 1.
pub type Place = (u64, u64);

/// Where in a file each of these stands; of what is not there, where the nearest thing above it does. None where
/// the file cannot be read so any more, or where its payload is text inside JSON. What is wanted of one payload
/// should stand together.
#[must_use]
pub fn locate(path: &Path, wanted: &[Wanted<'_>]) -> Vec<Option<Place>> {
    let mut places = vec![None; wanted.len()];
    let (mut of_lines, mut of_whole) = (BTreeMap::<u64, Vec<usize>>::new(), Vec::new());
    for (i, wanted) in wanted.iter().enumerate() {
        match wanted.member.and_then(ndjson::line_of) {
            Some(line) => of_lines.entry(line).or_default().push(i),
            None => of_whole.push(i),
        }
    }
    // A file that has changed meanwhile, or a stream that breaks off, gives what it gave until then.
    let _ = each_line(path, &of_lines, |text, line, those| {
        let here = |pointers: &[usize]| pointers.iter().map(|i| wanted[*i].pointer).collect::<Vec<_>>();
        for (i, place) in those.iter().zip(in_payload(text, &Document::at_line(text, line), &here(those))) {
            places[*i] = place;
        }
    });
    if !of_whole.is_empty()
        && let Ok(text) = whole(path)
    {
        let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
        for those in of_whole.chunk_by(|a, b| wanted[*a].member == wanted[*b].member) {
            let pointers: Vec<_> = those.iter().map(|i| wanted[*i].pointer).collect();
            for (i, place) in those.iter().zip(in_member(text, wanted[those[0]].member, &pointers)) {
                places[*i] = place;
            }
        }
    }
    places
}

/// What a file holds, unpacked.
fn open(path: &Path) -> io::Result<Box<dyn BufRead>> {
    if !std::fs::metadata(path)?.is_file() {
        return Err(io::ErrorKind::InvalidInput.into());
    }
    let mut file = BufReader::with_capacity(1 << 16, File::open(path)?);
    Ok(match Compression::of(file.fill_buf()?) {
        Some(compression) => Box::new(BufReader::with_capacity(1 << 16, compression.reader(file)?)),
        None => Box::new(file),
    })
}

/// The text of a file, where it is short enough.
fn whole(path: &Path) -> io::Result<String> {
    let mut text = String::new();
    open(path)?.take(LONGEST as u64 + 1).read_to_string(&mut text)?;
    if text.len() > LONGEST { Err(io::ErrorKind::FileTooLarge.into()) } else { Ok(text) }
}

/// Shows the lines that are wanted, in their order; nothing behind the last of them is read.
fn each_line(
    path: &Path,
    wanted: &BTreeMap<u64, Vec<usize>>,
    mut show: impl FnMut(&str, u64, &[usize]),
) -> io::Result<()> {
    let Some(last) = wanted.keys().next_back() else { return Ok(()) };
    let mut reader = open(path)?;
    let (mut line, mut held) = (1, Vec::new());
    while line <= *last {
        let piece = reader.fill_buf()?;
        if piece.is_empty() && held.is_empty() {
            break;
        }
        let end = memchr::memchr(b'\n', piece);
        let taken = end.map_or(piece.len(), |end| end + 1);
        let is_end = end.is_some() || piece.is_empty();
        if let Some(those) = wanted.get(&line) {
            // One byte more than is looked at tells that it is too long.
            let room = (LONGEST + 1).saturating_sub(held.len());
            held.extend_from_slice(&piece[..taken.min(room)]);
            if is_end && held.len() <= LONGEST {
                let text = std::str::from_utf8(&held).map_err(|_| io::ErrorKind::InvalidData)?;
                show(text.strip_prefix('\u{feff}').unwrap_or(text), line, those);
            }
        }
        if is_end {
            held.clear();
            line += 1;
        }
        let was_end = piece.is_empty();
        reader.consume(taken);
        if was_end {
            break;
        }
    }
    Ok(())
}

/// Places in a file's one payload, or in one record of an archive's array.
fn in_member(text: &str, member: Option<&str>, pointers: &[&str]) -> Vec<Option<Place>> {
    let nowhere = || vec![None; pointers.len()];
    let document = Document::in_file(text, text);
    let Some(member) = member else { return in_payload(text, &document, pointers) };
    let record = archive::index_of(member).and_then(|index| {
        let items: Vec<&RawValue> = serde_json::from_str(text).ok()?;
        items.get(index).copied()
    });
    let Some(record) = record else { return nowhere() };
    let tree = Tree::of(record);
    pointers.iter().map(|pointer| document.place_of(tree.at(pointer).get())).collect()
}

/// Places in a text that is a payload, bare, in an envelope or a page.
fn in_payload(text: &str, document: &Document<'_>, pointers: &[&str]) -> Vec<Option<Place>> {
    let payload = match read_top(text) {
        Ok(Top::Object(object)) if envelope::is_envelope(&object) => object.get("body").map(RawValue::get),
        Ok(_) => Some(text.trim()),
        Err(_) => return pointers.iter().map(|pointer| in_script(text, document, pointer)).collect(),
    };
    // Text inside JSON has no lines.
    let value = payload.filter(|p| !p.starts_with('"')).and_then(|p| serde_json::from_str(p).ok());
    let Some(value) = value else { return vec![None; pointers.len()] };
    let tree = Tree::of(value);
    pointers.iter().map(|pointer| document.place_of(tree.at(pointer).get())).collect()
}

/// Where a saved page's script first names a driver's laps; the start of the page for anything else.
fn in_script(text: &str, document: &Document<'_>, pointer: &str) -> Option<Place> {
    let driver = pointer.strip_prefix("/racerLaps/").and_then(|rest| rest.split('/').next());
    let named = driver.and_then(|driver| text.find(&format!("racerLaps[{driver}]")));
    document.place_of(&text[named.unwrap_or_default()..])
}

/// A payload whose items are told apart once, however many are asked for.
struct Tree<'a> {
    top: &'a RawValue,
    items: Vec<&'a RawValue>,
}

impl<'a> Tree<'a> {
    fn of(top: &'a RawValue) -> Self {
        let is_list = top.get().starts_with('[');
        Self {
            top,
            items: is_list.then(|| serde_json::from_str(top.get()).ok()).flatten().unwrap_or_default(),
        }
    }

    /// What a pointer names, or the nearest thing above it that is there.
    fn at(&self, pointer: &str) -> &'a RawValue {
        let Some(first) = pointer.strip_prefix('/') else { return self.top };
        let (token, rest) =
            first.split_once('/').map_or((first, ""), |(token, _)| (token, &first[token.len()..]));
        match token.parse().ok().and_then(|index: usize| self.items.get(index)) {
            Some(item) => below(item, rest),
            None => below(self.top, pointer),
        }
    }
}

/// What a pointer names below a value.
fn below<'a>(mut here: &'a RawValue, pointer: &str) -> &'a RawValue {
    for token in pointer.split('/').skip(1) {
        let key = token.replace("~1", "/").replace("~0", "~");
        let next = match here.get().as_bytes().first() {
            Some(b'{') => Object::read(here).ok().flatten().and_then(|object| object.get(&key)),
            Some(b'[') => serde_json::from_str::<Vec<&RawValue>>(here.get())
                .ok()
                .and_then(|items| items.get(key.parse::<usize>().ok()?).copied()),
            _ => None,
        };
        let Some(next) = next else { break };
        here = next;
    }
    here
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn at(path: &Path, member: Option<&str>, pointer: &str) -> Option<Place> {
        locate(path, &[Wanted { member, pointer }])[0]
    }

    #[test]
    fn pointers_lead_to_lines() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("a.json");
        std::fs::write(&file, "[\n {\"a\": 1},\n {\"a\": 2, \"b\": 3}\n]").unwrap();
        assert_eq!(at(&file, None, "/1/b"), Some((3, 16)));
        assert_eq!(at(&file, None, "/1/missing"), Some((3, 2)));
        assert_eq!(at(&file, None, "/7/a"), Some((1, 1)));
        assert_eq!(at(&file, None, ""), Some((1, 1)));
        std::fs::write(&file, "{\"url\": \"u\",\n\"body\": [{\"a\": 7}]}").unwrap();
        assert_eq!(at(&file, None, "/0/a"), Some((2, 16)));
        std::fs::write(&file, "{\"url\": \"u\",\n\"body\": \"[7]\"}").unwrap();
        assert_eq!(at(&file, None, "/0"), None);
        std::fs::write(&file, "[{\"a\": 1},\n{\"a\": 2}]").unwrap();
        assert_eq!(at(&file, Some("record 1"), "/a"), Some((2, 7)));
        assert_eq!(at(&dir.path().join("none"), None, ""), None);
        assert_eq!(at(dir.path(), None, ""), None);
    }

    #[test]
    fn many_are_found_in_one_reading_whatever_their_order() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("a.ndjson");
        std::fs::write(&file, "\u{feff}[1]\n\n [{\"a\": 7}]\r\n[2,\"é\",3]").unwrap();
        let wanted =
            [("line 4", "/2"), ("line 1", "/0"), ("entry 3", ""), ("line 3", "/0/a"), ("line 9", "")];
        let wanted = wanted.map(|(member, pointer)| Wanted { member: Some(member), pointer });
        let found = locate(&file, &wanted);
        assert_eq!(found, [Some((4, 8)), Some((1, 2)), None, Some((3, 9)), None]);
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        packed.write_all(&std::fs::read(&file).unwrap()).unwrap();
        std::fs::write(&file, packed.finish().unwrap()).unwrap();
        assert_eq!(locate(&file, &wanted), found);
    }

    #[test]
    fn a_page_is_searched_for_the_driver() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("race.7.html");
        std::fs::write(&file, "<script>\n  racerLaps[12] = {};\n  racerLaps[7] = {};\n</script>").unwrap();
        assert_eq!(at(&file, None, "/racerLaps/7/laps"), Some((3, 3)));
        assert_eq!(at(&file, None, "/racerLaps/8"), Some((1, 1)));
        assert_eq!(at(&file, None, ""), Some((1, 1)));
    }
}
