//! Asking for acts on patients and pairs. How somebody stands to a patient and what protects them is found in `rights`.

use access::audit::{Act, Event, Outcome};
use access::{Action, Demand, Past, Policy, RecordKind, Relation, Request};
use records::{Kind, RecordId};
use store::Store;

use super::pairs::pair_record;
use crate::custodian::Custodian;
use crate::failure::refusal;
use crate::protocol::Failure;
use crate::rights::Asking;
use crate::summary::Line;
use crate::surroundings::Surroundings;

/// A yes to an act on a pair: the entry for the trail, whether a second person has to come, or nobody else is here.
#[derive(Debug)]
pub(crate) struct Permitted {
    pub(crate) event: Event,
    pub(crate) second: bool,
    pub(crate) alone: bool,
}

impl<S: Store, W: Surroundings> Custodian<S, W> {
    /// Asks for an act on one patient. What protects a record that was merged into it protects it too.
    pub(crate) async fn permit_patient(
        &mut self,
        action: Action,
        record: RecordId,
        reason: &str,
    ) -> Result<Event, Failure> {
        let others = self.session()?.patients.standing_here(record);
        let asking = Asking {
            patients: &others,
            ..Asking::to((Kind::Patient, record), action, RecordKind::Patient)
        };
        self.demand_as(&asking, reason).await
    }

    /// Asks for an act on all patients, or on what has no patient.
    pub(crate) async fn permit_all(
        &mut self,
        action: Action,
        kind: RecordKind,
        relation: Relation,
    ) -> Result<Event, Failure> {
        let session = self.session()?;
        let decision = Policy::new(session.rules()).may(&Request {
            user: access::UserId(session.user().0),
            roles: session.roles,
            action,
            kind,
            relation,
            flags: access::Flags::NONE,
            past: &[],
        });
        let mut event = self.event(Act::Did(action))?;
        event.kind = Some(kind.into());
        event.relation = relation.into();
        match refusal(&decision) {
            None => Ok(event),
            Some(failure) => {
                event.outcome = Outcome::Refused.into();
                self.record_events(&[event]).await?;
                Err(failure)
            }
        }
    }

    /// Asks for an act on a pair. What protects either patient protects the pair.
    pub(crate) async fn permit_pair(
        &mut self,
        action: Action,
        (one, other): (RecordId, RecordId),
        past: &[Past],
        reason: &str,
    ) -> Result<Permitted, Failure> {
        self.there(one)?;
        self.there(other)?;
        if one == other {
            return Err(Failure::new(
                "This is one record.",
                "A record is not held against itself.",
                "the pair",
                "Choose two records.",
            ));
        }
        let pair = pair_record(one, other);
        let session = self.session()?;
        let line = session.catalogue.get(pair).map(|slot| &slot.line);
        let asking = Asking {
            own: matches!(line, Some(Line::Pair(line)) if line.by == session.user()),
            patients: &[one, other],
            past,
            ..Asking::to((Kind::Pair, pair), action, RecordKind::PatientPair)
        };
        let demand = match self.may_as(&asking)?.decision {
            access::Decision::AllowedWithReason(need) => Some(need.demand),
            _ => None,
        };
        if demand == Some(Demand::SecondPerson) {
            let event = self.event(Act::Did(action))?;
            let record = access::RecordId(pair.0);
            return Ok(Permitted {
                event: event.on(RecordKind::PatientPair, record, Relation::None),
                second: true,
                alone: false,
            });
        }
        Ok(Permitted {
            event: self.demand_as(&asking, reason).await?,
            second: false,
            alone: demand == Some(Demand::SelfReview),
        })
    }
}
