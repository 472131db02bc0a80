//! What is in memory while somebody has unlocked. It is dropped as a whole when they lock, and every key in it is wiped.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use access::Roles;
use access::review::Hint;
use records::model::{Encounter, Facility};
use records::{DeviceId, EntryId, Hand, Log, OpId, RecordId, UserId};
use vault::audit::AuditKey;
use vault::device::DeviceKey;
use vault::member::Unlocked;
use vault::{Case, Envelope, Key, Keyring, RecordHash, Zeroizing};

use crate::catalogue::Catalogue;
use crate::charts::Charts;
use crate::devices::Lines;
use crate::ends::{DeviceEnd, LastBackup};
use crate::founding::roles_of;
use crate::keeping::glass::Glass;
use crate::patients::Patients;
use crate::protocol::Failure;
use crate::rows::Places;

/// How many records are kept open at once. A chart's log is some hundred kilobytes.
const OPEN_LOGS: usize = 64;
/// How many encounters are kept as their models. What is done with a chart or a case asks for its own again and again.
const STAYS: usize = 4;

/// Somebody has unlocked.
pub(crate) struct Session {
    /// Their keys.
    pub(crate) member: Unlocked,
    /// Their envelope as the store holds it.
    pub(crate) envelope: Envelope,
    /// The facility's keys.
    pub(crate) keyring: Keyring,
    /// The key that reads the audit trail, where they were given it.
    pub(crate) audit_key: Option<AuditKey>,
    /// The key that signs their operations here.
    pub(crate) device_key: DeviceKey,
    /// Where their operations stand.
    pub(crate) hand: Hand,
    /// Where the operations of all devices here end.
    pub(crate) ends: BTreeMap<DeviceId, DeviceEnd>,
    /// Glasses that were broken here and are not reviewed yet.
    pub(crate) glasses: Vec<Glass>,
    /// The last backup of this store.
    pub(crate) backup: Option<LastBackup>,
    /// The store came out of a backup, and nobody has unlocked it since.
    pub(crate) from_backup: bool,
    /// Rows of offers that they took over, and have to seal to themselves.
    pub(crate) accepted: Vec<Vec<u8>>,
    /// Colleagues may lack what is together here only: it is offered to them once it is known who works here.
    pub(crate) to_offer: bool,
    /// The server let whoever unlocked go on at this frozen laptop.
    pub(crate) released: bool,
    /// A number that the server gave for a key epoch that has not begun.
    pub(crate) claimed: Option<u32>,
    /// Keyrings that went apart came together, and somebody who left may hold one of their epochs: a new one is due.
    pub(crate) due: bool,
    /// What their password gives for a server; nothing where they came in another way.
    pub(crate) auth: Option<Zeroizing<[u8; 32]>>,
    /// The server knows another password than this.
    pub(crate) auth_unknown: bool,
    /// What does not fit together of what came over the line.
    pub(crate) line_findings: Vec<Failure>,
    /// What was found worth a look when the reviewer last looked.
    pub(crate) hints: Option<Vec<Hint>>,
    /// One line a record.
    pub(crate) catalogue: Catalogue,
    /// The patients as the index holds them.
    pub(crate) patients: Patients,
    /// The facility as it stands.
    pub(crate) facility: Facility,
    /// Their roles.
    pub(crate) roles: Roles,
    /// What the facility's record has ever said of devices.
    pub(crate) lines: Lines,
    /// Opened keys of records: the newest of each.
    pub(crate) case_keys: HashMap<(RecordHash, u32), Key<Case>>,
    /// Cases on screen, glass broken, and the worklist's orders.
    pub(crate) desk: crate::cases::Desk,
    /// The open chart, and what is under way.
    pub(crate) charts: Charts,
    logs: Vec<(RecordId, Log)>,
    /// Encounters read out of their fields, each with the operations it was read at.
    stays: Vec<(RecordId, Vec<OpId>, Arc<Encounter>)>,
}

/// Most findings that are shown: where more is wrong, it is the same.
const FINDINGS: usize = 50;

/// What a session begins with.
pub(crate) struct Opening {
    pub(crate) member: Unlocked,
    pub(crate) envelope: Envelope,
    pub(crate) keyring: Keyring,
    pub(crate) audit_key: Option<AuditKey>,
    pub(crate) device_key: DeviceKey,
    pub(crate) hand: Hand,
}

impl Session {
    pub(crate) fn new(opening: Opening) -> Self {
        let Opening {
            member,
            envelope,
            keyring,
            audit_key,
            device_key,
            hand,
        } = opening;
        Self {
            member,
            envelope,
            keyring,
            audit_key,
            device_key,
            hand,
            ends: BTreeMap::new(),
            glasses: Vec::new(),
            backup: None,
            from_backup: false,
            accepted: Vec::new(),
            to_offer: false,
            released: false,
            claimed: None,
            due: false,
            auth: None,
            auth_unknown: false,
            line_findings: Vec::new(),
            hints: None,
            catalogue: Catalogue::default(),
            patients: Patients::new(),
            facility: Facility::default(),
            roles: Roles::NONE,
            lines: Lines::default(),
            case_keys: HashMap::new(),
            desk: crate::cases::Desk::default(),
            charts: Charts::default(),
            logs: Vec::new(),
            stays: Vec::new(),
        }
    }

    /// Whether the facility's record names somebody who works here now.
    pub(crate) fn works_here(&self, member: EntryId) -> bool {
        let of = self.facility.members.get(&member);
        of.is_some_and(|of| of.until.is_none())
    }

    /// Notes what does not fit together of what came over the line, once.
    pub(crate) fn found(&mut self, finding: Failure) {
        if self.line_findings.len() < FINDINGS && !self.line_findings.contains(&finding) {
            self.line_findings.push(finding);
        }
    }

    /// Who.
    pub(crate) const fn user(&self) -> UserId {
        UserId(self.member.member().0)
    }

    /// Takes the facility as it stands, and one's roles from it.
    pub(crate) fn set_facility(&mut self, facility: Facility) {
        let roles = facility
            .members
            .get(&EntryId(self.user().0))
            .filter(|member| member.until.is_none())
            .map(|member| member.roles.clone())
            .unwrap_or_default();
        self.roles = roles_of(&roles);
        self.lines.add(&facility);
        self.facility = facility;
    }

    /// Where sealed things stand.
    pub(crate) const fn places(&self) -> Places {
        Places {
            facility: self.keyring.facility(),
        }
    }

    /// The facility's record.
    pub(crate) const fn facility_record(&self) -> RecordId {
        RecordId(self.keyring.facility().0)
    }

    /// A record that is open.
    pub(crate) fn log(&mut self, record: RecordId) -> Option<&Log> {
        let place = self.logs.iter().position(|(open, _)| *open == record)?;
        // The latest used stands last.
        let open = self.logs.remove(place);
        self.logs.push(open);
        self.logs.last().map(|(_, log)| log)
    }

    /// Keeps a record open.
    pub(crate) fn keep(&mut self, record: RecordId, log: Log) -> &Log {
        self.logs.retain(|(open, _)| *open != record);
        if self.logs.len() >= OPEN_LOGS {
            self.logs.remove(0);
        }
        self.logs.push((record, log));
        &self.logs[self.logs.len() - 1].1
    }

    /// An encounter's model, where it was read when these operations were its latest: what came before them decides what it
    /// says.
    pub(crate) fn stay(&self, encounter: RecordId, heads: &[OpId]) -> Option<&Arc<Encounter>> {
        let mut stays = self.stays.iter();
        let (.., stay) = stays.find(|(of, at, _)| *of == encounter && at == heads)?;
        Some(stay)
    }

    /// Keeps an encounter's model.
    pub(crate) fn keep_stay(
        &mut self,
        encounter: RecordId,
        heads: Vec<OpId>,
        stay: Arc<Encounter>,
    ) {
        self.stays.retain(|(of, ..)| *of != encounter);
        if self.stays.len() >= STAYS {
            self.stays.remove(0);
        }
        self.stays.push((encounter, heads, stay));
    }

    /// Closes a record.
    pub(crate) fn close(&mut self, record: RecordId) {
        self.logs.retain(|(open, _)| *open != record);
    }

    /// Closes all records, and lets go of their keys.
    pub(crate) fn close_all(&mut self) {
        self.logs.clear();
        self.stays.clear();
        self.case_keys.clear();
    }

    /// An open record, to be written to.
    pub(crate) fn log_mut(&mut self, record: RecordId) -> Option<&mut Log> {
        self.logs
            .iter_mut()
            .find(|(open, _)| *open == record)
            .map(|(_, log)| log)
    }
}
