//! The indexes and tables on a day: main terms, one term with what is below it, rows of a table, and where "see" leads.

use codes::Ymd;
use official::IndexCode;
use official::index::{
    self, Cell, CrossReference, Index, OfIndex, ReferenceKind, Resolution, Specificity, TermId,
};

use super::take::book as named;
use super::{Content, Official, part_of};
use crate::protocol::{
    Book, BookEdition, DefectView, Failure, MainTerms, ReferenceView, TableRow, TableRows, Target,
    TermCode, TermLine, TermPage,
};

/// The books that speak for a day.
#[derive(Clone, Copy)]
pub(crate) struct Shelf<'o> {
    pub(super) official: &'o Official,
    pub(super) date: Ymd,
}

/// A book that was found on the shelf.
struct Open<'o> {
    index: &'o Index,
    edition: BookEdition,
}

impl<'o> Shelf<'o> {
    /// Main terms that begin with `letters`.
    ///
    /// # Errors
    /// A [`Failure`] when the book is not there, like all below.
    pub(crate) fn main_terms(
        self,
        book: Book,
        letters: &str,
        limit: u32,
    ) -> Result<MainTerms, Failure> {
        let Open { index, edition } = self.open(book)?;
        let all = || index.main_terms(letters);
        Ok(MainTerms {
            edition,
            letters: letters.to_owned(),
            total: number(all().count()),
            terms: all()
                .take(limit as usize)
                .filter_map(|id| line(index, id))
                .collect(),
        })
    }

    /// One term, with the terms right below it.
    pub(crate) fn term(self, book: Book, term: u32) -> Result<TermPage, Failure> {
        let Open { index, edition } = self.open(book)?;
        let found = index
            .numbered(term)
            .and_then(|id| Some((id, index.term(id)?)));
        let (id, term) = found.ok_or_else(|| Failure {
            what: "The book has no such term.".to_owned(),
            why: "It was exchanged for another edition meanwhile.".to_owned(),
            place: book.name().to_owned(),
            fix: "Look the main term up again.".to_owned(),
        })?;
        let role = if term.parent.is_none() {
            "default code"
        } else {
            "code"
        };
        let mut codes: Vec<TermCode> = term.codes.iter().map(|c| code(book, c, role)).collect();
        codes.extend(
            term.manifestation
                .iter()
                .map(|c| code(book, c, "manifestation, coded second")),
        );
        for (heading, cell) in index.headings().iter().zip(&term.cells) {
            if let Cell::Code(cell) = cell {
                codes.push(code(book, cell, heading));
            }
        }
        Ok(TermPage {
            edition,
            term: id.number(),
            path: index
                .path(id)
                .into_iter()
                .filter_map(|above| Some((above.number(), index.term(above)?.words.to_string())))
                .collect(),
            title: term.title().to_owned(),
            specificity: match term.specificity {
                Some(Specificity::Nec) => {
                    "Not elsewhere classifiable: no code says it more exactly.".to_owned()
                }
                Some(Specificity::Nos) => "Not otherwise specified.".to_owned(),
                None => String::new(),
            },
            codes,
            references: term
                .references
                .iter()
                .map(|r| self.reference(book, index, r))
                .collect(),
            remarks: term.remarks.clone(),
            below: index
                .children(id)
                .filter_map(|child| line(index, child))
                .collect(),
        })
    }

    /// Rows of a table from `first` on, or from the first that begins with `letters`.
    pub(crate) fn rows(
        self,
        book: Book,
        first: u32,
        letters: &str,
        limit: u32,
    ) -> Result<TableRows, Failure> {
        let Open { index, edition } = self.open(book)?;
        let found = if letters.trim().is_empty() {
            None
        } else {
            index.first_row(letters).map(TermId::number)
        };
        let first = found.unwrap_or(first);
        let rows = index
            .terms()
            .skip(first as usize)
            .take(limit as usize)
            .map(|(id, term)| TableRow {
                term: id.number(),
                level: term.level,
                title: term.title().to_owned(),
                cells: index
                    .headings()
                    .iter()
                    .enumerate()
                    .map(|(at, heading)| match term.cells.get(at) {
                        Some(Cell::Code(cell)) => Some(code(book, cell, heading)),
                        _ => None,
                    })
                    .collect(),
                reference: term
                    .references
                    .first()
                    .map(|r| self.reference(book, index, r)),
            })
            .collect();
        Ok(TableRows {
            edition,
            headings: index.headings().to_vec(),
            total: number(index.len()),
            first,
            found,
            rows,
        })
    }

    /// Cross-references of a book that lead nowhere among all that are there.
    pub(crate) fn defects(self, book: Book) -> Result<Vec<DefectView>, Failure> {
        self.open(book)?;
        let all: Vec<&Index> = Book::ALL
            .into_iter()
            .filter_map(|b| self.find(b))
            .map(|open| open.index)
            .collect();
        Ok(index::defects(&all)
            .into_iter()
            .filter(|defect| named(defect.of) == book)
            .map(|defect| DefectView {
                term: defect.term.number(),
                path: defect.path,
                text: defect.text,
                line: defect.line,
                needs: defect.needs.map(named),
            })
            .collect())
    }

    fn open(self, book: Book) -> Result<Open<'o>, Failure> {
        self.find(book).ok_or_else(|| Failure {
            what: format!("{}: not taken in.", book.name()),
            why: "CDC and CMS publish it; it does not come with Chartroom.".to_owned(),
            place: "official files".to_owned(),
            fix: "Pick the file under Official files.".to_owned(),
        })
    }

    /// The edition that speaks for the day, else the earliest after it.
    fn find(self, book: Book) -> Option<Open<'o>> {
        let of = of(book);
        let (system, part) = part_of(of);
        let now = self.official.in_force(system, part, self.date);
        let kept = now.or_else(|| {
            let later = self
                .official
                .kept()
                .filter(|k| k.effect.system == system && k.effect.kind.part() == part);
            later.min_by_key(|kept| kept.effect.from)
        })?;
        let Content::Book(index) = &kept.content else {
            return None;
        };
        Some(Open {
            index,
            edition: BookEdition {
                book,
                fiscal_year: kept.effect.from.fiscal_year().unwrap_or_default(),
                effective: kept.effect.from.to_iso(),
                in_force: now.is_some(),
            },
        })
    }

    fn reference(self, book: Book, index: &Index, reference: &CrossReference) -> ReferenceView {
        ReferenceView {
            words: words(reference.kind).to_owned(),
            text: reference.text.clone(),
            target: self.target(book, index, reference),
        }
    }

    fn target(self, book: Book, index: &Index, reference: &CrossReference) -> Target {
        match index.resolve(reference) {
            Resolution::Term(id) => Target::Term(book, id.number()),
            Resolution::Choice(Some(id)) => Target::Choose(book, id.number()),
            Resolution::Choice(None) => {
                Target::Nowhere("It says which kind of main term to look for.".to_owned())
            }
            Resolution::Book(of) => match self.find(named(of)) {
                Some(_) => Target::Book(named(of)),
                None => Target::Nowhere(format!("{} is not taken in.", named(of).name())),
            },
            Resolution::Tabular => match reference.codes.first() {
                Some(code) => Target::Code(book.system(), code.code().to_owned()),
                None => Target::Nowhere("It leads into the tabular list or the tables.".to_owned()),
            },
            Resolution::Nowhere(nearest) => {
                self.elsewhere(book, reference)
                    .unwrap_or_else(|| match nearest {
                        Some(id) => Target::Choose(book, id.number()),
                        None => Target::Nowhere(
                            "No term is named like that in the books taken in.".to_owned(),
                        ),
                    })
            }
        }
    }

    /// Where one of the other books of diagnoses has the term that is referred to.
    fn elsewhere(self, own: Book, reference: &CrossReference) -> Option<Target> {
        let others = Book::ALL
            .into_iter()
            .filter(|b| *b != own && b.system() == own.system());
        others
            .filter_map(|book| Some((book, self.find(book)?)))
            .find_map(|(book, open)| match open.index.find(&reference.text) {
                Resolution::Term(id) => Some(Target::Term(book, id.number())),
                Resolution::Choice(Some(id)) => Some(Target::Choose(book, id.number())),
                _ => None,
            })
    }
}

const fn of(book: Book) -> OfIndex {
    match book {
        Book::Diseases => OfIndex::Diseases,
        Book::ExternalCauses => OfIndex::ExternalCauses,
        Book::Drugs => OfIndex::Drugs,
        Book::Neoplasms => OfIndex::Neoplasms,
        Book::Procedures => OfIndex::Procedures,
    }
}

const fn words(kind: ReferenceKind) -> &'static str {
    match kind {
        ReferenceKind::See => "See",
        ReferenceKind::SeeAlso => "See also",
        ReferenceKind::SeeCategory => "See category",
        ReferenceKind::SeeSubcategory => "See subcategory",
        ReferenceKind::Use => "Use",
    }
}

fn code(book: Book, code: &IndexCode, role: &str) -> TermCode {
    TermCode {
        system: book.system(),
        code: code.code().to_owned(),
        printed: code.to_string(),
        role: role.to_owned(),
    }
}

fn line(index: &Index, id: TermId) -> Option<TermLine> {
    let term = index.term(id)?;
    let codes: Vec<String> = term.codes.iter().map(IndexCode::to_string).collect();
    let second = term
        .manifestation
        .as_ref()
        .map_or_else(String::new, |code| format!(" [{code}]"));
    Some(TermLine {
        term: id.number(),
        title: term.title().to_owned(),
        codes: codes.join(", ") + &second,
        reference: term
            .references
            .first()
            .map_or_else(String::new, |r| format!("{} {}", words(r.kind), r.text)),
        below: number(index.children(id).count()),
    })
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
