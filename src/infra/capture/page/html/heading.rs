//! A race page's headings, as text.

use super::text::{shown, without};
use super::tree::{Id, ROOT, Tree};

/// A text of the page with its line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// What is shown, white space folded.
    pub text: String,
    /// The line in the file, from 1.
    pub line: u64,
}

/// What stands above the result table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Headings {
    /// `<title>`: track, event, race and `LiveRC` between ` :: `.
    pub title: Option<Said>,
    /// The track's name.
    pub track: Option<Said>,
    /// The event's name.
    pub event: Option<Said>,
    /// The date, or the first and the last.
    pub date: Option<Said>,
    /// `1/8 Nitro Buggy A-Main Results [M1 Race #14]`.
    pub panel: Option<Said>,
    /// The race's number in the event: `14`.
    pub race_number: Option<Said>,
    /// Class and heat: `1/8 Nitro Buggy A-Main`.
    pub race: Option<Said>,
    /// `Round`: `Main Events`.
    pub round: Option<Said>,
    /// `Length`: `30:00 Timed`.
    pub length: Option<Said>,
    /// `Time Completed`.
    pub completed: Option<Said>,
    /// Lines under the race's name that are none of these, whole.
    pub others: Vec<Said>,
}

impl Headings {
    pub(super) fn read(tree: &Tree<'_>) -> Self {
        let first = |name: &'static str| {
            let mut all = tree.elements(ROOT, name);
            let marked = all.find(|id| tree.has_class(*id, "page-header"));
            marked.and_then(|id| said(tree, id))
        };
        let of_class = |class: &'static str| tree.of_class(ROOT, class).find_map(|id| said(tree, id));
        let mut headings = Self {
            title: tree.elements(ROOT, "title").find_map(|id| said(tree, id)),
            track: first("h1"),
            event: first("h3"),
            date: first("h5"),
            panel: panel(tree),
            race_number: of_class("race_num"),
            race: of_class("class_header"),
            ..Self::default()
        };
        for line in tree.of_class(ROOT, "class_sub_header").filter_map(|id| said(tree, id)) {
            headings.add_line(line);
        }
        headings.fill_from_panel();
        headings.fill_from_title();
        headings
    }

    fn add_line(&mut self, line: Said) {
        let (label, value) = line.text.split_once(':').unwrap_or(("", &line.text));
        let slot = match label.trim().to_ascii_lowercase().as_str() {
            "round" => &mut self.round,
            "length" => &mut self.length,
            "time completed" | "completed" => &mut self.completed,
            _ => return self.others.push(line),
        };
        let value = value.trim();
        if slot.is_none() && !value.is_empty() {
            *slot = Some(Said { text: value.to_owned(), line: line.line });
        } else if slot.is_some() {
            self.others.push(line);
        }
    }

    /// `… Results [M1 Race #14]` names the race and its number too.
    fn fill_from_panel(&mut self) {
        let Some(panel) = &self.panel else { return };
        let (race, label) = panel.text.rsplit_once(" Results").unwrap_or((&panel.text, ""));
        let number = label.rsplit_once('#').map(|(_, number)| number.trim_end_matches(']').trim());
        let of_panel = |text: &str| Said { text: text.to_owned(), line: panel.line };
        if self.race.is_none() && !race.is_empty() {
            self.race = Some(of_panel(race));
        }
        if self.race_number.is_none() {
            self.race_number = number.filter(|n| !n.is_empty()).map(of_panel);
        }
    }

    /// A title of exactly four parts names track, event and race; of more, nobody knows which part is which.
    fn fill_from_title(&mut self) {
        let Some(title) = &self.title else { return };
        let parts: Vec<_> = title.text.split(" :: ").collect();
        if let [track, event, race, _] = parts[..] {
            for (slot, text) in [(&mut self.track, track), (&mut self.event, event), (&mut self.race, race)] {
                if slot.is_none() && !text.is_empty() {
                    *slot = Some(Said { text: text.to_owned(), line: title.line });
                }
            }
        }
    }
}

/// The heading of the panel that the results are in.
fn panel(tree: &Tree<'_>) -> Option<Said> {
    let mut all = tree.of_class(ROOT, "panel-heading").filter_map(|id| said(tree, id));
    all.find(|said| said.text.ends_with(" Results") || said.text.contains(" Results ["))
}

pub(super) fn said(tree: &Tree<'_>, id: Id) -> Option<Said> {
    // A title's or a heading's own text; a race number may stand in the same cell.
    let text = if tree.is(id, "title") { without(tree, id, |_| false) } else { shown(tree, id) };
    (!text.is_empty()).then(|| Said { text, line: tree.line(id) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headings(page: &str) -> Headings {
        Headings::read(&Tree::parse(page).unwrap())
    }

    fn text(said: Option<&Said>) -> Option<&str> {
        said.map(|s| s.text.as_str())
    }

    #[test]
    fn headings_are_read_with_their_lines() {
        let page = "<title>A</title>\n<h1 class=page-header><span class='fa'></span> Quarry &amp; Pit R/C</h1>
            <h3 class='x page-header'>\n  Autumn\n  Open</h3><h5 class=page-header>Oct 3, 2026 to Oct 4, 2026</h5>
            <div class=panel-heading><i></i> X (Heat 1/3) Results [Q2 Race #9]</div>
            <div class=race_num>9</div><span class=class_header>X (Heat 1/3)</span>
            <span class=class_sub_header>Round: Qualifier Round 2</span><span class=class_sub_header>Length: 3 Laps</span>
            <span class=class_sub_header>Time Completed: 4:05 pm</span><span class=class_sub_header>Wet</span>";
        let all = headings(page);
        assert_eq!(text(all.track.as_ref()), Some("Quarry & Pit R/C"));
        assert_eq!(all.event, Some(Said { text: "Autumn Open".into(), line: 3 }));
        assert_eq!(text(all.date.as_ref()), Some("Oct 3, 2026 to Oct 4, 2026"));
        assert_eq!(text(all.race.as_ref()), Some("X (Heat 1/3)"));
        assert_eq!(text(all.race_number.as_ref()), Some("9"));
        assert_eq!(text(all.round.as_ref()), Some("Qualifier Round 2"));
        assert_eq!(text(all.length.as_ref()), Some("3 Laps"));
        assert_eq!(text(all.completed.as_ref()), Some("4:05 pm"));
        assert_eq!(text(all.others.first()), Some("Wet"));
    }

    #[test]
    fn panel_and_title_fill_what_is_missing() {
        let all = headings(
            "<title>\n Pit :: Open ::\n X A-Main :: LiveRC</title><div class=panel-heading>X A-Main Results [M1 Race #14]</div>",
        );
        assert_eq!(text(all.track.as_ref()), Some("Pit"));
        assert_eq!(text(all.event.as_ref()), Some("Open"));
        assert_eq!(text(all.race.as_ref()), Some("X A-Main"));
        assert_eq!(text(all.race_number.as_ref()), Some("14"));
        assert_eq!(headings("<title>Pit :: A :: B :: C :: LiveRC</title>").event, None);
        assert_eq!(headings(""), Headings::default());
    }
}
