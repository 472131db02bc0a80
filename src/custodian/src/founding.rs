//! Setting up a facility on a device, and taking further people in.

use access::Role;
use access::audit::Happened;
use records::model::{Facility, FacilityType, Member};
use records::{EntryId, Hand, Kind, Stamp, UserId};
use sha2::{Digest as _, Sha256};
use store::{Batch, Store, Table};
use vault::audit::AuditKey;
use vault::device::DeviceKey;
use vault::kdf::{Derived, Measured, Params, Recipe, calibrate};
use vault::kit::{EscrowCode, RecoveryCode};
use vault::member::{Enrolment, Unlocked, enrol};
use vault::{DeviceId, Envelope, ExchangePublic, FacilityId, Keyring, MemberId, Zeroizing};

use crate::commit::{Act, What, Work};
use crate::custodian::Custodian;
use crate::failure::Told as _;
use crate::protocol::{Failure, Founded, Founding, Kit, NewMember, Opened};
use crate::rows;
use crate::session::{Opening, Session};
use crate::store_row::StoreRow;
use crate::surroundings::Surroundings;

/// Somebody who was just enrolled.
pub(crate) struct Newcomer {
    pub(crate) envelope: Envelope,
    pub(crate) unlocked: Unlocked,
    pub(crate) kit: RecoveryCode,
    /// What the password gives for a server.
    pub(crate) auth: Zeroizing<[u8; 32]>,
}

impl<S: Store, W: Surroundings> Custodian<S, W> {
    /// Sets up a facility with its first person, who has unlocked afterwards.
    ///
    /// # Errors
    /// Where there is a facility already, something is missing, the password is weak, or the store can't be written.
    pub async fn found(&mut self, founding: &Founding) -> Result<Founded, Failure> {
        if self.founded.is_some() {
            return Err(facility_already());
        }
        if self.unfinished {
            return Err(crate::keeping::unfinished_restore());
        }
        named(&founding.facility_name, "the facility's name")?;
        self.take_over().await?;
        let mut rng = self.world.rng();
        let facility = FacilityId::make(&mut rng);
        let escrow = EscrowCode::make(&mut rng);
        let newcomer = self
            .enrol(
                facility,
                &founding.person,
                &founding.facility_name,
                Some(escrow.public()),
            )
            .await?;
        let mut rng = self.world.rng();
        let (keyring, audit_key) = Keyring::found(&newcomer.unlocked, &mut rng);
        let escrow_grant = keyring
            .grant_to_escrow(escrow.public(), &newcomer.unlocked, &mut rng)
            .told()?
            .to_bytes();
        let founded = StoreRow {
            store: DeviceId::make(&mut rng).0,
            facility,
            audit: keyring.audit(),
            escrow: Some(escrow.public()),
            escrow_grant: Sha256::digest(&escrow_grant).into(),
            made: self.world.now().millis,
            before: Vec::new(),
            origin: Vec::new(),
        };
        let mut batch = Batch::new();
        batch.must_be_absent(Table::Meta, rows::STORE);
        batch.put(Table::Meta, rows::STORE, founded.to_bytes());
        batch.put(Table::Keys, rows::ESCROW_GRANT, escrow_grant);
        put_member(&mut batch, &newcomer, &keyring, Some(&audit_key), &mut rng)?;
        let (device, device_key) = put_device(&mut batch, &newcomer.unlocked, &mut rng)?;
        let kit = Kit {
            recovery: newcomer.kit.print().to_string(),
            escrow: escrow.print().to_string(),
            fingerprint: newcomer.unlocked.public().fingerprint(),
        };
        let user = UserId(newcomer.unlocked.member().0);
        self.founded = Some(founded);
        self.audit = None;
        self.session = Some(Session::new(Opening {
            member: newcomer.unlocked,
            envelope: newcomer.envelope,
            keyring,
            audit_key: Some(audit_key),
            hand: first_hand(device, user),
            device_key,
        }));
        self.session_mut()?.auth = Some(newcomer.auth);
        let done = self.write_founding(batch, founding, user, device).await;
        if let Err(failure) = done {
            self.session = None;
            self.founded = None;
            self.audit = None;
            return Err(failure);
        }
        let opened = self.opened(Vec::new()).await?;
        Ok(Founded { kit, opened })
    }

    async fn write_founding(
        &mut self,
        batch: Batch,
        founding: &Founding,
        user: UserId,
        device: DeviceId,
    ) -> Result<(), Failure> {
        let mut facility = Facility {
            name: founding.facility_name.trim().to_owned(),
            kind: FacilityType::ALL
                .iter()
                .copied()
                .find(|kind| kind.word() == founding.facility_kind)
                .unwrap_or(FacilityType::Other),
            small: founding.small,
            demo: founding.demo,
            idle_minutes: access::FacilityRules::default().idle_minutes,
            ..Facility::default()
        };
        // The first person needs the rights to take in others; in a small facility one person does everything.
        let roles: Vec<String> = if founding.small {
            Role::ALL
                .iter()
                .map(|role| role.words().to_owned())
                .collect()
        } else {
            [Role::Supervisor, Role::PrivacyOfficer]
                .map(|role| role.words().to_owned())
                .to_vec()
        };
        facility.members.insert(
            EntryId(user.0),
            self.member_of(&founding.person, user, roles),
        );
        let session = self.session()?;
        let entry = self.device_entry(&session.member, &session.device_key.public());
        facility.devices.insert(EntryId(device.0), entry);
        let record = self.session()?.facility_record();
        let state = self.log(Kind::Facility, record).await?.state();
        let changes = state.changes(&Facility::default(), &facility);
        self.session_mut()?.set_facility(facility);
        let audit = vec![
            self.happened(Happened::KeyChanged)?,
            self.happened(Happened::RolesChanged)?,
            self.happened(Happened::Unlocked)?,
        ];
        let work = Work {
            acts: vec![Act {
                kind: Kind::Facility,
                record,
                what: What::Changes(changes),
                reason: String::new(),
            }],
            audit,
            rows: batch,
            ..Work::default()
        };
        self.commit(work).await.map(|_| ())
    }

    /// Takes in a further person, who types their own password on this device. The keyring is sealed to them.
    ///
    /// # Errors
    /// Where whoever has unlocked may not, the name is taken, or the password is weak.
    pub async fn add_member(&mut self, new: &NewMember) -> Result<Kit, Failure> {
        self.demand(access::Action::Create, access::RecordKind::User)?;
        let founded = self.founded()?;
        let (facility, escrow) = (founded.facility, founded.escrow);
        let name = vault::member::NameHash::of(facility, &new.person.user_name);
        if self
            .store
            .read(Table::Keys, &rows::member_key(&name))
            .await
            .told()?
            .is_some()
        {
            return Err(Failure::new(
                "The user name is taken.",
                "Somebody on this device has it already.",
                "user name",
                "Choose another one.",
            ));
        }
        let facility_name = self.session()?.facility.name.clone();
        let newcomer = self
            .enrol(facility, &new.person, &facility_name, escrow)
            .await?;
        let mut rng = self.world.rng();
        let session = self.session_mut()?;
        session.keyring.admit(&newcomer.envelope).told()?;
        let reviewer = reads_trail(roles_of(&new.roles));
        let mut batch = Batch::new();
        let session = self.session()?;
        let audit_key = session.audit_key.as_ref().filter(|_| reviewer);
        put_member(&mut batch, &newcomer, &session.keyring, audit_key, &mut rng)?;
        let own = session
            .keyring
            .grant(session.member.member(), &session.member, &mut rng)
            .told()?;
        batch.put(
            Table::Keys,
            rows::grant_key(session.member.member()),
            own.to_bytes(),
        );
        // Whoever is here already gets to know whom they may take keys from.
        self.offer_keyring(&mut batch)?;
        batch.delete(
            Table::Keys,
            rows::offer_key(newcomer.unlocked.member(), session.member.member()),
        );
        let (device, device_key) = put_device(&mut batch, &newcomer.unlocked, &mut rng)?;
        let user = UserId(newcomer.unlocked.member().0);
        let member = self.member_of(&new.person, user, new.roles.clone());
        let device_entry = self.device_entry(&newcomer.unlocked, &device_key.public());
        let record = self.session()?.facility_record();
        let audit = vec![
            self.happened(Happened::KeyChanged)?,
            self.happened(Happened::RolesChanged)?,
        ];
        let before = self.session()?.facility.clone();
        let mut after = before.clone();
        after.members.insert(EntryId(user.0), member);
        after.devices.insert(EntryId(device.0), device_entry);
        let changes = self
            .log(Kind::Facility, record)
            .await?
            .state()
            .changes(&before, &after);
        let work = Work {
            audit,
            rows: batch,
            ..Work::change(Kind::Facility, record, changes, "")
        };
        self.commit(work).await?;
        self.session_mut()?.set_facility(after);
        Ok(Kit {
            recovery: newcomer.kit.print().to_string(),
            escrow: String::new(),
            fingerprint: newcomer.unlocked.public().fingerprint(),
        })
    }

    /// Makes a person's keys from the password they typed.
    async fn enrol(
        &mut self,
        facility: FacilityId,
        person: &crate::protocol::Person,
        facility_name: &str,
        escrow: Option<ExchangePublic>,
    ) -> Result<Newcomer, Failure> {
        named(&person.name, "the name")?;
        named(&person.user_name, "the user name")?;
        self.judge(
            &person.password,
            &[&person.user_name, &person.name, facility_name],
        )
        .await?;
        let (recipe, keys) = self.derive_calibrated(&person.password).await?;
        let mut rng = self.world.rng();
        let enrolled = enrol(
            &Enrolment {
                facility,
                member: MemberId::make(&mut rng),
                name: &person.user_name,
                recipe,
                unlock: &keys.unlock,
                escrow,
            },
            &mut rng,
        )
        .told()?;
        Ok(Newcomer {
            envelope: enrolled.envelope,
            unlocked: enrolled.unlocked,
            kit: enrolled.kit,
            auth: Zeroizing::new(*keys.auth.bytes()),
        })
    }

    /// Refuses a password that would not stand.
    pub(crate) async fn judge(&self, password: &str, known: &[&str]) -> Result<(), Failure> {
        let judged = self.world.judge(password, known).await?;
        if judged.enough {
            return Ok(());
        }
        Err(Failure::new(
            "The password would not stand.",
            "Whoever takes the laptop can try millions of passwords a day without being noticed.",
            "password",
            if judged.advice.is_empty() {
                "Make it longer: four or five words that do not belong together.".to_owned()
            } else {
                judged.advice.join(" ")
            },
        ))
    }

    /// Derives keys with parameters that suit this device.
    pub(crate) async fn derive_calibrated(
        &self,
        password: &str,
    ) -> Result<(Recipe, Derived), Failure> {
        let mut rng = self.world.rng();
        let recipe = Recipe::make(Params::DEFAULT, &mut rng).told()?;
        let first = self.world.derive(password, recipe).await?;
        let better = calibrate(Measured {
            params: recipe.params,
            millis: first.millis,
        });
        if better == recipe.params {
            return Ok((recipe, first.keys));
        }
        let recipe = Recipe::make(better, &mut rng).told()?;
        Ok((recipe, self.world.derive(password, recipe).await?.keys))
    }

    fn member_of(
        &self,
        person: &crate::protocol::Person,
        user: UserId,
        roles: Vec<String>,
    ) -> Member {
        Member {
            user,
            name: person.name.trim().to_owned(),
            credentials: person.credentials.trim().to_owned(),
            roles,
            unit: person.unit.trim().to_owned(),
            since: self.civil_now(),
            until: None,
        }
    }

    /// The time as a chart keeps it.
    pub(crate) fn civil_now(&self) -> Option<records::Moment> {
        let now = self.world.now();
        let offset = chrono::FixedOffset::east_opt(i32::from(now.offset_minutes) * 60)?;
        chrono::DateTime::from_timestamp_millis(now.millis).map(|time| time.with_timezone(&offset))
    }

    /// What the screen gets to know when somebody has unlocked.
    pub(crate) async fn opened(&mut self, findings: Vec<Failure>) -> Result<Opened, Failure> {
        let session = self.session()?;
        let user = session.user();
        let member = session
            .facility
            .members
            .get(&EntryId(user.0))
            .cloned()
            .unwrap_or_default();
        Ok(Opened {
            facility: session.facility.name.clone(),
            demo: session.facility.demo,
            person: member.name,
            roles: session
                .roles
                .iter()
                .map(|role| role.words().to_owned())
                .collect(),
            idle_minutes: session.facility.idle_minutes,
            records: session.catalogue.slots().len() as u64,
            findings,
            restored: String::new(),
            glasses: self.glasses_for_reviewer().await?,
        })
    }
}

/// There is a facility on this device already.
pub(crate) fn facility_already() -> Failure {
    Failure::new(
        "There is a facility on this device already.",
        "One browser profile holds one facility.",
        "the store on this device",
        "Unlock it, or use another browser profile.",
    )
}

fn first_hand(device: DeviceId, user: UserId) -> Hand {
    Hand {
        device: records::DeviceId(device.0),
        author: user,
        sequence: 0,
        previous: [0; 32],
        stamp: Stamp::default(),
    }
}

/// A member's envelope and the keyring sealed to them, signed by themselves: on this device they trust nobody else for it.
fn put_member(
    batch: &mut Batch,
    newcomer: &Newcomer,
    keyring: &Keyring,
    audit_key: Option<&AuditKey>,
    rng: &mut impl vault::CryptoRng,
) -> Result<(), Failure> {
    let member = newcomer.unlocked.member();
    let name = newcomer.envelope.name();
    batch.must_be_absent(Table::Keys, rows::member_key(&name));
    batch.put(
        Table::Keys,
        rows::member_key(&name),
        newcomer.envelope.to_bytes(),
    );
    let grant = keyring.grant(member, &newcomer.unlocked, rng).told()?;
    batch.put(Table::Keys, rows::grant_key(member), grant.to_bytes());
    if let Some(audit_key) = audit_key {
        let grant = audit_key
            .grant(member, keyring, &newcomer.unlocked, rng)
            .told()?;
        batch.put(Table::Keys, rows::audit_grant_key(member), grant);
    }
    Ok(())
}

/// A new device key for a member on this store.
pub(crate) fn put_device(
    batch: &mut Batch,
    unlocked: &Unlocked,
    rng: &mut impl vault::CryptoRng,
) -> Result<(DeviceId, DeviceKey), Failure> {
    let key = DeviceKey::make(rng);
    let device = key.public().id();
    let wrapped = key.wrap(device, unlocked, rng).told()?;
    batch.put(
        Table::Keys,
        rows::device_key(unlocked.member()),
        [&device.0[..], &wrapped].concat(),
    );
    Ok((device, key))
}

/// Whether people of these roles are given the key that reads the trail.
pub(crate) fn reads_trail(roles: access::Roles) -> bool {
    [Role::PrivacyOfficer, Role::Auditor, Role::Supervisor]
        .into_iter()
        .any(|role| roles.has(role))
}

/// Roles by their words.
pub(crate) fn roles_of(words: &[String]) -> access::Roles {
    Role::ALL
        .iter()
        .filter(|role| words.iter().any(|word| word == role.words()))
        .fold(access::Roles::NONE, |roles, role| roles.with(*role))
}

fn named(text: &str, what: &str) -> Result<(), Failure> {
    if text.trim().is_empty() {
        return Err(Failure::new(
            format!("Something is missing: {what}."),
            "It is empty.",
            what,
            "Type it.",
        ));
    }
    Ok(())
}
