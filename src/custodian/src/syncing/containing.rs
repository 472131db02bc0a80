//! A suspected breach is contained in one act: the laptop is frozen, those who have to are told, and the clocks run from
//! this moment (45 CFR 164.404(b)). Without a line it is frozen here at once, and the server hears of it at the next contact,
//! also while nobody has unlocked; until then there is a code to read out.

use std::collections::BTreeSet;

use access::audit::{Happened, Reason, Why};
use access::{Action, RecordKind};
use chrono::NaiveDate;
use line::RequestId;
use records::model::{Facility, Frozen, Incident};
use records::{EntryId, Kind, UserId};
use serde::{Deserialize, Serialize};
use store::{Batch, Store, Table};
use sync::door::{Ask, House, Nonce, Purpose, Refused, Signed, Told, short_name, to_sign};
use vault::DeviceId;

use super::talking::{Talk, Then};
use super::{Errand, Out};
use crate::commit::Work;
use crate::custodian::Custodian;
use crate::failure::Told as _;
use crate::protocol::{ContainedView, Containing, Event, Failure, IncidentView, SyncEvent};
use crate::rows;
use crate::surroundings::Surroundings;

/// How soon the server is told again that this device is to be frozen, where it did not answer: milliseconds.
const AGAIN: u64 = 15_000;
/// How soon where it did not want to hear it.
const AGAIN_REFUSED: u64 = 300_000;

/// What a device says when it asks to be frozen, sealed.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Report {
    entry: [u8; 16],
    by: [u8; 16],
    /// Milliseconds since 1970, and minutes ahead of UTC.
    found: (i64, i32),
    laptop: String,
    words: String,
}

impl<S: Store, W: Surroundings> Custodian<S, W> {
    /// Contains a suspected breach.
    pub(super) async fn contain(
        &mut self,
        id: RequestId,
        containing: Containing,
        out: Out<'_>,
    ) -> Result<(), Failure> {
        let here = containing.devices.is_empty();
        let found = self.civil_now();
        let laptop = if here {
            short_name(self.founded()?.store)
        } else {
            containing.laptop
        };
        let own = self.session()?.hand.device;
        let mut devices = containing.devices;
        if here {
            devices.push(own.0);
        }
        let frozen = devices.iter().map(|device| {
            let device = records::DeviceId(*device);
            (EntryId(device.0), Frozen { device })
        });
        let incident = Incident {
            found,
            by: self.session()?.user(),
            words: containing.words.trim().to_owned(),
            laptop: laptop.clone(),
            devices: frozen.collect(),
            ..Incident::default()
        };
        let entry = EntryId(vault::door::chance(&mut self.world.rng()));
        let mut batch = Batch::new();
        let mut ask = None;
        if here {
            self.put_frozen(&mut batch, &laptop).await?;
            if self.line.is_connected() {
                let contain = self.ask_to_be_frozen(entry, &incident)?;
                batch.put(Table::Meta, rows::CONTAIN, contain.to_bytes());
                ask = Some(contain);
            }
        } else if self.line.is_connected() {
            for device in &devices {
                batch.put(Table::Meta, [rows::FREEZE, device].concat(), Vec::new());
            }
        }
        let view = ContainedView {
            code: laptop,
            here,
            told: false,
            until: found.map_or_else(String::new, |found| {
                let clocks = breach::Clocks::from(found.date_naive());
                crate::keeping::day(clocks.individuals)
            }),
        };
        self.write_incident(entry, incident, batch).await?;
        if here {
            self.frozen.clone_from(&view.code);
        }
        match ask {
            Some(ask) => {
                // It goes before all that waits to be said, and needs no session.
                self.line.talk = None;
                let talk = Talk::Contain(Some((id, view)));
                self.put_to_door(talk, &ask, out);
                Ok(())
            }
            None if here || !self.line.is_connected() => {
                tell(id, view, out);
                Ok(())
            }
            None => {
                let mut waits = Some((id, view));
                let last = devices.len().saturating_sub(1);
                for (place, device) in devices.into_iter().enumerate() {
                    let tell = if place == last { waits.take() } else { None };
                    self.freeze(device, tell, out).await?;
                }
                Ok(())
            }
        }
    }

    async fn freeze(
        &mut self,
        device: [u8; 16],
        tell: Option<(RequestId, ContainedView)>,
        out: Out<'_>,
    ) -> Result<(), Failure> {
        let frozen = true;
        let ask = Ask::SetFrozen { device, frozen };
        self.ask_door(ask, Then::Froze { device, tell }, out).await
    }

    /// A device was frozen at the server, or is not known there.
    pub(super) async fn froze(
        &mut self,
        device: [u8; 16],
        tell_to: Option<(RequestId, ContainedView)>,
        out: Out<'_>,
    ) -> Result<(), Failure> {
        let mut batch = Batch::new();
        batch.delete(Table::Meta, [rows::FREEZE, &device].concat());
        self.write_brought(batch).await?;
        if let Some((id, view)) = tell_to {
            tell(id, ContainedView { told: true, ..view }, out);
        }
        Ok(())
    }

    async fn write_incident(
        &mut self,
        entry: EntryId,
        incident: Incident,
        rows: Batch,
    ) -> Result<(), Failure> {
        let mut event = self.happened(Happened::Contained)?;
        event.reason = Reason::new(Why::Other, &incident.words).ok();
        let before = self.session()?.facility.clone();
        let mut after: Facility = before.clone();
        after.incidents.insert(entry, incident);
        let record = self.session()?.facility_record();
        let state = self.log(Kind::Facility, record).await?.state();
        let changes = state.changes(&before, &after);
        let work = Work {
            audit: vec![event],
            rows,
            ..Work::change(Kind::Facility, record, changes, "")
        };
        self.commit(work).await?;
        self.session_mut()?.set_facility(after);
        Ok(())
    }

    /// What is sent to the server: signed by this device, with a sealed report for those who have to know.
    fn ask_to_be_frozen(&self, entry: EntryId, incident: &Incident) -> Result<Ask, Failure> {
        let mut rng = self.world.rng();
        let session = self.session()?;
        let (facility, device) = (session.keyring.facility(), session.hand.device);
        let now = self.world.now();
        let report = Report {
            entry: entry.0,
            by: incident.by.0,
            found: (now.millis, i32::from(now.offset_minutes)),
            laptop: incident.laptop.clone(),
            words: incident.words.clone(),
        };
        let epoch = session.keyring.newest();
        let place = session
            .places()
            .report(DeviceId(device.0), EntryId([0; 16]), epoch);
        let key = session.keyring.catalogue(epoch).told()?;
        let bytes = postcard::to_stdvec(&report).unwrap_or_default();
        let report = vault::seal(key, &place, &bytes, &mut rng).told()?;
        let nonce = Nonce(vault::door::chance(&mut rng));
        let digest = to_sign(Purpose::Contain, facility.0, device.0, &nonce);
        Ok(Ask::Contain {
            facility: facility.0,
            device: device.0,
            at: now.millis,
            report,
            nonce,
            signed: Signed(session.device_key.sign(&digest).0.to_vec()),
        })
    }

    /// The server is told while nobody has unlocked, too.
    pub(super) async fn tell_of_containment(&mut self, out: Out<'_>) -> Result<(), Failure> {
        if self.line.talk.is_some() || self.line.contain_rest.is_some() {
            return Ok(());
        }
        let row = self.store.read(Table::Meta, rows::CONTAIN).await.told()?;
        if let Some(ask) = row.and_then(|row| Ask::read(&row).ok()) {
            self.put_to_door(Talk::Contain(None), &ask, out);
        }
        Ok(())
    }

    /// What the server said to a device that asked to be frozen.
    pub(super) async fn contained(
        &mut self,
        tell_to: Option<(RequestId, ContainedView)>,
        told: Option<Told>,
        out: Out<'_>,
    ) -> Result<(), Failure> {
        // Only what it has done it has heard of.
        if matches!(told, Some(Told::Done)) {
            let mut batch = Batch::new();
            batch.delete(Table::Meta, rows::CONTAIN);
            self.write_brought(batch).await?;
        } else {
            let millis = match told {
                Some(Told::Refused(Refused::TooMany(seconds))) => {
                    u64::from(seconds.clamp(1, 3_600)) * 1_000
                }
                Some(_) => AGAIN_REFUSED,
                None => AGAIN,
            };
            let number = self.line.next_errand();
            self.line.contain_rest = Some(number);
            out.push(Errand::Rest { number, millis });
        }
        if let Some((id, view)) = tell_to {
            let told = matches!(told, Some(Told::Done));
            tell(id, ContainedView { told, ..view }, out);
        }
        Ok(())
    }

    /// Other devices that are to be frozen and of which the server has not heard yet.
    pub(super) async fn freeze_what_waits(&mut self, out: Out<'_>) -> Result<(), Failure> {
        for row in self.rows(Table::Meta, rows::FREEZE).await? {
            let Some(device) = row.key.last_chunk::<16>() else {
                continue;
            };
            let asked = |talk: &Talk| {
                matches!(
                    talk,
                    Talk::Ask {
                        then: Then::Froze { device: of, .. },
                        ..
                    } if of == device
                )
            };
            if !self.line.queue.iter().chain(&self.line.talk).any(asked) {
                self.freeze(*device, None, out).await?;
            }
        }
        Ok(())
    }

    /// Reports of devices that asked to be frozen become suspected breaches in the record, where it does not have them yet: the
    /// frozen device may not have sent them.
    pub(super) async fn take_reports(&mut self, house: &House) -> Result<(), Failure> {
        let lines = house.devices.iter();
        let reports = lines.flat_map(|line| line.reports.iter().map(move |(_, of)| (line, of)));
        for (line, sealed) in reports {
            let Some(report) = self.open_report(line.device, sealed) else {
                continue;
            };
            let entry = EntryId(report.entry);
            let known = self.session()?.facility.incidents.contains_key(&entry);
            if known || line.frozen.is_none() {
                continue;
            }
            let offset = chrono::FixedOffset::east_opt(report.found.1 * 60);
            let found = chrono::DateTime::from_timestamp_millis(report.found.0);
            let device = records::DeviceId(line.device);
            let incident = Incident {
                found: found
                    .zip(offset)
                    .map(|(found, offset)| found.with_timezone(&offset)),
                by: UserId(report.by),
                words: report.words,
                laptop: report.laptop,
                devices: [(EntryId(device.0), Frozen { device })].into(),
                ..Incident::default()
            };
            self.write_incident(entry, incident, Batch::new()).await?;
        }
        Ok(())
    }

    fn open_report(&self, device: [u8; 16], sealed: &[u8]) -> Option<Report> {
        let session = self.session().ok()?;
        let place = |epoch| {
            let nobody = EntryId([0; 16]);
            session.places().report(DeviceId(device), nobody, epoch)
        };
        let epoch = vault::epoch_of(&place(0), sealed).ok()?;
        let key = session.keyring.catalogue(epoch).ok()?;
        let bytes = vault::open(key, &place(epoch), sealed).ok()?;
        postcard::from_bytes(&bytes).ok()
    }

    /// The server says that this device is frozen: it freezes here too, unless somebody is at it who answers for breaches.
    pub(super) async fn freeze_here(&mut self) -> Result<(), Failure> {
        let frozen = !self.frozen.is_empty() && self.released_here().await?.is_empty();
        if self.answers_for_breaches() || frozen {
            return Ok(());
        }
        let code = short_name(self.founded()?.store);
        let mut batch = Batch::new();
        self.put_frozen(&mut batch, &code).await?;
        self.write_brought(batch).await?;
        self.frozen = code;
        Ok(())
    }

    /// Whether whoever has unlocked has to be told of suspected breaches, and may answer them.
    fn answers_for_breaches(&self) -> bool {
        self.demand(Action::Administer, RecordKind::KeyMaterial)
            .is_ok()
    }

    /// How many suspected breaches nobody has seen of those who have to; 0 for others.
    pub(super) fn alarms(&self) -> u32 {
        let Ok(session) = self.session() else {
            return 0;
        };
        if !self.answers_for_breaches() {
            return 0;
        }
        let incidents = session.facility.incidents.values();
        incidents.filter(|of| of.seen.is_none()).count() as u32
    }

    /// Suspected breaches, the latest first: all for those who answer for them, one's own for others.
    pub(super) fn incidents(&self) -> Result<Vec<IncidentView>, Failure> {
        let session = self.session()?;
        let (me, all) = (session.user(), self.answers_for_breaches());
        let today = self.civil_now().map(|now| now.date_naive());
        let incidents = session.facility.incidents.iter();
        let mut shown: Vec<_> = incidents
            .filter(|(_, of)| all || of.by == me)
            .map(|(entry, of)| (of.found, self.incident_view(*entry, of, today, all)))
            .collect();
        shown.sort_by_key(|(found, _)| core::cmp::Reverse(*found));
        Ok(shown.into_iter().map(|(_, view)| view).collect())
    }

    fn incident_view(
        &self,
        entry: EntryId,
        of: &Incident,
        today: Option<NaiveDate>,
        may_answer: bool,
    ) -> IncidentView {
        let at = |moment: Option<records::Moment>| {
            moment.map_or_else(String::new, |at| self.shown_minute(at.timestamp_millis()))
        };
        let name = |user: UserId| {
            self.session()
                .map_or_else(|_| String::new(), |session| session.name_of(user))
        };
        let clocks = of
            .found
            .map(|found| breach::Clocks::from(found.date_naive()));
        IncidentView {
            incident: entry.0,
            found: at(of.found),
            by: name(of.by),
            words: of.words.clone(),
            laptop: of.laptop.clone(),
            seen: match of.seen_by {
                Some(user) => format!("{} {}", name(user), at(of.seen)),
                None => String::new(),
            },
            closed: at(of.closed),
            outcome: of.outcome.clone(),
            clocks: clocks.map_or_else(Vec::new, |clocks| clocks_in_words(&clocks)),
            days_left: clocks
                .zip(today)
                .map_or(0, |(clocks, today)| clocks.days_left(today)),
            may_answer,
        }
    }

    /// Notes that a suspected breach was seen, or what it came to.
    pub(super) async fn set_incident(
        &mut self,
        entry: EntryId,
        outcome: &str,
    ) -> Result<(), Failure> {
        self.demand(Action::Administer, RecordKind::KeyMaterial)?;
        let (me, now) = (self.session()?.user(), self.civil_now());
        self.change_facility(Happened::RulesChanged, "", |facility| {
            if let Some(of) = facility.incidents.get_mut(&entry) {
                of.seen_by = of.seen_by.or(Some(me));
                of.seen = of.seen.or(now);
                if !outcome.trim().is_empty() {
                    of.closed = now;
                    outcome.trim().clone_into(&mut of.outcome);
                }
            }
        })
        .await
        .map(|_| ())
    }

    /// A frozen device opens only for those who answer for breaches; with them it goes on here. At the server it stays frozen
    /// until they say so there, and once they have it opens for everybody.
    pub(crate) async fn let_go_on(&mut self) -> Result<(), Failure> {
        if self.frozen.is_empty() {
            return Ok(());
        }
        let me = self.session()?.user().0;
        let mut released: BTreeSet<Vec<u8>> = self.released_here().await?;
        let own = [rows::RELEASED, &me].concat();
        let whole = self.answers_for_breaches();
        let mut rows = Batch::new();
        if !whole {
            if released.contains(&own) {
                return Ok(());
            }
            if !self.session()?.released {
                return Err(frozen_here(&self.frozen));
            }
            released.insert(own.clone());
            rows.put(Table::Meta, own, Vec::new());
        }
        // Somebody else at this laptop is not let go on by what was said of one.
        let devices = self.rows(Table::Keys, rows::DEVICES).await?;
        let all = devices.iter().all(|row| {
            let member = row.key.get(rows::DEVICES.len()..).unwrap_or_default();
            released.contains(&[rows::RELEASED, member].concat())
        });
        if whole || all {
            rows.delete(Table::Meta, rows::FROZEN);
            rows.delete(Table::Meta, rows::CONTAIN);
            for key in released {
                rows.delete(Table::Meta, key);
            }
        }
        let work = Work {
            audit: vec![self.happened(Happened::LetGoOn)?],
            rows,
            ..Work::default()
        };
        self.commit(work).await?;
        if whole || all {
            self.frozen.clear();
        }
        Ok(())
    }

    /// Rows of those who were let go on at this frozen laptop, while others on it were not.
    async fn released_here(&self) -> Result<BTreeSet<Vec<u8>>, Failure> {
        let rows = self.rows(Table::Meta, rows::RELEASED).await?.into_iter();
        Ok(rows.map(|row| row.key).collect())
    }

    /// Freezes this laptop: whoever was let go on before is not any more.
    async fn put_frozen(&self, batch: &mut Batch, code: &str) -> Result<(), Failure> {
        for key in self.released_here().await? {
            batch.delete(Table::Meta, key);
        }
        batch.put(Table::Meta, rows::FROZEN, code.as_bytes());
        Ok(())
    }
}

fn tell(id: RequestId, view: ContainedView, out: Out<'_>) {
    let event = Event::Sync(SyncEvent::Contained(view));
    out.push(Errand::Tell(id, Box::new(event)));
}

fn clocks_in_words(clocks: &breach::Clocks) -> Vec<String> {
    let day = crate::keeping::day;
    vec![
        format!(
            "Those concerned: without unreasonable delay, by {} at the latest (45 CFR 164.404(b)).",
            day(clocks.individuals)
        ),
        format!(
            "More than 500 residents of one state: its media too, by {} (45 CFR 164.406).",
            day(clocks.media)
        ),
        format!(
            "500 or more: the Secretary of HHS with the notice, by {} (45 CFR 164.408(b)).",
            day(clocks.secretary_at_once)
        ),
        format!(
            "Fewer than 500: the Secretary in the yearly report, by {} (45 CFR 164.408(c)).",
            day(clocks.secretary_yearly)
        ),
    ]
}

fn frozen_here(code: &str) -> Failure {
    Failure::new(
        "This device is frozen.",
        format!(
            "Somebody contained a suspected breach here. Read this to your supervisor: {code}."
        ),
        "the store on this device",
        "A supervisor or the privacy officer unlocks it here, or frees it on another device and then here.",
    )
}
