//! What a list of codes says that the packs do not.

use codes::history::Timeline;
use codes::{System, Ymd};
use official::addenda::Action;
use official::{Contents, Import};
use rustc_hash::FxHashMap;

use super::Changed;
use crate::packs::Packs;

/// New and ended codes, from one day until a later release of the packs takes over.
#[derive(Debug)]
pub(crate) struct Changes {
    /// Title of a new code; `None` for one that ends.
    codes: FxHashMap<Box<str>, Option<Box<str>>>,
    /// Last day of what ends.
    ended: Ymd,
    /// First day of the next release in the packs.
    until: Option<Ymd>,
    /// Last day of the packs, for a list that goes on from there: what it does not change stays as on that day.
    beyond: Option<Ymd>,
}

impl Changes {
    /// Holds a list against the packs. Empty where both say the same.
    pub(super) fn of(import: &Import, packs: &Packs) -> Self {
        let from = import.edition.effective;
        let mut codes = FxHashMap::default();
        let set = import.effect.system.code_set();
        let timeline = match set {
            Some(System::Cm) => packs.cm.as_ref().map(Timeline::of_diagnoses),
            Some(System::Pcs) => packs.pcs.as_ref().map(Timeline::of_procedures),
            None => None,
        };
        let horizon = timeline.as_ref().map(Timeline::horizon);
        let beyond = horizon.filter(|horizon| from > *horizon);
        let day = beyond.unwrap_or(from);
        let billable = |code: &str| match set {
            Some(System::Cm) => packs
                .cm
                .as_ref()
                .and_then(|p| p.code(code))
                .is_some_and(|c| c.billable_on(day)),
            _ => packs
                .pcs
                .as_ref()
                .and_then(|p| p.code(code))
                .is_some_and(|c| c.billable_on(day)),
        };
        if let Some(timeline) = &timeline {
            match &import.contents {
                Contents::Order(rows) => {
                    for row in rows
                        .iter()
                        .filter(|row| row.billable && !billable(&row.code))
                    {
                        codes.insert(
                            row.code.as_str().into(),
                            Some(row.long_title.as_str().into()),
                        );
                    }
                    let listed: rustc_hash::FxHashSet<&str> = rows
                        .iter()
                        .filter(|row| row.billable)
                        .map(|row| row.code.as_str())
                        .collect();
                    for entry in timeline.entries() {
                        let in_force = entry.periods.iter().any(|p| p.contains(day));
                        if in_force && !listed.contains(entry.code) {
                            codes.insert(entry.code.into(), None);
                        }
                    }
                }
                Contents::Addenda(changes) => {
                    for change in changes.iter().filter(|change| change.billable) {
                        let said = match change.action {
                            Action::Add if !billable(&change.code) => {
                                Some(change.long_title.as_str().into())
                            }
                            Action::Delete if billable(&change.code) => None,
                            _ => continue,
                        };
                        codes.insert(change.code.as_str().into(), said);
                    }
                }
                _ => {}
            }
        }
        Self {
            codes,
            beyond,
            ended: from.days_before(1).unwrap_or(from),
            until: timeline
                .and_then(|t| t.releases().iter().copied().find(|release| *release > from)),
        }
    }

    /// What the list says of a code on a day from its first on, where that is not what the packs say.
    pub(super) fn of_code(&self, code: &str, date: Ymd) -> Option<Changed<'_>> {
        if self.until.is_some_and(|until| date >= until) {
            return None;
        }
        match self.codes.get(code) {
            Some(Some(title)) => Some(Changed::New(title)),
            Some(None) => Some(Changed::Ended(self.ended)),
            None => self.beyond.map(Changed::Unchanged),
        }
    }
}
