//! A stay as the conventions look at it: its diagnoses in order, each with its place in the tabular list.

use std::collections::BTreeSet;

use codes::cm::{CmCode, CmPack};
use grouper::PresentOnAdmission;

use super::notes::Conventions;
use super::span::{Key, within};
use crate::findings::{Facts, Finding, Place, Severity, dotted};
use crate::mce::Edit;

/// A diagnosis of the stay.
#[derive(Debug, Clone)]
pub(super) struct Coded<'a> {
    pub(super) place: Place,
    /// Upper case, no dot.
    pub(super) code: String,
    pub(super) key: Key,
    /// Its place in the tabular list, if it has one.
    pub(super) node: Option<CmCode<'a>>,
    pub(super) poa: PresentOnAdmission,
}

impl Coded<'_> {
    /// The code with its dot.
    pub(super) fn dotted(&self) -> String {
        dotted(&self.code)
    }

    /// Whether the code stands in a list of prefixes and ranges.
    pub(super) fn is(&self, list: &[&str]) -> bool {
        within(self.key, list)
    }

    /// Whether it is the principal diagnosis.
    pub(super) fn principal(&self) -> bool {
        self.place == Place::Principal
    }

    /// The 7th character, 0 if the code is shorter.
    pub(super) fn seventh(&self) -> u8 {
        self.key.place(6)
    }

    /// The title in lower case; empty for a code that is not in the code set.
    pub(super) fn title(&self) -> String {
        self.node
            .map(|node| node.title().to_ascii_lowercase())
            .unwrap_or_default()
    }
}

/// A stay with what is needed to look at it.
#[derive(Debug)]
pub(super) struct Case<'a> {
    pub(super) conventions: &'a Conventions,
    pub(super) pack: &'a CmPack,
    pub(super) facts: &'a Facts<'a>,
    /// Principal diagnosis first, then the secondary ones in their order; each code once, texts that can't be codes
    /// left out.
    pub(super) diagnoses: Vec<Coded<'a>>,
}

impl<'a> Case<'a> {
    pub(super) fn of(conventions: &'a Conventions, pack: &'a CmPack, facts: &'a Facts<'a>) -> Self {
        let mut diagnoses: Vec<Coded<'a>> = Vec::new();
        let mut seen = BTreeSet::new();
        for (place, diagnosis) in facts.diagnoses() {
            let code: String = diagnosis
                .code
                .chars()
                .filter(|&c| c != '.')
                .map(|c| c.to_ascii_uppercase())
                .collect();
            let Some(key) = Key::of(&code).filter(|&key| seen.insert(key)) else {
                continue;
            };
            diagnoses.push(Coded {
                place,
                key,
                node: pack.code(&code),
                code,
                poa: diagnosis.poa,
            });
        }
        Self {
            conventions,
            pack,
            facts,
            diagnoses,
        }
    }

    /// The principal diagnosis.
    pub(super) fn principal(&self) -> Option<&Coded<'a>> {
        self.diagnoses.first().filter(|d| d.principal())
    }

    /// The first diagnosis in a list of prefixes and ranges.
    pub(super) fn first(&self, list: &[&str]) -> Option<&Coded<'a>> {
        self.diagnoses.iter().find(|d| d.is(list))
    }

    /// Whether any diagnosis stands in a list.
    pub(super) fn any(&self, list: &[&str]) -> bool {
        self.first(list).is_some()
    }

    /// Every diagnosis in a list, in the order of the stay.
    pub(super) fn all<'l>(&'l self, list: &'l [&str]) -> impl Iterator<Item = &'l Coded<'a>> {
        self.diagnoses.iter().filter(move |d| d.is(list))
    }

    /// Whether the Medicare Code Editor has already objected to the principal diagnosis as such.
    pub(super) fn editor_objects_to_principal(&self) -> bool {
        self.facts
            .editor
            .and_then(|editor| editor.diagnoses.first())
            .is_some_and(|edits| {
                [
                    Edit::ManifestationAsPdx,
                    Edit::UnacceptablePdx,
                    Edit::ECodeAsPdx,
                    Edit::RequiresSdx,
                ]
                .into_iter()
                .any(|edit| edits.contains(edit))
            })
    }
}

/// The parts of a finding in the order they are written; the words for one rule stand where it is decided.
pub(super) fn finding(
    rule: &'static str,
    severity: Severity,
    place: Place,
    what: String,
    why: impl Into<String>,
    fix: impl Into<String>,
    source: &'static str,
) -> Finding {
    Finding {
        rule: rule.into(),
        severity,
        what,
        why: why.into(),
        place,
        fix: fix.into(),
        source,
    }
}

/// Codes in words: "N17.9, N18.6 and 3 more".
pub(super) fn listed<'d>(diagnoses: impl Iterator<Item = &'d Coded<'d>>) -> String {
    const SHOWN: usize = 6;
    let codes: Vec<String> = diagnoses.map(Coded::dotted).collect();
    let shown = codes[..codes.len().min(SHOWN)].join(", ");
    match codes.len().saturating_sub(SHOWN) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}

/// Where a node stands, in words: "the category I10", "the block I10-I1A".
pub(super) fn level_words(node: CmCode<'_>) -> String {
    use codes::cm::Level;
    match node.level() {
        Level::Chapter => format!("chapter {}", node.code()),
        Level::Block => format!("the block {}", node.code()),
        Level::Category => format!("the category {}", node.code()),
        Level::Code if node.children().next().is_some() => {
            format!("the subcategory {}", node.dotted())
        }
        Level::Code => format!("the code {}", node.dotted()),
    }
}
