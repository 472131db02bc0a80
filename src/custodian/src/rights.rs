//! The one place where it is found how whoever has unlocked stands to a record, what protects the record, and so what they
//! may do with it.
//!
//! All of it is read from the lines in memory, so that lists can ask for each of their rows. The nearest relation counts:
//! one's own part of a record, then work on it that is assigned to one, then one's unit. Whoever has no unit works for
//! the whole house, and so does everybody where one person does everything.

use access::audit::{Act, Event, Outcome, Reason, Why};
use access::{
    Action, Decision, Demand, FacilityRules, Flags, Hours, OpenFrom, Past, Policy, RecordKind,
    Relation, Request,
};
use records::{EntryId, Kind, RecordId};
use store::Store;

use crate::custodian::Custodian;
use crate::failure::of_parts;
use crate::protocol::Failure;
use crate::session::Session;
use crate::summary::{EncounterLine, Line};
use crate::surroundings::Surroundings;

/// A record: its kind and its id.
pub(crate) type Of = (Kind, RecordId);

/// What somebody wants to do, with all that bears on it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Asking<'a> {
    /// With which record.
    pub(crate) of: Of,
    /// To do what.
    pub(crate) action: Action,
    /// With which part of it: its documents are of another kind than itself.
    pub(crate) kind: RecordKind,
    /// The part is their own: a query they wrote, a document they are the author of.
    pub(crate) own: bool,
    /// What protects the part beyond the record.
    pub(crate) flags: Flags,
    /// Further patients whose protection counts, as for a pair.
    pub(crate) patients: &'a [RecordId],
    /// What happened to it before, as far as duties are separated by it.
    pub(crate) past: &'a [Past],
}

impl Asking<'_> {
    pub(crate) const fn to(of: Of, action: Action, kind: RecordKind) -> Self {
        Self {
            of,
            action,
            kind,
            own: false,
            flags: Flags::NONE,
            patients: &[],
            past: &[],
        }
    }
}

/// What somebody may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Right {
    /// How they stand to the record.
    pub(crate) relation: Relation,
    /// What protects it.
    pub(crate) flags: Flags,
    /// Whether they may.
    pub(crate) decision: Decision,
}

impl Right {
    /// Whether it may be done at once, without a reason: what a button asks.
    pub(crate) fn at_once(&self) -> bool {
        self.decision == Decision::Allowed
    }

    /// The reason to be kept in the trail, where one is asked for and was given.
    ///
    /// A failure's place tells the screen what to ask for: `reason`, `broken glass` or `second person`.
    pub(crate) fn with_reason(&self, given: &str) -> Result<Option<Reason>, Failure> {
        let given = given.trim();
        let need = match &self.decision {
            Decision::Refused(refusal) => return Err(of_parts(refusal.parts())),
            Decision::Allowed if given.is_empty() => return Ok(None),
            Decision::Allowed => return reason(Why::Other, given).map(Some),
            Decision::AllowedWithReason(need) => need,
        };
        let asked = |place: &str| {
            let mut failure = of_parts(need.parts());
            place.clone_into(&mut failure.place);
            failure
        };
        match need.demand {
            Demand::BreakGlass => Err(asked("broken glass")),
            Demand::SecondPerson => Err(asked("second person")),
            Demand::Reason | Demand::SelfReview if given.is_empty() => Err(asked("reason")),
            Demand::Reason => reason(Why::Other, given).map(Some),
            Demand::SelfReview => reason(Why::SelfReview, given).map(Some),
        }
    }
}

/// A reason for the trail.
pub(crate) fn reason(why: Why, text: &str) -> Result<Reason, Failure> {
    Reason::new(why, text).map_err(|error| {
        Failure::new(
            "The reason can't be kept like this.",
            format!("{error}."),
            "reason",
            "Say in a few words why, without a patient's name or number.",
        )
    })
}

impl Session {
    /// The facility's rules, within their bounds.
    pub(crate) fn rules(&self) -> FacilityRules {
        let facility = &self.facility;
        let usual = FacilityRules::default();
        let hours = facility.hours.map_or(usual.hours.clone(), |hours| {
            let day = Some(OpenFrom {
                from: u16::from(hours.from) * 60,
                until: u16::from(hours.to) * 60,
            });
            Hours::Week([day; 7])
        });
        let rules = FacilityRules {
            idle_minutes: facility.idle_minutes,
            one_person: facility.small,
            hours,
            ..usual
        };
        rules.checked().unwrap_or_else(|_| FacilityRules {
            one_person: facility.small,
            ..FacilityRules::default()
        })
    }

    /// How they stand to a record, without regard to a broken glass.
    fn stands_to(&self, (kind, record): Of) -> Relation {
        match kind {
            Kind::Desk => Relation::OwnWork,
            Kind::Encounter => self
                .line_of(record)
                .map_or(Relation::None, |line| match line {
                    Line::Encounter(stay) => self.stands_to_stay(stay),
                    _ => Relation::None,
                }),
            Kind::Patient => self
                .catalogue
                .stays_of(record)
                .into_iter()
                .map(|stay| self.stands_to((Kind::Encounter, stay)))
                .max_by_key(|relation| nearness(*relation))
                .unwrap_or_else(|| self.house()),
            Kind::Facility | Kind::Pair => Relation::None,
        }
    }

    fn line_of(&self, record: RecordId) -> Option<&Line> {
        self.catalogue.get(record).map(|slot| &slot.line)
    }

    pub(crate) fn stands_to_stay(&self, stay: &EncounterLine) -> Relation {
        if stay.assigned.contains(&self.user()) {
            return Relation::Assigned;
        }
        let unit = self.unit();
        if !unit.is_empty() && unit.eq_ignore_ascii_case(stay.unit.trim()) {
            return Relation::SameUnit;
        }
        self.house()
    }

    /// Their unit; empty where they work for the whole house.
    fn unit(&self) -> &str {
        let member = self.facility.members.get(&EntryId(self.user().0));
        member.map_or("", |member| member.unit.trim())
    }

    fn house(&self) -> Relation {
        if self.facility.small || self.unit().is_empty() {
            Relation::SameUnit
        } else {
            Relation::None
        }
    }

    /// What protects a record, as seen from whoever has unlocked.
    pub(crate) fn flags_of(&self, (kind, record): Of) -> Flags {
        match (kind, self.line_of(record)) {
            (Kind::Patient, Some(Line::Patient(patient))) => {
                let mut flags = patient.flags;
                if same_surname(&patient.name, self.surname()) {
                    flags = flags.with(Flags::SAME_SURNAME);
                }
                match patient.merged_into.filter(|into| *into != record) {
                    // Nothing is less protected because two records turned out to be one patient.
                    Some(into) => flags.with(self.flags_of_survivor(into)),
                    None => flags,
                }
            }
            (Kind::Encounter, Some(Line::Encounter(stay))) => {
                stay.patient.map_or(Flags::NONE, |patient| {
                    self.flags_of((Kind::Patient, patient))
                })
            }
            _ => Flags::NONE,
        }
    }

    fn flags_of_survivor(&self, record: RecordId) -> Flags {
        match self.line_of(record) {
            Some(Line::Patient(patient)) => {
                let surname = same_surname(&patient.name, self.surname());
                let surname = if surname {
                    Flags::SAME_SURNAME
                } else {
                    Flags::NONE
                };
                patient.flags.without(Flags::PROVISIONAL).with(surname)
            }
            _ => Flags::NONE,
        }
    }

    fn surname(&self) -> &str {
        let member = self.facility.members.get(&EntryId(self.user().0));
        member.map_or("", |member| surname(&member.name))
    }
}

impl<S: Store, W: Surroundings> Custodian<S, W> {
    /// How whoever has unlocked stands to a record.
    pub(crate) fn relation_to(&self, of: Of) -> Result<Relation, Failure> {
        let session = self.session()?;
        let relation = session.stands_to(of);
        if relation == Relation::None && self.glass_is_open(of.1)? {
            return Ok(Relation::BreakGlass);
        }
        Ok(relation)
    }

    /// What whoever has unlocked may do with a record.
    pub(crate) fn may_on(
        &self,
        of: Of,
        action: Action,
        kind: RecordKind,
    ) -> Result<Right, Failure> {
        self.may_as(&Asking::to(of, action, kind))
    }

    /// As [`Self::may_on`], with more that bears on it.
    pub(crate) fn may_as(&self, asking: &Asking<'_>) -> Result<Right, Failure> {
        let session = self.session()?;
        let flags = asking.patients.iter().fold(
            session.flags_of(asking.of).with(asking.flags),
            |flags, patient| flags.with(session.flags_of((Kind::Patient, *patient))),
        );
        let policy = Policy::new(session.rules());
        let decide = |relation| {
            policy.may(&Request {
                user: access::UserId(session.user().0),
                roles: session.roles,
                action: asking.action,
                kind: asking.kind,
                relation,
                flags,
                past: asking.past,
            })
        };
        let mut relation = if asking.own {
            Relation::OwnWork
        } else {
            self.relation_to(asking.of)?
        };
        let mut decision = decide(relation);
        // A broken glass shows the record also to whoever stands near, and not near enough.
        if asking.action == Action::Read
            && decision.rank() < 2
            && self.glass_is_open(asking.of.1)?
        {
            let through = decide(Relation::BreakGlass);
            if through.rank() > decision.rank() {
                (relation, decision) = (Relation::BreakGlass, through);
            }
        }
        Ok(Right {
            relation,
            flags,
            decision,
        })
    }

    /// Demands a right, and gives the entry for the trail that is written with what is done. A refusal is written into the
    /// trail here. `reason` is what whoever has unlocked gave as reason; mostly nothing.
    pub(crate) async fn demand_on(
        &mut self,
        of: Of,
        action: Action,
        kind: RecordKind,
        reason: &str,
    ) -> Result<Event, Failure> {
        self.demand_as(&Asking::to(of, action, kind), reason).await
    }

    /// As [`Self::demand_on`], with more that bears on it.
    pub(crate) async fn demand_as(
        &mut self,
        asking: &Asking<'_>,
        reason: &str,
    ) -> Result<Event, Failure> {
        let right = self.may_as(asking)?;
        let event = self.event(Act::Did(asking.action))?;
        let record = access::RecordId(asking.of.1.0);
        let mut event = event.on(asking.kind, record, right.relation);
        match right.with_reason(reason) {
            Ok(reason) => {
                event.reason = reason;
                Ok(event)
            }
            Err(failure) => {
                // A question that is still open is no refusal: it is asked again with an answer.
                if matches!(right.decision, Decision::Refused(_)) {
                    event.outcome = Outcome::Refused.into();
                    self.record_events(&[event]).await?;
                }
                Err(failure)
            }
        }
    }

    /// Whether whoever has unlocked broke the glass for a record, and the time has not run out.
    pub(crate) fn glass_is_open(&self, record: RecordId) -> Result<bool, Failure> {
        let session = self.session()?;
        if session.glasses.is_empty() {
            return Ok(false);
        }
        let (now, user) = (self.world.now().millis, session.user());
        let mut glasses = session.glasses.iter();
        Ok(glasses.any(|glass| glass.user == user && glass.record == record && glass.is_open(now)))
    }
}

/// How near a relation is, for choosing among several.
const fn nearness(relation: Relation) -> u8 {
    match relation {
        Relation::None => 0,
        Relation::BreakGlass => 1,
        Relation::SameUnit => 2,
        Relation::Assigned => 3,
        Relation::OwnWork => 4,
    }
}

/// The surname in `FAMILY, Given` or `Given Family`.
pub(crate) fn surname(name: &str) -> &str {
    match name.split_once(',') {
        Some((family, _)) => family.trim(),
        None => name.trim().rsplit(' ').next().unwrap_or_default(),
    }
}

pub(crate) fn same_surname(patient: &str, surname_of_user: &str) -> bool {
    let plain = |name: &str| -> String {
        let letters = name.chars().filter(|letter| letter.is_alphabetic());
        letters.flat_map(char::to_lowercase).collect()
    };
    let user = plain(surname_of_user);
    !user.is_empty() && plain(surname(patient)) == user
}
