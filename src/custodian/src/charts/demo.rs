//! The demo hospital: founded as a facility of one person and filled out of a seed, a batch at a time. The same generator
//! fills it with very many encounters to measure with.

use access::audit::{Act as Told, Happened};
use chrono::NaiveDate;
use hospital::{Hospital, Made, Plan};
use records::model::{Encounter, Facility, Patient};
use records::{Kind, RecordId, State};
use store::{Batch, Durability, Store, Table};

use super::bodies::Words;
use super::forms::wrong;
use super::running::Running;
use crate::commit::{Act, What, Work};
use crate::custodian::Custodian;
use crate::failure::Told as _;
use crate::protocol::{DemoBegun, Failure, Founding, MadeUp, Person, Progress};
use crate::rows;
use crate::surroundings::Surroundings;

/// Records written together at most, and bytes of their words.
const AT_ONCE: usize = 64;
const BYTES_AT_ONCE: usize = 1 << 19;
/// Most encounters that are generated at once.
const MOST_GENERATED: u32 = 1_000_000;

/// How the row begins that tells of a demo hospital.
const BEGUN: &[u8] = b"begun ";
const WHOLE: &[u8] = b"whole ";

/// A made-up hospital under way.
pub(super) struct Loading {
    hospital: Hospital,
    /// What was made and is not written yet.
    pending: Vec<Made>,
    demo: bool,
    last_day: NaiveDate,
    progress: Progress,
}

impl Loading {
    fn of(plan: Plan, demo: bool) -> Self {
        Self {
            progress: Progress {
                what: "encounters".to_owned(),
                of: plan.encounters,
                ..Progress::default()
            },
            last_day: plan.until,
            hospital: Hospital::new(plan),
            pending: Vec::new(),
            demo,
        }
    }

    pub(super) fn progress(&self) -> Progress {
        self.progress.clone()
    }

    /// Makes what is written next; whether it is the last.
    fn make(&mut self) -> bool {
        let words = |made: &Made| match made {
            Made::Encounter(made) => made.bodies.iter().map(|(_, text)| text.len()).sum(),
            Made::Patient(_) => 0,
        };
        let mut bytes: usize = self.pending.iter().map(words).sum();
        while self.pending.len() < AT_ONCE && bytes < BYTES_AT_ONCE {
            let Some(made) = self.hospital.next() else {
                return true;
            };
            bytes += words(&made);
            self.pending.push(made);
        }
        false
    }
}

impl<S: Store, W: Surroundings> Custodian<S, W> {
    /// Sets up the demo hospital. One that was interrupted before it was whole is begun anew: nothing in it is anybody's.
    pub(super) async fn open_demo(
        &mut self,
        person: &Person,
        until: &str,
    ) -> Result<DemoBegun, Failure> {
        let plan = Plan::demo(self.last_day(until)?);
        if self.made_up == MadeUp::Begun {
            self.begin_anew().await?;
        }
        let last_day = plan.until;
        let founding = Founding {
            facility_name: hospital::NAME.to_owned(),
            facility_kind: "ipps".to_owned(),
            small: true,
            demo: true,
            person: person.clone(),
        };
        let founded = self.found(&founding).await?;
        let loading = Loading::of(plan, true);
        let staff = loading.hospital.facility.clone();
        let record = self.session()?.facility_record();
        let before = self.session()?.facility.clone();
        let mut after = Facility {
            ccn: staff.ccn,
            npi: staff.npi,
            idle_minutes: staff.idle_minutes,
            hours: staff.hours,
            ..before.clone()
        };
        after.members.extend(staff.members);
        let state = self.log(Kind::Facility, record).await?.state();
        let changes = state.changes(&before, &after);
        let mut rows = Batch::new();
        rows.put(Table::Meta, rows::DEMO, said(MadeUp::Begun, last_day));
        let work = Work {
            rows,
            ..Work::change(Kind::Facility, record, changes, "")
        };
        self.commit(work).await?;
        self.made_up = MadeUp::Begun;
        self.session_mut()?.set_facility(after);
        let progress = loading.progress();
        self.session_mut()?.charts.running = Some(Running::Load(Box::new(loading)));
        Ok(DemoBegun { founded, progress })
    }

    /// Adds generated encounters to a demo hospital. Those that are there already are passed over, so that what was
    /// interrupted can be completed.
    pub(super) async fn generate(
        &mut self,
        encounters: u32,
        until: &str,
    ) -> Result<Progress, Failure> {
        self.nothing_runs()?;
        if !self.session()?.facility.demo {
            return Err(Failure::new(
                "Nothing was generated.",
                "This facility is not a demo hospital: made-up patients have no place among real ones.",
                "the facility",
                "Open the demo hospital in another browser profile.",
            ));
        }
        if !(1..=MOST_GENERATED).contains(&encounters) {
            return Err(wrong(
                "number of encounters",
                &encounters.to_string(),
                &format!("It is from 1 to {MOST_GENERATED}."),
            ));
        }
        let mut plan = Plan::bench(encounters, self.last_day(until)?);
        // Other people than those of the demo hospital.
        plan.seed += 1;
        let loading = Loading::of(plan, false);
        self.session_mut()?.charts.running = Some(Running::Load(Box::new(loading)));
        self.go_on().await
    }

    /// Writes some more of a made-up hospital.
    pub(super) async fn load_some(&mut self, loading: &mut Loading) -> Result<Progress, Failure> {
        let before = self.world.now().millis;
        let last = loading.make();
        loading.progress.making_millis += (self.world.now().millis - before).unsigned_abs();
        let mut work = Work::default();
        let (mut encounters, mut bytes) = (0_u32, 0_u64);
        for made in &loading.pending {
            let act = match made {
                Made::Patient(made) => {
                    self.new_record::<Patient>(Kind::Patient, made.id, &made.patient)?
                }
                Made::Encounter(made) => {
                    encounters += 1;
                    let of = (Kind::Encounter, made.id);
                    let act = self.new_record::<Encounter>(of.0, of.1, &made.encounter)?;
                    if act.is_some() {
                        for (id, text) in &made.bodies {
                            let words = Words {
                                id: *id,
                                text: text.clone(),
                            };
                            self.put_words(&mut work.rows, of, &words).await?;
                            bytes += text.len() as u64;
                        }
                    }
                    act
                }
            };
            work.acts.extend(act);
        }
        let mut event = self.event(Told::Happened(Happened::Imported))?;
        event.count = work.acts.len() as u32;
        work.audit.push(event);
        let whole = last && loading.demo;
        if whole {
            let row = said(MadeUp::Whole, loading.last_day);
            work.rows.put(Table::Meta, rows::DEMO, row);
        }
        let durability = if last {
            Durability::Strict
        } else {
            Durability::Relaxed
        };
        self.commit_with(work, durability).await?;
        if whole {
            self.made_up = MadeUp::Whole;
        }
        loading.pending.clear();
        loading.progress.done += encounters;
        loading.progress.bytes += bytes;
        loading.progress.finished = last;
        // Records that were only written are not looked at next.
        self.session_mut()?.close_all();
        Ok(loading.progress())
    }

    /// A record made at once; nothing where it is there already.
    fn new_record<T>(&self, kind: Kind, record: RecordId, model: &T) -> Result<Option<Act>, Failure>
    where
        T: serde::Serialize + Default,
    {
        if self.session()?.catalogue.get(record).is_some() {
            return Ok(None);
        }
        Ok(Some(Act {
            kind,
            record,
            what: What::Changes(State::new(kind).changes(&T::default(), model)),
            reason: String::new(),
        }))
    }

    /// What the store says of being made up.
    pub(crate) async fn read_made_up(&self) -> Result<MadeUp, Failure> {
        let row = self.store.read(Table::Meta, rows::DEMO).await.told()?;
        Ok(match row.as_deref() {
            Some(row) if row.starts_with(WHOLE) => MadeUp::Whole,
            Some(_) => MadeUp::Begun,
            None => MadeUp::No,
        })
    }

    /// Clears a demo hospital away that never became whole.
    async fn begin_anew(&mut self) -> Result<(), Failure> {
        self.store.wipe().await.told()?;
        self.session = None;
        self.lease = Some(store::take_lease(&self.store).await.told()?);
        self.look().await
    }

    fn last_day(&self, until: &str) -> Result<NaiveDate, Failure> {
        if until.trim().is_empty() {
            let today = self.civil_now().map(|now| now.date_naive());
            return today.ok_or_else(|| wrong("day", "", "Set the device's clock."));
        }
        let day = until.trim().parse();
        day.map_err(|_| wrong("day", until, "Write it as 2026-03-01."))
    }
}

/// The last day of a demo hospital, as its store says it.
pub(super) fn last_day_of(row: &[u8]) -> Option<NaiveDate> {
    core::str::from_utf8(row.get(WHOLE.len()..)?)
        .ok()?
        .parse()
        .ok()
}

/// What the store says of being made up, with the last day out of which the same hospital can be made again.
fn said(made_up: MadeUp, last_day: NaiveDate) -> Vec<u8> {
    let begins = match made_up {
        MadeUp::Whole => WHOLE,
        MadeUp::Begun | MadeUp::No => BEGUN,
    };
    [begins, last_day.to_string().as_bytes()].concat()
}
