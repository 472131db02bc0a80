//! Opening a record: its rows are unsealed, held against their places, and folded.

use std::sync::Arc;

use records::model::Encounter;
use records::{Kind, Log, RecordId};
use store::{Store, Table};
use vault::{Case, Key, RecordHash};

use crate::custodian::Custodian;
use crate::failure::Told as _;
use crate::protocol::Failure;
use crate::rows::{self, Header, OpenedOperation, RowFault};
use crate::session::Session;
use crate::surroundings::Surroundings;

/// An operation as its row holds it.
pub(crate) struct Row {
    pub(crate) arrival: u64,
    pub(crate) bytes: Vec<u8>,
}

impl Session {
    /// A record's name in the store.
    pub(crate) fn hash(&self, kind: Kind, record: RecordId) -> RecordHash {
        self.keyring.record_hash(rows::kind_name(kind), &record.0)
    }

    /// Opens one operation's row and holds what is inside against the place where it stood. The key of its epoch has to be
    /// at hand.
    pub(crate) fn open_row(&self, hash: RecordHash, row: &Row) -> Result<OpenedOperation, Failure> {
        let places = self.places();
        let told = |fault: RowFault| {
            let mut failure = fault.tell("operations");
            failure.place = format!("{}, arrival {}", failure.place, row.arrival);
            failure
        };
        let (header, sealed) = Header::read(&row.bytes).ok_or_else(|| told(RowFault::Malformed))?;
        let epoch = rows::epoch_of(places, hash, &header, sealed).map_err(told)?;
        let key = self
            .case_keys
            .get(&(hash, epoch))
            .ok_or_else(|| no_key(epoch))?;
        let opened =
            rows::open_operation(places, hash, key, epoch, (&header, sealed)).map_err(told)?;
        let operation = &opened.recorded.operation;
        if self.hash(operation.kind, operation.record) == hash {
            Ok(opened)
        } else {
            Err(told(RowFault::Exchanged))
        }
    }
}

impl<S: Store, W: Surroundings> Custodian<S, W> {
    /// Opens a record with its whole past. A record of which nothing is known is empty.
    pub(crate) async fn log(&mut self, kind: Kind, record: RecordId) -> Result<&Log, Failure> {
        if self.session_mut()?.log(record).is_none() {
            let log = self.read_log(kind, record).await?;
            self.session_mut()?.keep(record, log);
        }
        let session = self.session_mut()?;
        session.log(record).ok_or_else(|| no_key(0))
    }

    /// An encounter as it stands.
    pub(crate) async fn stay(&mut self, encounter: RecordId) -> Result<Arc<Encounter>, Failure> {
        let heads = self.log(Kind::Encounter, encounter).await?.state().heads();
        if let Some(stay) = self.session()?.stay(encounter, &heads) {
            return Ok(stay.clone());
        }
        let state = self.log(Kind::Encounter, encounter).await?.state();
        let stay: Arc<Encounter> = Arc::new(state.model());
        let session = self.session_mut()?;
        session.keep_stay(encounter, heads, stay.clone());
        Ok(stay)
    }

    /// Reads a record out of its rows.
    pub(crate) async fn read_log(&mut self, kind: Kind, record: RecordId) -> Result<Log, Failure> {
        let mut log = Log::new(kind);
        // The catalogue has a line for every record: what has none is new, and a long import does not look for it.
        if self.session()?.catalogue.get(record).is_none() {
            return Ok(log);
        }
        let hash = self.session()?.hash(kind, record);
        self.fetch_case_keys(hash).await?;
        let rows = self.operation_rows(hash).await?;
        let session = self.session()?;
        for row in &rows {
            log.insert(session.open_row(hash, row)?.recorded);
        }
        Ok(log)
    }

    /// A record's operations as they stand in the store.
    pub(crate) async fn operation_rows(&self, hash: RecordHash) -> Result<Vec<Row>, Failure> {
        let rows = self.rows(Table::Operations, &hash.0).await?;
        let rows = rows.into_iter().map(|row| Row {
            arrival: rows::number_of(&row.key).unwrap_or_default(),
            bytes: row.value,
        });
        Ok(rows.collect())
    }

    /// Has every key of a record at hand.
    pub(crate) async fn fetch_case_keys(&mut self, hash: RecordHash) -> Result<(), Failure> {
        let newest = self.session()?.keyring.newest();
        if self.session()?.case_keys.contains_key(&(hash, newest)) {
            return Ok(());
        }
        let rows = self.rows(Table::CaseKeys, &hash.0).await?;
        let session = self.session_mut()?;
        for row in rows {
            let opened = session.keyring.open_case_key(hash, &row.value).ok();
            let sound = opened.filter(|(_, epoch)| row.key == rows::case_key_key(hash, *epoch));
            let epoch = row.key.last_chunk().map(|epoch| u32::from_be_bytes(*epoch));
            let found = match (sound, epoch) {
                (Some((key, epoch)), _) => Some((epoch, key)),
                // It came before the keyring by which it could be held against anything, or was harmed: the key that every
                // device makes may be the one, and the rest of the record opens in any case.
                (None, Some(epoch)) => {
                    let made = session.keyring.derived_case_key(hash, epoch);
                    made.ok().map(|key| (epoch, key))
                }
                (None, None) => None,
            };
            if let Some((epoch, key)) = found {
                session.case_keys.entry((hash, epoch)).or_insert(key);
            }
        }
        Ok(())
    }

    /// The key that seals what is written on a record now. A new one also gives the row that holds it.
    pub(crate) async fn sealing_key(
        &mut self,
        hash: RecordHash,
    ) -> Result<Option<(Vec<u8>, Vec<u8>)>, Failure> {
        self.fetch_case_keys(hash).await?;
        let mut rng = self.world.rng();
        let session = self.session.as_mut().ok_or_else(|| no_key(0))?;
        let epoch = session.keyring.newest();
        if session.case_keys.contains_key(&(hash, epoch)) {
            return Ok(None);
        }
        let (key, wrapped): (Key<Case>, Vec<u8>) =
            session.keyring.make_case_key(hash, &mut rng).told()?;
        session.case_keys.insert((hash, epoch), key);
        Ok(Some((rows::case_key_key(hash, epoch), wrapped)))
    }
}

/// The newest key of a record should be at hand and is not.
pub(crate) fn no_case_key() -> Failure {
    no_key(0)
}

fn no_key(epoch: u32) -> Failure {
    Failure::new(
        "A record can't be opened.",
        format!("The key of epoch {epoch} with which it was sealed is not in the store."),
        "table case_keys",
        "Restore a backup.",
    )
}
