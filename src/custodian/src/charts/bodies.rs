//! Bodies: the words of documents whole in one row, attachments in sealed chunks. A body never changes; what is written
//! under a name is written once.

use records::model::{Body, Media};
use records::{BodyId, Kind, RecordId};
use sha2::{Digest as _, Sha256};
use store::{Batch, Durability, Store, Table};
use vault::RecordHash;
use vault::attachment::{HEADER_LEN, Layout, Sealer};

use crate::custodian::Custodian;
use crate::failure::Told as _;
use crate::hex::hex;
use crate::protocol::Failure;
use crate::rows;
use crate::surroundings::Surroundings;

/// Chunks that are written together.
const AT_ONCE: u32 = 4;

/// Words that go beside a record.
#[derive(Debug, Clone)]
pub(crate) struct Words {
    pub(crate) id: BodyId,
    pub(crate) text: String,
}

/// An attachment's name in its chart: the same bytes are kept once.
pub(crate) fn attachment_id(sha256: &[u8; 32]) -> BodyId {
    let mut id = [0; 16];
    id.copy_from_slice(&sha256[..16]);
    BodyId(id)
}

/// The name of the words found in an attachment.
pub(crate) fn words_of(attachment: BodyId) -> BodyId {
    let digest: [u8; 32] = Sha256::new()
        .chain_update(b"words of ")
        .chain_update(attachment.0)
        .finalize()
        .into();
    attachment_id(&digest)
}

/// What the record says of words.
pub(crate) fn body_of(words: &Words) -> Body {
    Body {
        id: words.id,
        media: Media::Text,
        bytes: words.text.len() as u64,
        sha256: hex(&Sha256::digest(words.text.as_bytes())),
    }
}

impl<S: Store, W: Surroundings> Custodian<S, W> {
    /// A new name for a body.
    pub(crate) fn new_body(&self) -> BodyId {
        BodyId(self.new_id())
    }

    /// Sixteen bytes that nobody has used.
    pub(crate) fn new_id(&self) -> [u8; 16] {
        vault::OperationId::make(&mut self.world.rng()).0
    }

    /// Puts words into a batch.
    pub(crate) async fn put_words(
        &mut self,
        batch: &mut Batch,
        (kind, record): (Kind, RecordId),
        words: &Words,
    ) -> Result<(), Failure> {
        let hash = self.session()?.hash(kind, record);
        if let Some((key, wrapped)) = self.sealing_key(hash).await? {
            batch.put(Table::CaseKeys, key, wrapped);
        }
        let mut rng = self.world.rng();
        let session = self.session()?;
        let epoch = session.keyring.newest();
        let key = session
            .case_keys
            .get(&(hash, epoch))
            .ok_or_else(crate::reading::no_case_key)?;
        let place = session.places().body(hash, words.id, epoch);
        let sealed = vault::seal(key, &place, words.text.as_bytes(), &mut rng).told()?;
        batch.put(Table::Bodies, rows::text_key(hash, words.id), sealed);
        Ok(())
    }

    /// Words by their names, in the order asked; none for a name under which nothing stands.
    pub(crate) async fn words(
        &mut self,
        (kind, record): (Kind, RecordId),
        bodies: &[BodyId],
    ) -> Result<Vec<Option<String>>, Failure> {
        let hash = self.session()?.hash(kind, record);
        self.fetch_case_keys(hash).await?;
        let keys: Vec<Vec<u8>> = bodies
            .iter()
            .map(|body| rows::text_key(hash, *body))
            .collect();
        let rows = self.store.read_many(Table::Bodies, &keys).await.told()?;
        let places = self.session()?.places();
        let mut texts = Vec::with_capacity(rows.len());
        for (body, sealed) in bodies.iter().zip(rows) {
            let Some(sealed) = sealed else {
                texts.push(None);
                continue;
            };
            let epoch = vault::epoch_of(&places.body(hash, *body, 0), &sealed).told()?;
            let key = self.case_key(hash, epoch).await?;
            let opened = vault::open(key, &places.body(hash, *body, epoch), &sealed).told()?;
            let text = core::str::from_utf8(&opened).map_err(|_| altered(*body))?;
            texts.push(Some(text.to_owned()));
        }
        Ok(texts)
    }

    /// The key of a record in an epoch.
    async fn case_key(
        &mut self,
        hash: RecordHash,
        epoch: u32,
    ) -> Result<&vault::Key<vault::Case>, Failure> {
        self.fetch_case_keys(hash).await?;
        self.session()?
            .case_keys
            .get(&(hash, epoch))
            .ok_or_else(crate::reading::no_case_key)
    }

    /// The words of a body as the record names it: not one letter is another.
    pub(crate) async fn words_as_named(
        &mut self,
        of: (Kind, RecordId),
        body: &Body,
    ) -> Result<String, Failure> {
        let text = self.words(of, &[body.id]).await?.pop().flatten();
        let text = text.ok_or_else(|| missing(body.id))?;
        if hex(&Sha256::digest(text.as_bytes())) == body.sha256 {
            Ok(text)
        } else {
            Err(altered(body.id))
        }
    }

    /// Writes an attachment, a few chunks at a time, without waiting for the disk: what names it is written after it and
    /// waits. Nothing names it yet where this is interrupted.
    pub(crate) async fn put_attachment(
        &mut self,
        (kind, record): (Kind, RecordId),
        content: &[u8],
    ) -> Result<(BodyId, String), Failure> {
        let digest: [u8; 32] = Sha256::digest(content).into();
        let id = attachment_id(&digest);
        let hash = self.session()?.hash(kind, record);
        let mut batch = Batch::new();
        if let Some((key, wrapped)) = self.sealing_key(hash).await? {
            batch.put(Table::CaseKeys, key, wrapped);
        }
        let session = self.session()?;
        let epoch = session.keyring.newest();
        let key = session
            .case_keys
            .get(&(hash, epoch))
            .ok_or_else(crate::reading::no_case_key)?;
        let place = session.places().body(hash, id, epoch);
        let len = content.len() as u64;
        let sealer = Sealer::begin(key, &place, len, &digest).told()?;
        let layout = sealer.layout();
        let mut header = sealer.header().to_vec();
        header.extend_from_slice(&layout.sealed_len().to_be_bytes());
        batch.put(Table::Bodies, rows::attachment_key(hash, id, epoch), header);
        for chunk in 0..layout.chunks() {
            let range = layout.content_range(chunk, len);
            let part = &content[range.start as usize..range.end as usize];
            let frame = layout.frame(chunk, len, part);
            let sealed = self.world.seal_chunk(&sealer, chunk, frame).await?;
            batch.put(
                Table::Bodies,
                rows::chunk_key(hash, id, epoch, chunk),
                sealed,
            );
            if (chunk + 1) % AT_ONCE == 0 || layout.is_last(chunk) {
                let some = core::mem::take(&mut batch);
                self.write_with(some, Durability::Relaxed).await?;
            }
        }
        Ok((id, hex(&digest)))
    }

    /// One chunk of an attachment, and whether it is the last. `len` is the length that the record names.
    pub(crate) async fn chunk(
        &mut self,
        (kind, record): (Kind, RecordId),
        id: BodyId,
        len: u64,
        chunk: u32,
    ) -> Result<(Vec<u8>, bool), Failure> {
        let hash = self.session()?.hash(kind, record);
        let prefix = rows::attachments_of(hash, id);
        let mut found = Err(missing(id));
        // Of several, one that is whole: the newest is likely to be.
        for row in self.rows(Table::Bodies, &prefix).await?.iter().rev() {
            let epoch = row.key.last_chunk().map(|epoch| u32::from_be_bytes(*epoch));
            let at = (hash, id, epoch.unwrap_or_default());
            found = self.chunk_of(at, &row.value, len, chunk).await;
            if found.is_ok() {
                break;
            }
        }
        found
    }

    async fn chunk_of(
        &mut self,
        (hash, id, epoch): (RecordHash, BodyId, u32),
        header: &[u8],
        len: u64,
        chunk: u32,
    ) -> Result<(Vec<u8>, bool), Failure> {
        let layout = Layout::of_content(len).told()?;
        let key = rows::chunk_key(hash, id, epoch, chunk);
        let sealed = self.store.read(Table::Bodies, &key).await.told()?;
        let sealed = sealed.ok_or_else(|| missing(id))?;
        let (header, sealed_len) = header
            .split_at_checked(HEADER_LEN)
            .ok_or_else(|| altered(id))?;
        if *sealed_len != layout.sealed_len().to_be_bytes() {
            return Err(altered(id));
        }
        let place = self.session()?.places().body(hash, id, epoch);
        let key = self.case_key(hash, epoch).await?;
        let sealer = Sealer::resume(key, &place, header, layout.sealed_len()).told()?;
        let opened = self.world.open_chunk(&sealer, chunk, &sealed).await?;
        let content = layout
            .content(chunk, len, &opened)
            .ok_or_else(|| altered(id))?;
        Ok((content.to_vec(), layout.is_last(chunk)))
    }

    /// Takes the rows of an attachment that nothing names out of a chart.
    pub(crate) async fn drop_attachment(
        &self,
        batch: &mut Batch,
        (kind, record): (Kind, RecordId),
        (id, len): (BodyId, u64),
    ) -> Result<(), Failure> {
        let hash = self.session()?.hash(kind, record);
        let chunks = Layout::of_content(len).told()?.chunks();
        let prefix = rows::attachments_of(hash, id);
        for row in self.rows(Table::Bodies, &prefix).await? {
            let epoch = row.key.last_chunk().map(|epoch| u32::from_be_bytes(*epoch));
            batch.delete(Table::Bodies, row.key.clone());
            for chunk in 0..chunks {
                let key = rows::chunk_key(hash, id, epoch.unwrap_or_default(), chunk);
                batch.delete(Table::Bodies, key);
            }
        }
        Ok(())
    }
}

/// The record names a body that the store does not hold.
pub(crate) fn missing(body: BodyId) -> Failure {
    Failure::new(
        "The words of a document are missing.",
        "The record names them, and the store does not hold them.",
        format!("table bodies, {body}"),
        "Restore a backup, or import the document again.",
    )
}

pub(crate) fn altered(body: BodyId) -> Failure {
    Failure::new(
        "The words of a document are not those that the record names.",
        "Their length or digest is another one.",
        format!("table bodies, {body}"),
        "Restore a backup, and tell your privacy officer.",
    )
}
