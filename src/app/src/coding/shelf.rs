//! What a coder keeps at hand: favourite codes, sets of codes that post together, and notes on codes.
//!
//! Pure data. It speaks of codes and never of a patient; there is no vault yet, so it stands in the browser's own
//! storage, and the screen says so.

use std::collections::BTreeMap;

use engine::protocol::{CodeLine, CodeSystem};
use serde::{Deserialize, Serialize};

/// Most recent codes that are remembered.
const MOST_RECENT: usize = 30;

/// A code that is kept.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(crate) struct KeptCode {
    /// Its set.
    pub(crate) system: CodeSystem,
    /// Without dot.
    pub(crate) code: String,
}

impl From<&CodeLine> for KeptCode {
    fn from(line: &CodeLine) -> Self {
        Self {
            system: line.system,
            code: line.code.clone(),
        }
    }
}

/// Codes that are posted together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct CodeSet {
    /// The user's name for it.
    pub(crate) name: String,
    /// Its codes, in the order they are posted.
    pub(crate) codes: Vec<KeptCode>,
}

/// A note on a code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Note {
    /// What it says.
    pub(crate) text: String,
    /// Day it was last written, `YYYY-MM-DD`.
    pub(crate) written: String,
}

/// The shelf.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Shelf {
    /// Favourites, in the order they were kept.
    pub(crate) favourites: Vec<KeptCode>,
    /// Sets; the first nine have a digit.
    pub(crate) sets: Vec<CodeSet>,
    /// Notes by code.
    notes: BTreeMap<String, Note>,
    /// Codes posted or read in this page, the last one first. Not kept: they tell what was worked on.
    #[serde(skip)]
    pub(crate) recent: Vec<KeptCode>,
}

impl Shelf {
    /// Whether a code is a favourite.
    pub(crate) fn is_favourite(&self, code: &KeptCode) -> bool {
        self.favourites.contains(code)
    }

    /// Keeps a code among the favourites, or no longer. Returns whether it is one now.
    pub(crate) fn toggle_favourite(&mut self, code: &KeptCode) -> bool {
        let before = self.favourites.len();
        self.favourites.retain(|kept| kept != code);
        let is_new = self.favourites.len() == before;
        if is_new {
            self.favourites.push(code.clone());
        }
        is_new
    }

    /// Puts a code on top of the recent ones.
    pub(crate) fn used(&mut self, code: KeptCode) {
        self.recent.retain(|kept| *kept != code);
        self.recent.insert(0, code);
        self.recent.truncate(MOST_RECENT);
    }

    /// Adds a set; one of the same name is replaced. False for a set without name or codes.
    pub(crate) fn keep_set(&mut self, name: &str, codes: Vec<KeptCode>) -> bool {
        let name = name.trim();
        if name.is_empty() || codes.is_empty() {
            return false;
        }
        let set = CodeSet {
            name: name.to_owned(),
            codes,
        };
        match self.sets.iter_mut().find(|kept| kept.name == set.name) {
            Some(kept) => *kept = set,
            None => self.sets.push(set),
        }
        true
    }

    /// Puts a code into a set where another stood; one that the set has already is not put there twice.
    pub(crate) fn replace_in_set(&mut self, name: &str, old: &KeptCode, new: KeptCode) {
        if let Some(set) = self.sets.iter_mut().find(|set| set.name == name) {
            if set.codes.contains(&new) {
                set.codes.retain(|code| code != old);
            } else {
                for code in set.codes.iter_mut().filter(|code| *code == old) {
                    *code = new.clone();
                }
            }
        }
    }

    /// The note on a code.
    pub(crate) fn note(&self, code: &KeptCode) -> Option<&Note> {
        self.notes.get(&name_of(code))
    }

    /// Writes a note; an empty text takes it away.
    pub(crate) fn write_note(&mut self, code: &KeptCode, text: &str, today: String) {
        if text.trim().is_empty() {
            self.notes.remove(&name_of(code));
        } else {
            let note = Note {
                text: text.trim().to_owned(),
                written: today,
            };
            self.notes.insert(name_of(code), note);
        }
    }
}

/// The two sets write codes of the same shape, so the set is part of the name.
fn name_of(code: &KeptCode) -> String {
    let system = match code.system {
        CodeSystem::Cm => "cm",
        CodeSystem::Pcs => "pcs",
    };
    format!("{system}:{}", code.code)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> KeptCode {
        KeptCode {
            system: CodeSystem::Cm,
            code: text.to_owned(),
        }
    }

    #[test]
    fn a_favourite_is_kept_once_and_taken_back() {
        let mut shelf = Shelf::default();
        assert!(shelf.toggle_favourite(&code("I5023")));
        assert!(shelf.is_favourite(&code("I5023")));
        assert!(!shelf.toggle_favourite(&code("I5023")));
        assert!(shelf.favourites.is_empty());
    }

    #[test]
    fn the_last_code_used_comes_first_and_is_not_kept() {
        let mut shelf = Shelf::default();
        for n in 0..40 {
            shelf.used(code(&format!("A{n:02}")));
        }
        shelf.used(code("A20"));
        assert_eq!(shelf.recent.len(), MOST_RECENT);
        assert_eq!(shelf.recent[0], code("A20"));
        let again: Shelf =
            serde_json::from_str(&serde_json::to_string(&shelf).expect("plain data"))
                .expect("what was written can be read");
        assert!(again.recent.is_empty());
    }

    #[test]
    fn a_set_needs_a_name_and_codes_and_replaces_its_namesake() {
        let mut shelf = Shelf::default();
        assert!(!shelf.keep_set(" ", vec![code("I10")]));
        assert!(!shelf.keep_set("Sepsis", Vec::new()));
        assert!(shelf.keep_set("Sepsis", vec![code("A419")]));
        assert!(shelf.keep_set(" Sepsis ", vec![code("A419"), code("R6520")]));
        assert_eq!(shelf.sets.len(), 1);
        assert_eq!(shelf.sets[0].codes.len(), 2);
    }

    #[test]
    fn a_code_of_a_set_is_replaced_in_its_place_and_never_doubled() {
        let mut shelf = Shelf::default();
        shelf.keep_set("Blood", vec![code("D691"), code("I10"), code("D6912")]);
        let codes = |shelf: &Shelf| {
            let codes = shelf.sets[0].codes.iter().map(|kept| kept.code.clone());
            codes.collect::<Vec<_>>().join(" ")
        };
        shelf.replace_in_set("Blood", &code("D691"), code("D6911"));
        assert_eq!(codes(&shelf), "D6911 I10 D6912");
        shelf.replace_in_set("Blood", &code("D6911"), code("D6912"));
        assert_eq!(codes(&shelf), "I10 D6912");
        shelf.replace_in_set("Other", &code("I10"), code("I110"));
        assert_eq!(codes(&shelf), "I10 D6912");
    }

    #[test]
    fn notes_belong_to_a_code_of_one_set() {
        let mut shelf = Shelf::default();
        let other = KeptCode {
            system: CodeSystem::Pcs,
            ..code("0FT44ZZ")
        };
        shelf.write_note(
            &code("0FT44ZZ"),
            " look at the year ",
            "2026-11-01".to_owned(),
        );
        assert_eq!(
            shelf.note(&code("0FT44ZZ")).map(|n| n.text.as_str()),
            Some("look at the year")
        );
        assert_eq!(shelf.note(&other), None);
        shelf.write_note(&code("0FT44ZZ"), "  ", "2026-11-02".to_owned());
        assert_eq!(shelf.note(&code("0FT44ZZ")), None);
    }
}
