//! Operations of another copy of the facility's records come in: of a profile that was copied, of an old copy that was put
//! back and written to, of another device. Each is held against its seal, its place, its device's signature and its
//! device's chain. Nothing that is sound is left out: what can't be used yet is kept and tried again.
//!
//! Operations only: the texts of documents that they name, and the other copy's audit trail, do not come with them.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use access::audit::{Event, Happened};
use records::{Kind, Log, OpId, RecordId, Recorded, Unreadable};
use sha2::{Digest as _, Sha256};
use store::{Batch, Durability, Row, Store, Table};
use vault::{Case, Key, RecordHash};

use super::candidates::{Candidate, distinct};
use super::taken::New;
use crate::custodian::Custodian;
use crate::devices::{Lines, Signers};
use crate::failure::Told as _;
use crate::protocol::Failure;
use crate::rows::{self, Header, OpenedOperation, RowFault};
use crate::surroundings::Surroundings;

/// Rows of another copy, as they stand there.
#[derive(Debug, Clone, Default)]
pub struct Brought {
    /// Rows of table `case_keys`.
    pub case_keys: Vec<Row>,
    /// Rows of table `operations`. Under which numbers they arrived there does not matter.
    pub operations: Vec<Row>,
    /// Whether what was kept for later is tried again.
    pub again: bool,
}

/// What came of them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TakenIn {
    /// Operations that are new here.
    pub taken: u64,
    /// Operations that were here already.
    pub known: u64,
    /// Operations kept for later: of a newer version, of keys or devices not known here yet.
    pub deferred: u64,
    /// Rows that are not sound, and were left out.
    pub refused: Vec<Failure>,
    /// Numbers that a device gave twice. All operations count.
    pub forks: Vec<Failure>,
}

/// What is wrong with a brought row, if it can't be used now.
enum Fate {
    Later,
    /// Its seal does not hold: somebody changed it, or another keyring has another key under that epoch's number.
    Doubtful(Failure),
    Never(Failure),
}

/// Keys of records, by epoch.
type Keys = HashMap<(RecordHash, u32), Key<Case>>;

/// A row that opens. Whether its device has signed it is another matter.
type Opened = (OpenedOperation, Candidate);

impl<S: Store, W: Surroundings> Custodian<S, W> {
    /// Takes in rows of another copy.
    ///
    /// # Errors
    /// Where nobody has unlocked, or the store can't be read or written. What was written before that is whole.
    pub async fn take_in(&mut self, brought: &Brought) -> Result<TakenIn, Failure> {
        let told = self.happened(Happened::Imported)?;
        self.take_in_telling(brought, Some(told), false)
            .await
            .map(|(result, _)| result)
    }

    /// Takes in rows that the server kept, and gives the records that they are on. The trail does not tell of it: the server's
    /// shelf does.
    pub(crate) async fn take_in_brought(
        &mut self,
        brought: &Brought,
    ) -> Result<BTreeSet<(Kind, RecordId)>, Failure> {
        self.take_in_noting(brought, true).await
    }

    /// Takes in rows of a file: they wait to be sent on.
    pub(crate) async fn take_in_from_file(
        &mut self,
        brought: &Brought,
    ) -> Result<BTreeSet<(Kind, RecordId)>, Failure> {
        self.take_in_noting(brought, false).await
    }

    async fn take_in_noting(
        &mut self,
        brought: &Brought,
        of_shelf: bool,
    ) -> Result<BTreeSet<(Kind, RecordId)>, Failure> {
        let (taken, records) = self.take_in_telling(brought, None, of_shelf).await?;
        let session = self.session_mut()?;
        for finding in taken.refused.into_iter().chain(taken.forks) {
            session.found(finding);
        }
        Ok(records)
    }

    async fn take_in_telling(
        &mut self,
        brought: &Brought,
        told: Option<Event>,
        of_shelf: bool,
    ) -> Result<(TakenIn, BTreeSet<(Kind, RecordId)>), Failure> {
        let mut result = TakenIn::default();
        let mut rows: BTreeMap<RecordHash, BTreeMap<OpId, Vec<Candidate>>> = BTreeMap::new();
        // They arrive here in the order in which they came: what the facility's record began with is told by it.
        let mut place: BTreeMap<OpId, usize> = BTreeMap::new();
        let kept = match brought.again {
            true => self.rows(Table::Meta, rows::DEFERRED).await?,
            false => Vec::new(),
        };
        let deferred = kept.iter().map(|row| {
            let key = row.key.get(rows::DEFERRED.len()..).unwrap_or_default();
            (key.first_chunk::<16>(), &row.value, Some(&row.key))
        });
        let came = brought.operations.iter();
        let came = came.map(|row| (row.key.first_chunk::<16>(), &row.value, None));
        for (hash, value, key) in deferred.chain(came) {
            match (hash, Header::read(value)) {
                (Some(hash), Some((header, _))) => {
                    let of = rows.entry(RecordHash(*hash)).or_default();
                    let next = place.len();
                    place.entry(header.id).or_insert(next);
                    of.entry(header.id).or_default().push(Candidate {
                        value: value.clone(),
                        waits: key.cloned(),
                    });
                }
                _ => result.refused.push(RowFault::Malformed.tell("operations")),
            }
        }
        let facility = self.session()?.facility_record();
        let facility = self.session()?.hash(Kind::Facility, facility);
        let session = self.session()?;
        let mut signers = Signers::of_lines(&session.lines, &session.keyring);
        let keys = self.brought_keys(&brought.case_keys)?;
        // The facility comes first: it says with which keys devices sign.
        let mut order: Vec<RecordHash> = rows.keys().copied().collect();
        order.sort_by_key(|hash| *hash != facility);
        let (mut new, mut gone) = (Vec::new(), Vec::new());
        let mut later = Batch::new();
        let mut defer = |hash, id, candidate: &Candidate| {
            if candidate.waits.is_none() {
                let digest = Sha256::digest(&candidate.value).into();
                let key = rows::deferred_key(hash, id, &digest);
                later.put(Table::Meta, key, candidate.value.clone());
            }
        };
        for hash in order {
            let of = rows.remove(&hash).unwrap_or_default();
            let mut of: Vec<(OpId, Vec<Candidate>)> = of.into_iter().collect();
            of.sort_by_key(|(id, _)| place.get(id).copied());
            let own: BTreeSet<OpId> = self.ids_of(hash).await?;
            self.fetch_case_keys(hash).await?;
            let (mut opened, mut waiting) = (Vec::new(), BTreeMap::new());
            for (id, candidates) in of {
                let (candidates, waits) = distinct(candidates);
                if own.contains(&id) {
                    result.known += 1;
                    gone.extend(waits);
                    continue;
                }
                waiting.insert(id, waits);
                for candidate in candidates {
                    match self.open_brought(hash, &candidate.value, &keys)? {
                        Ok(operation) => opened.push((operation, candidate)),
                        Err(Fate::Never(failure)) => result.refused.push(failure),
                        // It may come once only: it is kept for a keyring that opens it, and shown.
                        Err(Fate::Doubtful(failure)) if told.is_none() => {
                            result.refused.push(failure);
                            result.deferred += 1;
                            defer(hash, id, &candidate);
                        }
                        Err(Fate::Doubtful(failure)) => result.refused.push(failure),
                        Err(Fate::Later) => {
                            result.deferred += 1;
                            defer(hash, id, &candidate);
                        }
                    }
                }
            }
            if hash == facility {
                signers.extend(self.signers_with(&opened).await?);
            }
            for (operation, candidate) in opened {
                let id = operation.recorded.id;
                match signers.signed(&operation) {
                    // It was taken by another row of its name.
                    Some(true) if !waiting.contains_key(&id) => {}
                    Some(true) => {
                        let waits = waiting.remove(&id).unwrap_or_default();
                        let waited = candidate.waits.is_some();
                        let row = self.sealed_here(hash, &operation, candidate.value).await?;
                        let recorded = operation.recorded;
                        new.push(New {
                            hash,
                            recorded,
                            row,
                            waited,
                            waits,
                        });
                    }
                    Some(false) => result.refused.push(unsigned(&operation.recorded)),
                    None => {
                        result.deferred += 1;
                        defer(hash, id, &candidate);
                    }
                }
            }
        }
        result.taken = new.len() as u64;
        if !later.changes().is_empty() {
            self.write(later).await?;
        }
        let suspects = self.numbered_before(&new)?;
        let records = self
            .write_taken(&new, gone, told.as_ref(), of_shelf)
            .await?;
        result.forks = self.forks(suspects).await?;
        Ok((result, records))
    }

    /// Keys that came with the rows.
    fn brought_keys(&self, case_keys: &[Row]) -> Result<Keys, Failure> {
        let session = self.session()?;
        let mut keys = Keys::new();
        for row in case_keys {
            let Some(hash) = row.key.first_chunk::<16>().map(|hash| RecordHash(*hash)) else {
                continue;
            };
            if let Ok((key, epoch)) = session.keyring.open_case_key(hash, &row.value) {
                keys.insert((hash, epoch), key);
            }
        }
        Ok(keys)
    }

    /// Operations of a record that are here.
    async fn ids_of(&self, hash: RecordHash) -> Result<BTreeSet<OpId>, Failure> {
        let rows = self.operation_rows(hash).await?;
        let ids = rows
            .iter()
            .filter_map(|row| Header::read(&row.bytes).map(|(header, _)| header.id));
        Ok(ids.collect())
    }

    /// Opens a brought row, by the key that is here or by the one that came with it.
    fn open_brought(
        &self,
        hash: RecordHash,
        value: &[u8],
        keys: &Keys,
    ) -> Result<Result<OpenedOperation, Fate>, Failure> {
        let session = self.session()?;
        let places = session.places();
        let Some((header, sealed)) = Header::read(value) else {
            return Ok(Err(Fate::Never(RowFault::Malformed.tell("operations"))));
        };
        let epoch = match rows::epoch_of(places, hash, &header, sealed) {
            Ok(epoch) => epoch,
            Err(fault) => return Ok(Err(fate(fault))),
        };
        if !session.keyring.epochs().any(|held| held == epoch) {
            return Ok(Err(Fate::Later));
        }
        let own = session.case_keys.get(&(hash, epoch));
        let other = keys.get(&(hash, epoch));
        // What every device makes of itself, where the row with the key is another's or was lost.
        let made = session.keyring.derived_case_key(hash, epoch).ok();
        let mut found = Err(Fate::Later);
        for key in [own, other, made.as_ref()].into_iter().flatten() {
            found = rows::open_operation(places, hash, key, epoch, (&header, sealed)).map_err(fate);
            if found.is_ok() {
                break;
            }
        }
        let opened = match found {
            Ok(opened) => opened,
            Err(fate) => return Ok(Err(fate)),
        };
        let operation = &opened.recorded.operation;
        if session.hash(operation.kind, operation.record) != hash {
            return Ok(Err(Fate::Never(RowFault::Exchanged.tell("operations"))));
        }
        Ok(Ok(opened))
    }

    /// The row as it is kept here: as it came where the key here opens it, and otherwise sealed anew.
    async fn sealed_here(
        &mut self,
        hash: RecordHash,
        operation: &OpenedOperation,
        value: Vec<u8>,
    ) -> Result<Vec<u8>, Failure> {
        let places = self.session()?.places();
        if let Some((header, sealed)) = Header::read(&value)
            && let Ok(epoch) = rows::epoch_of(places, hash, &header, sealed)
            && let Some(own) = self.session()?.case_keys.get(&(hash, epoch))
            && rows::open_operation(places, hash, own, epoch, (&header, sealed)).is_ok()
        {
            return Ok(value);
        }
        if let Some((key, wrapped)) = self.sealing_key(hash).await? {
            // By itself: a key without rows does no harm, rows without their key would.
            let mut batch = Batch::new();
            batch.put(Table::CaseKeys, key, wrapped);
            if let Err(failure) = self.write_with(batch, Durability::Strict).await {
                let newest = self.session()?.keyring.newest();
                self.session_mut()?.case_keys.remove(&(hash, newest));
                return Err(failure);
            }
        }
        let mut rng = self.world.rng();
        let session = self.session()?;
        let epoch = session.keyring.newest();
        let key = session
            .case_keys
            .get(&(hash, epoch))
            .ok_or_else(crate::reading::no_case_key)?;
        rows::seal_operation(
            places,
            hash,
            (key, epoch),
            &operation.recorded,
            &operation.signature,
            &mut rng,
        )
        .told()
    }

    /// Devices the facility has with what was brought of it.
    async fn signers_with(&mut self, opened: &[Opened]) -> Result<Signers, Failure> {
        let record = self.session()?.facility_record();
        let mut log: Log = self.log(Kind::Facility, record).await?.clone();
        for (operation, _) in opened {
            log.insert(operation.recorded.clone());
        }
        let mut lines = Lines::of(opened.iter().map(|(operation, _)| &operation.recorded));
        lines.add(&log.state().model());
        Ok(Signers::of_lines(&lines, &self.session()?.keyring))
    }
}

fn fate(fault: RowFault) -> Fate {
    match fault {
        RowFault::Unreadable(Unreadable::Newer(_)) => Fate::Later,
        RowFault::Seal(_) => Fate::Doubtful(fault.tell("operations")),
        fault => Fate::Never(fault.tell("operations")),
    }
}

fn unsigned(recorded: &Recorded) -> Failure {
    Failure::new(
        "A change that was brought is not signed by its device.",
        "Its signature is another one's.",
        format!(
            "change {} of device {}",
            recorded.operation.sequence, recorded.operation.device
        ),
        "Tell your privacy officer.",
    )
}
