//! A suspected breach is contained in one act: the laptop is frozen, those who have to are told, and the clocks run from
//! this moment (45 CFR 164.404(b)). Without a line it is frozen here at once, and the server hears of it at the next contact,
//! also while nobody has unlocked; until then there is a code to read out.

use access::audit::{Happened, Reason, Why};
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
use crate::protocol::{ContainedView, Containing, Event, Failure, SyncEvent};
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
}

fn tell(id: RequestId, view: ContainedView, out: Out<'_>) {
    let event = Event::Sync(SyncEvent::Contained(view));
    out.push(Errand::Tell(id, Box::new(event)));
}
