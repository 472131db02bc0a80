//! What an import means to bring, written before the first document and taken out after the last: where it is interrupted,
//! the chart says which documents are in it and which are not.

use chrono::FixedOffset;
use records::model::Encounter;
use records::{BodyId, EntryId, Kind, RecordId};
use serde::{Deserialize, Serialize};
use store::{Batch, Durability, Store, Table};

use super::forms::shown;
use super::page::versions;
use crate::custodian::Custodian;
use crate::failure::Told as _;
use crate::protocol::{Failure, Unfinished};
use crate::rows;
use crate::surroundings::Surroundings;

/// An import under way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Journal {
    pub(super) file: String,
    pub(super) sha256: String,
    pub(super) began: i64,
    /// Documents with their titles.
    pub(super) documents: Vec<(EntryId, String)>,
    /// Attachments with their lengths.
    pub(super) attachments: Vec<(BodyId, u64)>,
}

impl<S: Store, W: Surroundings> Custodian<S, W> {
    /// Puts an import's journal into a batch.
    pub(super) fn put_journal(
        &self,
        batch: &mut Batch,
        encounter: RecordId,
        journal: &Journal,
    ) -> Result<(), Failure> {
        let session = self.session()?;
        let hash = session.hash(Kind::Encounter, encounter);
        let epoch = session.keyring.newest();
        let key = session.keyring.catalogue(epoch).told()?;
        let place = session.places().import(hash, epoch);
        let bytes = postcard::to_stdvec(journal).unwrap_or_default();
        let sealed = vault::seal(key, &place, &bytes, &mut self.world.rng()).told()?;
        batch.put(Table::Meta, rows::import_key(hash), sealed);
        Ok(())
    }

    /// Takes the journal out.
    pub(super) fn drop_journal(
        &self,
        batch: &mut Batch,
        encounter: RecordId,
    ) -> Result<(), Failure> {
        let hash = self.session()?.hash(Kind::Encounter, encounter);
        batch.delete(Table::Meta, rows::import_key(hash));
        Ok(())
    }

    async fn journal(&self, encounter: RecordId) -> Result<Option<Journal>, Failure> {
        let session = self.session()?;
        let hash = session.hash(Kind::Encounter, encounter);
        let row = self.store.read(Table::Meta, &rows::import_key(hash)).await;
        let Some(sealed) = row.told()? else {
            return Ok(None);
        };
        let epoch = vault::epoch_of(&session.places().import(hash, 0), &sealed).told()?;
        let place = session.places().import(hash, epoch);
        let key = session.keyring.catalogue(epoch).told()?;
        let bytes = vault::open(key, &place, &sealed).told()?;
        Ok(postcard::from_bytes(&bytes).ok())
    }

    /// The import that did not come to its end, if there is one; not while it is under way.
    pub(super) async fn unfinished(
        &self,
        encounter: RecordId,
        stay: &Encounter,
    ) -> Result<Option<Unfinished>, Failure> {
        if self.imports_into(encounter)? {
            return Ok(None);
        }
        let Some(journal) = self.journal(encounter).await? else {
            return Ok(None);
        };
        let offset = FixedOffset::east_opt(i32::from(self.world.now().offset_minutes) * 60);
        let began = chrono::DateTime::from_timestamp_millis(journal.began)
            .zip(offset)
            .map(|(began, offset)| began.with_timezone(&offset));
        let (here, missing): (Vec<_>, Vec<_>) = journal
            .documents
            .into_iter()
            .partition(|(id, _)| stay.documents.contains_key(id));
        let titles = |of: Vec<(EntryId, String)>| of.into_iter().map(|(_, title)| title).collect();
        Ok(Some(Unfinished {
            file: journal.file,
            began: shown(began),
            here: titles(here),
            missing: titles(missing),
        }))
    }

    /// The rest of an interrupted import is not awaited any more: what nothing names is taken out of the store.
    pub(super) async fn forgo(&mut self, encounter: RecordId) -> Result<(), Failure> {
        let stay = self.encounter(encounter).await?;
        let ask = super::rights::Ask::on(access::Action::Create, access::RecordKind::Document, "");
        self.pass(encounter, &stay, ask).await?;
        let Some(journal) = self.journal(encounter).await? else {
            return Ok(());
        };
        let mut batch = Batch::new();
        for (id, len) in journal.attachments {
            if !names(&stay, id) {
                self.drop_attachment(&mut batch, (Kind::Encounter, encounter), (id, len))
                    .await?;
            }
        }
        self.drop_journal(&mut batch, encounter)?;
        self.write_with(batch, Durability::Strict).await
    }
}

/// Whether a chart names an attachment: as a document, or as the file that documents came in.
pub(super) fn names(stay: &Encounter, id: BodyId) -> bool {
    stay.documents.values().any(|document| {
        versions(document).any(|body| body.id == id)
            || document
                .provenance
                .as_ref()
                .is_some_and(|from| named_by(&from.file_sha256) == Some(id))
    })
}

/// The attachment that a digest in hexadecimal names.
pub(crate) fn named_by(sha256: &str) -> Option<BodyId> {
    let mut digest = [0; 32];
    if sha256.len() != 64 || !sha256.is_ascii() {
        return None;
    }
    for (place, byte) in digest.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&sha256[2 * place..2 * place + 2], 16).ok()?;
    }
    Some(super::bodies::attachment_id(&digest))
}
