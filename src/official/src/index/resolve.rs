//! Where "see" and "see also" lead.
//!
//! A reference names a path (`Accident, transport, pedestrian`), another book (`Table of Drugs and Chemicals`), or only
//! the kind of term to look for (`by site`, `specified substance`). Terms are found by their words; the commas of a
//! reference and those of titles are of no account, because the books set them freely. A term that only joins others
//! (`with`, `due to`) may be left out of a reference.

use compact_str::CompactString;

use super::title::{is_joining, tokens, variants};
use super::{CrossReference, Index, OfIndex, ReferenceKind, TermId};
use crate::code::is_cm;

/// Where a reference leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Resolution {
    /// To a term of the same index.
    Term(TermId),
    /// To a kind of term that the reader has to choose (`by type of vehicle`), below the term given if there is one.
    Choice(Option<TermId>),
    /// To another index or table.
    Book(OfIndex),
    /// To a category of the tabular list, a value of a PCS axis, or a PCS table: the codes or the text of the reference
    /// say which.
    Tabular,
    /// Nowhere: no term is named like that. The nearest term above, if one was found.
    Nowhere(Option<TermId>),
}

/// Whether words say what to look for, rather than name it: `by type of vehicle`, `or the specified metal`.
fn describes(words: &[CompactString]) -> bool {
    let word = words
        .iter()
        .find(|w| !matches!(w.as_str(), "or" | "and" | "of" | "following"));
    word.is_some_and(|word| {
        matches!(
            word.as_str(),
            "by" | "specific" | "specified" | "condition" | "under" | "type" | "site" | "the"
        )
    }) || matches!(words, [_, last] if last == "specified")
}

/// Whether a reference names categories of the tabular list in words: `categories T36-T65`, `W00-X58 with …`.
fn names_categories(text: &str) -> bool {
    let first = text.split([' ', '-', ',']).next().unwrap_or_default();
    text.to_lowercase().starts_with("categor") || is_cm(first)
}

/// The book a reference names.
fn book(text: &str) -> Option<OfIndex> {
    let text = text.to_lowercase();
    [
        ("table of drug", OfIndex::Drugs),
        ("drugs and chemicals", OfIndex::Drugs),
        ("table of neoplasm", OfIndex::Neoplasms),
        ("neoplasm table", OfIndex::Neoplasms),
        ("external cause", OfIndex::ExternalCauses),
        ("index to disease", OfIndex::Diseases),
    ]
    .into_iter()
    .find_map(|(name, book)| text.contains(name).then_some(book))
}

impl Index {
    /// Follows a reference of one of this index's terms.
    #[must_use]
    pub fn resolve(&self, reference: &CrossReference) -> Resolution {
        match reference.kind {
            ReferenceKind::See | ReferenceKind::SeeAlso => {}
            ReferenceKind::SeeCategory | ReferenceKind::SeeSubcategory
                if reference.codes.is_empty() =>
            {
                return Resolution::Nowhere(None);
            }
            _ => return Resolution::Tabular,
        }
        let found = self.find(&reference.text);
        match found {
            Resolution::Nowhere(_) => match book(&reference.text) {
                Some(book) if book != self.of() => Resolution::Book(book),
                // A PCS reference that bears its table leads there, whatever its words.
                _ if !reference.codes.is_empty() || names_categories(&reference.text) => {
                    Resolution::Tabular
                }
                _ => found,
            },
            _ => found,
        }
    }

    /// Finds the term that a path in words names (`Fracture, femur, neck`): by its words, else by the beginnings of titles.
    #[must_use]
    pub fn find(&self, path: &str) -> Resolution {
        let exact = Search::of(path, false).run(self);
        let Resolution::Nowhere(nearest) = exact else {
            return exact;
        };
        match Search::of(path, true).run(self) {
            Resolution::Nowhere(_) => {}
            found => return found,
        }
        if let Some(term) = self.beginning(path) {
            return Resolution::Term(term);
        }
        match self.operation(path) {
            Some(operation) => Resolution::Choice(Some(operation)),
            None => Resolution::Nowhere(nearest),
        }
    }

    /// The root operation in an instruction of the PCS index such as `Excision with qualifier Diagnostic`: what follows is
    /// the choice of another axis.
    fn operation(&self, path: &str) -> Option<TermId> {
        let words = tokens(path);
        let [operation, how, ..] = words.as_slice() else {
            return None;
        };
        if self.of != OfIndex::Procedures || !matches!(how.as_str(), "with" | "of" | "using") {
            return None;
        }
        let begins = |id: &&TermId| tokens(&self.terms[id.at()].words).first() == Some(operation);
        self.by_word.get(operation)?.iter().find(begins).copied()
    }

    /// The main term that a reference names by its beginning: the only one, or the first if a dash says that there are
    /// several (`Sulf-`).
    fn beginning(&self, path: &str) -> Option<TermId> {
        let (stem, several) = match path.trim().strip_suffix('-') {
            Some(stem) => (stem, true),
            None => (path, false),
        };
        let mut found = self.main_terms(stem);
        let first = found.next()?;
        (several || found.next().is_none()).then_some(first)
    }
}

/// Titles compared while one reference is looked for; a hostile file could make the ways through it countless.
const MOST_STEPS: u32 = 50_000;

/// A search for a path.
struct Search {
    words: Vec<CompactString>,
    /// For each word, where the part of the reference between two commas ends that it lies in.
    ends: Vec<usize>,
    /// Whether beginnings of titles count.
    loose: bool,
    best: Option<Reached>,
    steps: u32,
}

/// The term that used up the most words, and how many titles on the way matched by their beginning only.
struct Reached {
    id: TermId,
    used: usize,
    loosely: u32,
}

impl Search {
    fn of(path: &str, loose: bool) -> Self {
        let (mut words, mut ends) = (Vec::new(), Vec::new());
        for part in path.split(',') {
            words.extend(tokens(part));
            ends.resize(words.len(), words.len());
        }
        Self {
            words,
            ends,
            loose,
            best: None,
            steps: 0,
        }
    }

    fn run(mut self, index: &Index) -> Resolution {
        let Some(first) = self.words.first() else {
            return Resolution::Nowhere(None);
        };
        let candidates = index.by_word.get(first).map_or(&[][..], Vec::as_slice);
        for &id in candidates {
            self.term(index, id, 0, 0);
        }
        let describes = |from: usize| describes(&self.words[from..]);
        match &self.best {
            Some(best) if best.used == self.words.len() => Resolution::Term(best.id),
            Some(best) if describes(best.used) => Resolution::Choice(Some(best.id)),
            Some(best) => Resolution::Nowhere(Some(best.id)),
            None if describes(0) => Resolution::Choice(None),
            None => Resolution::Nowhere(None),
        }
    }

    /// Takes `id` if its title goes on with the words from `used`, and goes on below it.
    fn term(&mut self, index: &Index, id: TermId, used: usize, loosely: u32) {
        let term = &index.terms[id.at()];
        for variant in variants(&term.words) {
            self.steps += 1;
            if self.steps > MOST_STEPS {
                return;
            }
            let (next, loosely) = if self.words[used..].starts_with(&variant) {
                (used + variant.len(), loosely)
            } else {
                match self.beginning(&variant, used) {
                    Some(next) => (next, loosely + 1),
                    None => continue,
                }
            };
            self.reached(index, id, next, loosely);
            let repeated = self.without_modifiers(&term.modifiers, next);
            if repeated > next {
                self.reached(index, id, repeated, loosely);
            }
        }
    }

    /// Notes that the words before `next` lead to `id`, and goes on below it.
    fn reached(&mut self, index: &Index, id: TermId, next: usize, loosely: u32) {
        let better = |best: &Reached| (next, best.loosely) > (best.used, loosely);
        if self.best.as_ref().is_none_or(better) {
            self.best = Some(Reached {
                id,
                used: next,
                loosely,
            });
        }
        if next < self.words.len() {
            self.below(index, id, next, loosely);
        }
    }

    fn below(&mut self, index: &Index, id: TermId, used: usize, loosely: u32) {
        for child in index.children(id) {
            if self.steps > MOST_STEPS {
                return;
            }
            self.term(index, child, used, loosely);
            let joins = tokens(&index.terms[child.at()].words)
                .iter()
                .all(|t| is_joining(t));
            if joins {
                self.below(index, child, used, loosely);
            }
        }
    }

    /// Where the reference goes on if the title begins with its next part, or its next part with the title; joining
    /// words at the beginning of either do not count.
    fn beginning(&self, title: &[CompactString], used: usize) -> Option<usize> {
        if !self.loose {
            return None;
        }
        let end = *self.ends.get(used)?;
        let joining = |words: &[CompactString]| words.iter().take_while(|w| is_joining(w)).count();
        let start = used + joining(&self.words[used..end]);
        let (part, title) = (&self.words[start..end], &title[joining(title)..]);
        if part.is_empty() || title.is_empty() {
            None
        } else if title.starts_with(part) {
            Some(end)
        } else if part.starts_with(title) {
            Some(start + title.len())
        } else {
            None
        }
    }

    /// Passes over nonessential modifiers that a reference repeats.
    fn without_modifiers(&self, modifiers: &[CompactString], mut used: usize) -> usize {
        while let Some(word) = self.words.get(used)
            && modifiers
                .iter()
                .any(|modifier| tokens(modifier).contains(word))
        {
            used += 1;
        }
        used
    }
}
