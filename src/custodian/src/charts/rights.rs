//! What is asked before anything is done with an encounter's chart: the common rights, with what a chart adds to them. A
//! document is its author's own; what it holds may be protected further than the patient's record.

use access::audit::{Event, Part};
use access::{Action, Flags, RecordKind};
use records::model::Encounter;
use records::{EntryId, Kind, RecordId};
use store::Store;

use crate::custodian::Custodian;
use crate::protocol::Failure;
use crate::rights::Asking;
use crate::surroundings::Surroundings;

/// What is asked for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ask<'a> {
    pub(super) action: Action,
    pub(super) kind: RecordKind,
    pub(super) document: Option<EntryId>,
    pub(super) reason: &'a str,
}

impl<'a> Ask<'a> {
    pub(super) const fn on(action: Action, kind: RecordKind, reason: &'a str) -> Self {
        Self {
            action,
            kind,
            document: None,
            reason,
        }
    }

    pub(super) const fn document(action: Action, document: EntryId, reason: &'a str) -> Self {
        Self {
            action,
            kind: RecordKind::Document,
            document: Some(document),
            reason,
        }
    }
}

impl<S: Store, W: Surroundings> Custodian<S, W> {
    /// Asks whether something may be done with an encounter, and gives the entry for the trail that is written with it.
    ///
    /// A reason that was given when the chart was opened holds while it is open.
    pub(super) async fn pass(
        &mut self,
        encounter: RecordId,
        stay: &Encounter,
        ask: Ask<'_>,
    ) -> Result<Event, Failure> {
        let session = self.session()?;
        let user = session.user();
        let open = session.charts.open.as_ref();
        let reason = match open.filter(|open| open.encounter == encounter) {
            Some(open) if ask.reason.trim().is_empty() => open.reason.clone(),
            _ => ask.reason.to_owned(),
        };
        let document = ask.document.and_then(|id| stay.documents.get(&id));
        let own = document.is_some_and(|document| {
            let brought = document
                .provenance
                .as_ref()
                .is_some_and(|from| from.by == user);
            brought || (!document.author.is_empty() && document.author == self.signs_as())
        });
        let held = document
            .map(|document| document.sensitivity.as_slice())
            .unwrap_or_default();
        let flags = held
            .iter()
            .fold(Flags::NONE, |flags, word| match word.as_str() {
                "part_2" => flags.with(Flags::PART_2),
                _ => flags.with(Flags::STATE_PROTECTED),
            });
        let patient = stay.patient;
        let asking = Asking {
            own,
            flags,
            patients: patient.as_slice(),
            ..Asking::to((Kind::Encounter, encounter), ask.action, ask.kind)
        };
        let mut event = self.demand_as(&asking, &reason).await?;
        event.part = ask.document.and_then(part);
        Ok(event)
    }

    /// Name and credentials of whoever has unlocked, as they stand under a signature.
    pub(super) fn signs_as(&self) -> String {
        let Ok(session) = self.session() else {
            return String::new();
        };
        let member = session.facility.members.get(&EntryId(session.user().0));
        member.map_or_else(String::new, |member| {
            if member.credentials.is_empty() {
                member.name.clone()
            } else {
                format!("{}, {}", member.name, member.credentials)
            }
        })
    }
}

/// The path of a document within its encounter.
fn part(document: EntryId) -> Option<Part> {
    let id = document.to_string().to_ascii_lowercase();
    Part::new(&format!("documents/{}", id.trim_start_matches('@'))).ok()
}
