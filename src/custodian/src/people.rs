//! Who works here: roles, leaving, and the facility's settings.

use access::audit::{Event, Happened};
use access::{Action, FacilityRules, RecordKind, Role};
use records::model::{Facility, FacilityType};
use records::{EntryId, Kind, Log};
use store::Store;

use crate::commit::Work;
use crate::custodian::Custodian;
use crate::devices::Lines;
use crate::entitled::{Entitled, may};
use crate::founding::{reads_trail, roles_of};
use crate::protocol::{FacilityForm, Failure, People, PersonView};
use crate::surroundings::Surroundings;

impl<S: Store, W: Surroundings> Custodian<S, W> {
    /// The facility and its people.
    ///
    /// # Errors
    /// Where nobody has unlocked.
    pub fn people(&self) -> Result<People, Failure> {
        let session = self.session()?;
        let facility = &session.facility;
        let me = session.user();
        let mut people: Vec<PersonView> = facility
            .members
            .values()
            .map(|member| PersonView {
                user: member.user.0,
                name: member.name.clone(),
                credentials: member.credentials.clone(),
                unit: member.unit.clone(),
                roles: member.roles.clone(),
                until: member.until.map_or_else(String::new, |day| day.to_string()),
                me: member.user == me,
            })
            .collect();
        people.sort_by(|a, b| (&a.name, a.user).cmp(&(&b.name, b.user)));
        Ok(People {
            record: session.facility_record().0,
            facility: FacilityForm {
                name: facility.name.clone(),
                kind: facility.kind.word().to_owned(),
                ccn: facility.ccn.clone(),
                npi: facility.npi.clone(),
                small: facility.small,
                idle_minutes: facility.idle_minutes,
            },
            people,
            roles: Role::ALL
                .iter()
                .map(|role| role.words().to_owned())
                .collect(),
            may_change: self.demand(Action::Administer, RecordKind::User).is_ok(),
        })
    }

    /// Sets a person's roles.
    ///
    /// # Errors
    /// Where whoever has unlocked may not, or nobody would be left who may.
    pub async fn set_roles(
        &mut self,
        user: [u8; 16],
        roles: &[String],
        reason: &str,
    ) -> Result<People, Failure> {
        self.demand(Action::Administer, RecordKind::User)?;
        let happened = Happened::RolesChanged;
        self.change_facility(happened, reason, |facility| {
            if let Some(member) = facility.members.get_mut(&EntryId(user)) {
                member.roles = roles.to_vec();
            }
        })
        .await?;
        // Whoever reads the trail from now on gets its key when they next unlock.
        let member = vault::MemberId(user);
        let session = self.session()?;
        let colleague = session.member.member() != member
            && session
                .keyring
                .members()
                .get(&member)
                .is_some_and(|at| at.left.is_none());
        if colleague && session.audit_key.is_some() && reads_trail(roles_of(roles)) {
            let mut batch = store::Batch::new();
            self.offer_to(member, &mut batch)?;
            self.write(batch).await?;
        }
        self.people()
    }

    /// Sets the facility.
    ///
    /// # Errors
    /// As [`Custodian::set_roles`]; or minutes outside what the rules allow.
    pub async fn set_facility(&mut self, form: &FacilityForm) -> Result<People, Failure> {
        self.demand(Action::Administer, RecordKind::Facility)?;
        let rules = FacilityRules {
            idle_minutes: form.idle_minutes,
            ..FacilityRules::default()
        };
        if let Err(error) = rules.checked() {
            return Err(Failure::new(
                "The facility was not changed.",
                format!("{error}."),
                "minutes until it locks",
                "Choose a number within the bounds.",
            ));
        }
        self.change_facility(Happened::RulesChanged, "", |facility| {
            facility.name = form.name.trim().to_owned();
            facility.kind = FacilityType::ALL
                .iter()
                .copied()
                .find(|kind| kind.word() == form.kind)
                .unwrap_or(facility.kind);
            facility.ccn = form.ccn.trim().to_owned();
            facility.npi = form.npi.trim().to_owned();
            facility.small = form.small;
            facility.idle_minutes = form.idle_minutes;
        })
        .await
    }

    /// Takes the facility as it stands in its record, and what of it counts; gives what does not.
    pub(crate) fn take_facility(&mut self, log: &Log) -> Result<Vec<Failure>, Failure> {
        let entitled = Entitled::of(log);
        let session = self.session_mut()?;
        session.lines.extend(Lines::of(log.operations().iter()));
        session.set_facility(entitled.facility);
        for finding in &entitled.findings {
            session.found(finding.clone());
        }
        Ok(entitled.findings)
    }

    pub(crate) async fn change_facility(
        &mut self,
        happened: Happened,
        reason: &str,
        change: impl FnOnce(&mut Facility),
    ) -> Result<People, Failure> {
        let mut after = self.session()?.facility.clone();
        change(&mut after);
        somebody_administers(&after)?;
        let audit = vec![self.happened(happened)?];
        self.write_facility(after, reason, audit).await?;
        self.people()
    }

    /// Writes the facility as it is to be. Whoever takes people in also writes over what stands in the record and does not count;
    /// of others it would seem to be theirs.
    pub(crate) async fn write_facility(
        &mut self,
        after: Facility,
        reason: &str,
        audit: Vec<Event>,
    ) -> Result<(), Failure> {
        let session = self.session()?;
        let (record, before) = (session.facility_record(), session.facility.clone());
        let settles = may(
            &before,
            session.user(),
            Action::Administer,
            RecordKind::User,
        );
        let state = self.log(Kind::Facility, record).await?.state();
        let before = if settles { state.model() } else { before };
        let changes = state.changes(&before, &after);
        if !changes.is_empty() {
            let work = Work {
                audit,
                ..Work::change(Kind::Facility, record, changes, reason)
            };
            self.commit(work).await?;
        }
        self.session_mut()?.set_facility(after);
        Ok(())
    }
}

/// Refuses a facility in which nobody may take people in.
pub(crate) fn somebody_administers(facility: &Facility) -> Result<(), Failure> {
    let present = facility
        .members
        .values()
        .filter(|member| member.until.is_none());
    let administers = present.map(|member| roles_of(&member.roles)).any(|roles| {
        let decision = access::may(
            roles,
            Action::Administer,
            RecordKind::User,
            access::Relation::None,
            access::Flags::NONE,
        );
        crate::failure::refusal(&decision).is_none()
    });
    if administers {
        return Ok(());
    }
    Err(Failure::new(
        "Nobody would be left who may take people in.",
        "The last supervisor would lose the role or leave.",
        "people",
        "Give somebody else the role of supervisor first.",
    ))
}
