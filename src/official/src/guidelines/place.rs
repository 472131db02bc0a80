//! Where a mark belongs: it goes on from the last one of its kind, or begins a new row below the section that is open.
//!
//! A number at the beginning of a line may as well stand in a list or in the midst of a sentence. What the table of
//! contents lists decides for the sections it goes down to; below that a mark has to follow the one before.

use super::marks::{APPENDIX, Level, Mark};
use rustc_hash::FxHashMap;

/// Numbers and headings of a table of contents; empty where there is none.
pub(super) type Contents = FxHashMap<String, String>;

/// The sections that are open, the outermost first.
#[derive(Debug, Default)]
pub(super) struct Open(Vec<Step>);

#[derive(Debug)]
struct Step {
    level: Level,
    ordinal: usize,
    part: String,
    /// Place in the list of sections.
    at: usize,
}

/// What is to be done with a mark.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Fit {
    /// It heads a section: how many sections stay open above it.
    Here(usize),
    /// It heads one, and some before it are missing.
    Leaps(usize),
    /// It follows the one before, and the contents don't list it.
    Unlisted(usize),
    /// It looks like the heading of a section and follows none.
    Stray,
    /// It is a part of the text.
    Text,
}

impl Open {
    /// Place of the innermost section among the first `depth`.
    pub(super) fn parent(&self, depth: usize) -> Option<usize> {
        self.0.get(depth.checked_sub(1)?).map(|step| step.at)
    }

    /// Number of a mark below the first `depth` sections.
    pub(super) fn id(&self, depth: usize, mark: &Mark<'_>) -> String {
        let parts = self.0.iter().take(depth).map(|step| step.part.as_str());
        parts
            .chain([mark.part.as_str()])
            .collect::<Vec<_>>()
            .join(".")
    }

    /// Opens the section of a mark, which closes those from `depth` on.
    pub(super) fn open(&mut self, depth: usize, mark: &Mark<'_>, at: usize) {
        self.0.truncate(depth);
        self.0.push(Step {
            level: mark.level,
            ordinal: mark.ordinal,
            part: mark.part.clone(),
            at,
        });
    }

    /// Where a mark belongs.
    pub(super) fn fit(&self, mark: &Mark<'_>, contents: &Contents) -> Fit {
        let in_appendix = self.0.first().is_some_and(|step| step.ordinal == APPENDIX);
        if in_appendix && mark.level != Level::Section {
            return Fit::Text;
        }
        let same = self.0.iter().position(|step| step.level == mark.level);
        let depth = match same {
            Some(at) => at,
            None if self.begins_a_row(mark.level) => self.0.len(),
            None => return Fit::Text,
        };
        // The chapters are numbered in the words of their headings too.
        let chapters =
            mark.level == Level::Number && self.0.get(1).is_some_and(|step| step.part == "C");
        if chapters && self.0[0].ordinal == 1 && !mark.rest.starts_with("Chapter ") {
            return Fit::Text;
        }
        let before = same.map_or(0, |at| self.0[at].ordinal);
        let listed = contents
            .get(&self.id(depth, mark))
            .is_some_and(|title| alike(title, mark.rest));
        let decides = !contents.is_empty() && mark.level <= Level::Small;
        if mark.level == Level::Section && mark.ordinal == APPENDIX && before < APPENDIX {
            return Fit::Here(0);
        }
        if mark.ordinal == before + 1 {
            return if listed || !decides {
                Fit::Here(depth)
            } else {
                Fit::Unlisted(depth)
            };
        }
        if mark.ordinal <= before {
            return Fit::Text;
        }
        match (listed, decides) {
            (true, _) => Fit::Leaps(depth),
            (false, false) if same.is_some() && mark.level > Level::Small => Fit::Stray,
            _ => Fit::Text,
        }
    }

    /// Whether a row of this level may begin below the innermost section.
    fn begins_a_row(&self, level: Level) -> bool {
        use Level::{Bracketed, Item, Letter, Number, Roman, Section, Small};
        let Some(innermost) = self.0.last().map(|step| step.level) else {
            return level == Section;
        };
        match level {
            Section => false,
            Letter => innermost == Section,
            Number => innermost == Letter,
            Small => innermost == Number,
            Bracketed => matches!(innermost, Number | Small),
            Item => matches!(innermost, Small | Bracketed),
            Roman => matches!(innermost, Bracketed | Item),
        }
    }
}

/// Whether the heading in the contents and the one in the text begin alike: letters and digits alone, and of a heading
/// that runs over two lines the first.
fn alike(listed: &str, printed: &str) -> bool {
    let plain = |text: &str| -> String {
        text.chars()
            .filter(|c| c.is_alphanumeric())
            .flat_map(char::to_lowercase)
            .collect()
    };
    let (listed, printed) = (plain(listed), plain(printed));
    printed.is_empty() || listed.starts_with(&printed) || printed.starts_with(&listed)
}
