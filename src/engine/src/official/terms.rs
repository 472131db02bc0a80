//! What the search takes from the indexes and tables that were taken in: each term as it reads down its path, with the
//! code it leads to.

use codes::System;
use codes::search::IndexTerm;
use official::IndexCode;
use official::index::{Cell, Index, OfIndex, Term, TermId};

use super::{Content, Kept, Official};

impl Official {
    /// Terms of the newest edition of each index and table.
    pub(crate) fn index_terms(&self) -> Vec<IndexTerm> {
        let mut newest: Vec<(&Kept, &Index)> = Vec::new();
        for kept in self.kept() {
            let Content::Book(index) = &kept.content else {
                continue;
            };
            match newest
                .iter_mut()
                .find(|(_, other)| other.of() == index.of())
            {
                Some(held) if held.0.effect.from < kept.effect.from => *held = (kept, index),
                Some(_) => {}
                None => newest.push((kept, index)),
            }
        }
        newest
            .into_iter()
            .flat_map(|(_, index)| terms_of(index))
            .collect()
    }
}

fn terms_of(index: &Index) -> Vec<IndexTerm> {
    let (system, of) = match index.of() {
        OfIndex::Procedures => (System::Pcs, procedure as Reader),
        OfIndex::Drugs => (System::Cm, drug as Reader),
        OfIndex::Neoplasms => (System::Cm, neoplasm as Reader),
        OfIndex::Diseases | OfIndex::ExternalCauses => (System::Cm, term_with_code as Reader),
    };
    let mut out = Vec::new();
    for (id, term) in index.terms() {
        of(index, id, term, &mut |code: &str, text: String| {
            out.push(IndexTerm {
                system,
                code: code.to_owned(),
                text,
            });
        });
    }
    out
}

/// Hands each code of a term over, with the words that lead to it.
type Reader = fn(&Index, TermId, &Term, &mut dyn FnMut(&str, String));

fn term_with_code(index: &Index, id: TermId, term: &Term, give: &mut dyn FnMut(&str, String)) {
    for code in term.codes.iter().chain(&term.manifestation) {
        give(code.code(), path_with_modifiers(index, id));
    }
}

/// "See Excision, Appendix 0DBJ" leads to codes as well as a code at the term itself.
fn procedure(index: &Index, id: TermId, term: &Term, give: &mut dyn FnMut(&str, String)) {
    let referred = term.references.iter().flat_map(|to| &to.codes);
    for code in term.codes.iter().chain(referred) {
        give(code.code(), path_with_modifiers(index, id));
    }
}

/// A drug stands once, at the header above the codes of its columns: their titles tell poisoning from adverse effect.
fn drug(index: &Index, id: TermId, term: &Term, give: &mut dyn FnMut(&str, String)) {
    let mut codes = cells(term).map(|(_, code)| code.code());
    let Some(first) = codes.next() else { return };
    let shared = codes.fold(first.len(), |shared, code| {
        let same = first.bytes().zip(code.bytes()).take_while(|(a, b)| a == b);
        shared.min(same.count())
    });
    // Columns that share no subcategory (alcohol, carbon monoxide) are left to their titles.
    if shared >= 4 {
        give(&first[..shared], index.path_text(id));
    }
}

/// "Neoplasm, breast" with the heading of each column that has a code.
fn neoplasm(index: &Index, id: TermId, term: &Term, give: &mut dyn FnMut(&str, String)) {
    for (column, code) in cells(term) {
        let heading = index.headings().get(column).map_or("", String::as_str);
        give(code.code(), format!("{}, {heading}", index.path_text(id)));
    }
}

fn cells(term: &Term) -> impl Iterator<Item = (usize, &IndexCode)> {
    let columns = term.cells.iter().enumerate();
    columns.filter_map(|(column, cell)| match cell {
        Cell::Code(code) => Some((column, code)),
        Cell::Missing | Cell::Dash => None,
    })
}

/// The path with its nonessential modifiers in parentheses, which the search lets be there or not (OCG I.A.7).
fn path_with_modifiers(index: &Index, id: TermId) -> String {
    let path = index.path(id);
    let titles = path.iter().filter_map(|id| index.term(*id)).map(|term| {
        let modifiers = term.modifiers.iter().map(|word| format!(" ({word})"));
        format!("{}{}", term.words, modifiers.collect::<String>())
    });
    let titles: Vec<String> = titles.filter(|title| !title.is_empty()).collect();
    titles.join(", ")
}
