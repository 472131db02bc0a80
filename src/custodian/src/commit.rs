//! Writing: operations, bodies, the device's end and the audit entries that belong to them, in one batch. Nothing counts as
//! saved before the store has said that the batch is on the disk.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use access::audit::Event;
use records::model::Encounter;
use records::{Change, Kind, OpId, RecordId, Recorded, Reversal, State};
use serde::Serialize;
use serde::de::DeserializeOwned;
use store::{Batch, Durability, Store, StoreError, Table};
use vault::RecordHash;

use crate::catalogue::Slot;
use crate::custodian::Custodian;
use crate::failure::{Tell as _, Told as _};
use crate::protocol::Failure;
use crate::rows;
use crate::session::Session;
use crate::summary::Line;
use crate::surroundings::Surroundings;

/// One act on one record.
#[derive(Debug, Clone)]
pub(crate) struct Act {
    pub(crate) kind: Kind,
    pub(crate) record: RecordId,
    pub(crate) what: What,
    /// Why, in words; may be empty.
    pub(crate) reason: String,
}

/// What an act does.
#[derive(Debug, Clone)]
pub(crate) enum What {
    /// Sets fields.
    Changes(Vec<Change>),
    /// Sets fields by somebody who has seen this much of the record and no more: what came since stays beside it.
    Seen(Box<State>, Vec<Change>),
    /// Takes an operation back.
    Undo(Reversal),
}

/// What is written together.
#[derive(Debug, Default)]
pub(crate) struct Work {
    pub(crate) acts: Vec<Act>,
    pub(crate) audit: Vec<Event>,
    /// Further rows.
    pub(crate) rows: Batch,
    /// The rows came from another device: none of them waits to be sent.
    pub(crate) brought: bool,
}

impl Work {
    /// Sets fields of a record.
    pub(crate) fn change(kind: Kind, record: RecordId, changes: Vec<Change>, reason: &str) -> Self {
        Self {
            acts: vec![Act {
                kind,
                record,
                what: What::Changes(changes),
                reason: reason.to_owned(),
            }],
            ..Self::default()
        }
    }
}

/// Why a batch was not written.
enum Stopped {
    /// It was not even tried.
    Before(Failure),
    /// The store did not take it.
    ByStore(StoreError),
}

impl From<Failure> for Stopped {
    fn from(failure: Failure) -> Self {
        Self::Before(failure)
    }
}

/// Most records of a batch that are written where they lie. They are all open then: more would push each other out.
const FEW: usize = 8;

/// Where an encounter's documents lie.
const DOCUMENTS: &str = "documents";

/// Whether each act is the only one on its record, and one operation: then no state has to be copied to write the next on.
fn stand_alone(acts: &[Act]) -> bool {
    let records: BTreeSet<RecordId> = acts.iter().map(|act| act.record).collect();
    acts.len() <= FEW
        && records.len() == acts.len()
        && !acts.iter().any(|act| matches!(act.what, What::Undo(_)))
}

/// What is kept of a record's new state beside the operations.
struct Read {
    kind: Kind,
    line: Line,
    /// An encounter's model, and where it was read.
    stay: Option<(Vec<OpId>, Arc<Encounter>)>,
}

impl Read {
    /// `before` is the encounter without what was just done, where none of that is in its documents.
    fn of(state: &State, before: Option<&Encounter>) -> Self {
        let kind = state.kind();
        if kind != Kind::Encounter {
            let line = Line::of(state);
            return Self {
                kind,
                line,
                stay: None,
            };
        }
        let stay = Arc::new(match before {
            Some(before) => Encounter {
                documents: before.documents.clone(),
                ..state.model_without(DOCUMENTS)
            },
            None => state.model(),
        });
        debug_assert_eq!(*stay, state.model(), "nothing was left behind");
        Self {
            kind,
            line: Line::of_stay(&stay, state.conflicts().len() as u32),
            stay: Some((state.heads(), stay)),
        }
    }
}

impl Session {
    fn take_in(&mut self, record: RecordId, read: Read) {
        let Read { kind, line, stay } = read;
        if let Some((heads, stay)) = stay {
            self.keep_stay(record, heads, stay);
        }
        self.catalogue.put(Slot { record, kind, line });
    }
}

impl<S: Store, W: Surroundings> Custodian<S, W> {
    /// Writes, and returns the operations once they are on the disk.
    pub(crate) async fn commit(&mut self, work: Work) -> Result<Vec<OpId>, Failure> {
        self.commit_with(work, Durability::Strict).await
    }

    /// Writes without waiting for the disk, in the middle of a long work whose last batch waits.
    pub(crate) async fn commit_with(
        &mut self,
        work: Work,
        durability: Durability,
    ) -> Result<Vec<OpId>, Failure> {
        loop {
            match self.try_commit(&work, durability).await {
                Ok(written) => return Ok(written),
                Err(Stopped::ByStore(error)) if self.trail_went_on(&error).await? => {}
                Err(Stopped::ByStore(error)) => return Err(error.tell()),
                Err(Stopped::Before(failure)) => return Err(failure),
            }
        }
    }

    async fn try_commit(
        &mut self,
        work: &Work,
        durability: Durability,
    ) -> Result<Vec<OpId>, Stopped> {
        let audit = self.audit;
        let mut made = Vec::new();
        let tried = self.write_work(work, durability, &mut made).await;
        if tried.is_err() {
            // Nothing was written: the next try begins where this one did.
            self.audit = audit;
            if let Some(session) = &mut self.session {
                for act in &work.acts {
                    session.close(act.record);
                }
                for key in made {
                    session.case_keys.remove(&key);
                }
            }
        }
        tried
    }

    /// `made` hears of keys that were made for the batch, and are worth nothing without it.
    async fn write_work(
        &mut self,
        work: &Work,
        durability: Durability,
        made: &mut Vec<(RecordHash, u32)>,
    ) -> Result<Vec<OpId>, Stopped> {
        let mut hand = self.session()?.hand;
        let mut batch = work.rows.clone();
        let mut written: Vec<(RecordId, Recorded)> = Vec::new();
        let mut states: BTreeMap<RecordId, State> = BTreeMap::new();
        let mut arrival = self.arrivals;
        let alone = stand_alone(&work.acts);
        for act in &work.acts {
            if alone {
                let now = self.world.now().millis;
                let state = self.log(act.kind, act.record).await?.state();
                let (state, changes) = match &act.what {
                    What::Seen(seen, changes) => (&**seen, changes),
                    What::Changes(changes) => (state, changes),
                    What::Undo(_) => continue,
                };
                let recorded =
                    hand.write(act.record, state, changes.clone(), &act.reason, None, now);
                arrival += 1;
                let key = self
                    .put_operation(&mut batch, act, &recorded, arrival)
                    .await?;
                made.extend(key);
                written.push((act.record, recorded));
                continue;
            }
            let state = match states.entry(act.record) {
                Entry::Occupied(entry) => entry.into_mut(),
                Entry::Vacant(entry) => {
                    entry.insert(self.log(act.kind, act.record).await?.state().clone())
                }
            };
            let now = self.world.now().millis;
            let acted = match &act.what {
                What::Changes(changes) => {
                    vec![hand.write(act.record, state, changes.clone(), &act.reason, None, now)]
                }
                What::Seen(seen, changes) => {
                    vec![hand.write(act.record, seen, changes.clone(), &act.reason, None, now)]
                }
                What::Undo(reversal) => hand.take_back(act.record, state, reversal.clone(), now),
            };
            for recorded in acted {
                arrival += 1;
                state.apply(&recorded);
                let key = self
                    .put_operation(&mut batch, act, &recorded, arrival)
                    .await?;
                made.extend(key);
                written.push((act.record, recorded));
            }
        }
        for event in &work.audit {
            self.put_audit(&mut batch, event)?;
        }
        let end = self.put_end(&mut batch, hand, arrival)?;
        let done = if work.brought {
            self.put_in_store(batch, durability).await
        } else {
            self.try_write(batch, durability).await
        };
        done.map_err(Stopped::ByStore)?;
        self.arrivals = arrival;
        let ids = written.iter().map(|(_, recorded)| recorded.id).collect();
        let session = self.session_mut()?;
        session.hand = hand;
        session.ends = end.devices;
        for (record, recorded) in written {
            let Some(heads) = session.log(record).map(|log| log.state().heads()) else {
                continue;
            };
            let mut changes = recorded.operation.changes.iter();
            let before = session
                .stay(record, &heads)
                .filter(|_| !changes.any(|change| change.field.is_within(DOCUMENTS)))
                .cloned();
            let Some(log) = session.log_mut(record) else {
                continue;
            };
            log.insert(recorded);
            if alone {
                let read = Read::of(log.state(), before.as_deref());
                session.take_in(record, read);
            }
        }
        for (record, state) in states {
            session.take_in(record, Read::of(&state, None));
        }
        Ok(ids)
    }

    /// A change of the typed model, written as one operation. Nothing is written where nothing changes.
    pub(crate) async fn edit<T>(
        &mut self,
        (kind, record): (Kind, RecordId),
        reason: &str,
        audit: Vec<Event>,
        change: impl FnOnce(&mut T),
    ) -> Result<Option<OpId>, Failure>
    where
        T: Serialize + DeserializeOwned + Default + Clone,
    {
        let state = self.log(kind, record).await?.state();
        let before: T = state.model();
        let mut after = before.clone();
        change(&mut after);
        let changes = state.changes(&before, &after);
        if changes.is_empty() {
            return Ok(None);
        }
        let work = Work {
            audit,
            ..Work::change(kind, record, changes, reason)
        };
        Ok(self.commit(work).await?.pop())
    }

    async fn put_operation(
        &mut self,
        batch: &mut Batch,
        act: &Act,
        recorded: &Recorded,
        arrival: u64,
    ) -> Result<Option<(RecordHash, u32)>, Failure> {
        let hash = self.session()?.hash(act.kind, act.record);
        let made = self.sealing_key(hash).await?;
        let mut rng = self.world.rng();
        let session = self.session()?;
        let epoch = session.keyring.newest();
        let made = made.map(|(key, wrapped)| {
            batch.put(Table::CaseKeys, key, wrapped);
            (hash, epoch)
        });
        let key = session
            .case_keys
            .get(&(hash, epoch))
            .ok_or_else(crate::reading::no_case_key)?;
        let signature = session.device_key.sign(&recorded.digest);
        let row = rows::seal_operation(
            session.places(),
            hash,
            (key, epoch),
            recorded,
            &signature,
            &mut rng,
        )
        .told()?;
        batch.must_be_absent(Table::Operations, rows::operation_key(hash, arrival));
        batch.put(Table::Operations, rows::operation_key(hash, arrival), row);
        let arrived = [&hash.0[..], &recorded.id.0[..]].concat();
        batch.must_be_absent(Table::Arrivals, arrival.to_be_bytes());
        batch.put(Table::Arrivals, arrival.to_be_bytes(), arrived);
        Ok(made)
    }
}
