//! What is worth a look in the trail, by measures that are told. The latest entries are looked at, up to a bound of memory.

use access::review::{Entry, Limits, hints};
use access::{Action, RecordKind};
use records::Kind;
use store::Store;

use super::review::{Opened, no_audit_key};
use crate::custodian::Custodian;
use crate::protocol::{Failure, Hints};
use crate::surroundings::Surroundings;

/// Entries held for one look: some eight megabytes.
const AT_MOST: usize = 20_000;

/// A look around under way.
#[derive(Default)]
pub(crate) struct LookingAround {
    before: Option<u64>,
    entries: Vec<Entry>,
    looked: u64,
}

impl LookingAround {
    /// Entries looked at so far.
    pub(crate) const fn entries(&self) -> u64 {
        self.looked
    }
}

impl<S: Store, W: Surroundings> Custodian<S, W> {
    /// Looks at some more entries, the latest first. `None` while there are more.
    pub(crate) async fn look_around(
        &mut self,
        looking: &mut LookingAround,
    ) -> Result<Option<Hints>, Failure> {
        if self.session()?.audit_key.is_none() {
            return Err(no_audit_key());
        }
        let before = match looking.before {
            Some(before) => before,
            None => {
                let record = self.session()?.facility_record();
                let on = (Kind::Facility, record);
                let kind = RecordKind::AuditTrail;
                let mut event = self.demand_on(on, Action::ReviewAudit, kind, "").await?;
                event.record = None;
                self.record_events(&[event]).await?;
                self.audit_length()
            }
        };
        let some = self.entries_before(before).await?;
        let ended = some.is_empty();
        for (number, opened) in some {
            looking.before = Some(number);
            looking.looked += 1;
            if let Opened::Event(entry) = opened {
                looking.entries.push(entry);
            }
        }
        if !ended && looking.entries.len() < AT_MOST {
            return Ok(None);
        }
        let now = self.moment();
        let session = self.session()?;
        let hours = session.rules().hours;
        let found = hints(&looking.entries, session, &hours, &Limits::default(), now);
        let views = found.iter().map(|hint| self.shown_hint(hint)).collect();
        self.session_mut()?.hints = Some(found);
        Ok(Some(Hints {
            hints: views,
            entries: looking.looked,
            all: ended,
        }))
    }
}
