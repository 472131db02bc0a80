//! Coding cases and the worklist.
//!
//! The coding screen's stay is read out of an encounter, its patient and its case ([`draft`]) and written back as the
//! smallest difference ([`write`], [`lists`]); a save is one operation, told only once it is on the disk ([`save`]). Around it: the
//! case's steps ([`steps`]), its versions ([`versions`]), what two people changed at once ([`conflicts`]), and the list of what
//! waits ([`worklist`]). Who may do what with an encounter is found in `rights`.

use std::collections::BTreeMap;

use records::{OpId, RecordId};
use store::Store;

use crate::custodian::Custodian;
use crate::protocol::{CaseName, CasesEvent, CasesRequest, Failure};
use crate::surroundings::Surroundings;

mod conflicts;
mod draft;
mod evidence;
mod lists;
mod next;
mod open;
mod past;
mod save;
mod steps;
mod versions;
mod view;
mod worklist;
mod write;

/// What is in memory of coding while somebody has unlocked.
#[derive(Debug, Default)]
pub(crate) struct Desk {
    /// Up to which operations the screen knows an encounter. What comes from elsewhere meanwhile stays beside what it saves.
    seen: BTreeMap<RecordId, Vec<OpId>>,
    /// Reasons that were given for opening an encounter. They hold for what is done with it afterwards.
    reasons: BTreeMap<RecordId, String>,
    /// The worklist.
    worklist: worklist::Index,
}

#[cfg(test)]
impl Desk {
    /// Says what the screen knows of an encounter.
    pub(crate) fn screen_knows(&mut self, encounter: RecordId, seen: Vec<OpId>) {
        self.seen.insert(encounter, seen);
    }
}

impl<S: Store, W: Surroundings> Custodian<S, W> {
    /// Answers what is asked about coding cases.
    pub(crate) async fn answer_cases(
        &mut self,
        request: CasesRequest,
    ) -> Result<CasesEvent, Failure> {
        self.session()?;
        let opened = |view| CasesEvent::Opened(Box::new(view));
        Ok(match request {
            CasesRequest::Worklist(query) => {
                CasesEvent::Worklist(Box::new(self.worklist(&query).await?))
            }
            CasesRequest::LoadNext { after } => self
                .load_next(after.map(RecordId))
                .await?
                .map_or(CasesEvent::NothingNext, opened),
            CasesRequest::Open {
                encounter,
                case,
                reason,
            } => {
                let of = CaseName {
                    encounter,
                    case: case.unwrap_or_default(),
                };
                opened(self.open_case(of, &reason).await?)
            }
            CasesRequest::Save { of, draft, grouped } => CasesEvent::Saved(Box::new(
                self.save_case(of, &draft, grouped.as_ref()).await?,
            )),
            CasesRequest::LinkWords { of, span } => opened(self.link_words(of, &span).await?),
            CasesRequest::UnlinkWords { of, entry } => opened(self.unlink_words(of, entry).await?),
            CasesRequest::Step { of, step } => opened(self.step(of, &step).await?),
            CasesRequest::AssignMany { encounters, coder } => {
                self.assign_many(&encounters, coder).await?;
                CasesEvent::Done
            }
            CasesRequest::Prioritise {
                of,
                priority,
                due,
                reason,
            } => opened(self.prioritise(of, priority, &due, &reason).await?),
            CasesRequest::SettleConflict { of, field, choice } => {
                opened(self.settle_conflict(of, &field, OpId(choice)).await?)
            }
            CasesRequest::GlanceParallel { of } => opened(self.glance_parallel(of).await?),
            CasesRequest::Undo { of } => opened(self.take_back_codes(of, false).await?),
            CasesRequest::Redo { of } => opened(self.take_back_codes(of, true).await?),
            CasesRequest::OpenVersion { of, number } => {
                opened(self.open_version(of, number).await?)
            }
            CasesRequest::Compare { of, from, to } => {
                CasesEvent::Differences(self.compare_versions(of, from, to).await?)
            }
        })
    }
}
