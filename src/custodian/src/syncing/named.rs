//! How a row of a text or an attachment stands to what its record says of it.

use std::collections::{BTreeMap, BTreeSet};

use records::model::Encounter;
use records::{BodyId, Kind, Log, Recorded};
use sha2::{Digest as _, Sha256};
use store::Store;
use vault::attachment::Sealer;
use vault::{Case, Key, RecordHash};

use crate::charts::bodies::words_of;
use crate::check::bodies;
use crate::custodian::Custodian;
use crate::failure::Told as _;
use crate::hex::unhex_exactly;
use crate::protocol::Failure;
use crate::rows::Part;
use crate::session::Session;
use crate::surroundings::Surroundings;

/// How a row stands to its record, the better the later.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Standing {
    /// No key that is here opens it. That may change.
    Shut,
    /// It opens. Whoever has the facility's keys can make such a row.
    Opens,
    /// It opens, and is what the record names.
    Named,
}

/// Bodies that a record names.
#[derive(Debug, Default)]
pub(super) struct Named {
    /// Their lengths and digests. A text may have had several of one name.
    bodies: BTreeMap<BodyId, Vec<(u64, [u8; 32])>>,
    /// Names of the words found in attachments, of which the record says no more.
    words: BTreeSet<BodyId>,
}

impl Named {
    fn of(log: &Log) -> Self {
        let mut named = Self::default();
        // Words that were changed are kept, and so is what named them.
        for recorded in log.operations() {
            for (id, digest) in texts(recorded) {
                named.bodies.entry(id).or_default().push((0, digest));
            }
        }
        let stay: Encounter = log.state().model();
        for body in stay.documents.values().flat_map(bodies) {
            if let Some(digest) = unhex_exactly(&body.sha256) {
                let of = named.bodies.entry(body.id).or_default();
                of.push((body.bytes, digest));
                named.words.insert(words_of(body.id));
            }
        }
        named
    }

    fn is(&self, id: BodyId, content: &[u8]) -> bool {
        let digest: [u8; 32] = Sha256::digest(content).into();
        let said = self.bodies.get(&id).into_iter().flatten();
        said.clone().any(|(_, of)| *of == digest)
    }
}

/// Names and digests of bodies that an operation sets.
fn texts(recorded: &Recorded) -> impl Iterator<Item = (BodyId, [u8; 32])> {
    let changes = &recorded.operation.changes;
    changes.iter().filter_map(move |change| {
        let place = change.field.as_str().strip_suffix("/sha256")?;
        let digest = unhex_exactly(change.value.as_text()?)?;
        let id = changes.iter().find(|of| {
            let field = of.field.as_str().strip_suffix("/id");
            field == Some(place)
        })?;
        Some((id.value.as_text()?.parse().ok()?, digest))
    })
}

impl Session {
    /// The key of a record in an epoch, where it is at hand or can be made.
    fn with_case_key<T>(
        &self,
        hash: RecordHash,
        epoch: u32,
        run: impl FnOnce(&Key<Case>) -> T,
    ) -> Option<T> {
        if let Some(key) = self.case_keys.get(&(hash, epoch)) {
            return Some(run(key));
        }
        let made = self.keyring.derived_case_key(hash, epoch);
        made.ok().as_ref().map(run)
    }
}

impl<S: Store, W: Surroundings> Custodian<S, W> {
    /// What a record names, as far as it is here and opens.
    pub(super) async fn bodies_named(&mut self, hash: RecordHash) -> Result<Named, Failure> {
        self.fetch_case_keys(hash).await?;
        let rows = self.operation_rows(hash).await?;
        let session = self.session()?;
        let mut log = Log::new(Kind::Encounter);
        for row in &rows {
            // What does not open is said elsewhere.
            if let Ok(opened) = session.open_row(hash, row)
                && opened.recorded.operation.kind == Kind::Encounter
            {
                log.insert(opened.recorded);
            }
        }
        Ok(Named::of(&log))
    }

    /// How a row stands.
    pub(super) async fn stands(
        &self,
        (hash, id, part): (RecordHash, BodyId, Part),
        value: &[u8],
        named: &Named,
    ) -> Result<Standing, Failure> {
        match part {
            Part::Text => self.text_stands(hash, id, value, named),
            Part::Header(epoch) => {
                let sealers = self.sealers((hash, id, epoch), named)?;
                let is = sealers.iter().any(|(sealer, ..)| {
                    let len = sealer.layout().sealed_len().to_be_bytes();
                    [&sealer.header()[..], &len].concat() == value
                });
                Ok(if is { Standing::Named } else { Standing::Shut })
            }
            Part::Chunk(epoch, chunk) => {
                let mut standing = Standing::Shut;
                for (sealer, bytes, digest) in self.sealers((hash, id, epoch), named)? {
                    let Ok(opened) = self.world.open_chunk(&sealer, chunk, value).await else {
                        continue;
                    };
                    // One of many can't be held against the digest of all.
                    let whole = sealer.layout().content(chunk, bytes, &opened);
                    let is = sealer.layout().chunks() == 1
                        && whole
                            .is_some_and(|whole| <[u8; 32]>::from(Sha256::digest(whole)) == digest);
                    let of = if is { Standing::Named } else { Standing::Opens };
                    standing = standing.max(of);
                }
                Ok(standing)
            }
        }
    }

    fn text_stands(
        &self,
        hash: RecordHash,
        id: BodyId,
        value: &[u8],
        named: &Named,
    ) -> Result<Standing, Failure> {
        let session = self.session()?;
        let places = session.places();
        let Ok(epoch) = vault::epoch_of(&places.body(hash, id, 0), value) else {
            return Ok(Standing::Shut);
        };
        let place = places.body(hash, id, epoch);
        let opened = session.with_case_key(hash, epoch, |key| vault::open(key, &place, value));
        Ok(match opened {
            Some(Ok(content)) if named.words.contains(&id) || named.is(id, &content) => {
                Standing::Named
            }
            Some(Ok(_)) => Standing::Opens,
            _ => Standing::Shut,
        })
    }

    /// By what an attachment is sealed that the record names so, with its length and digest.
    fn sealers(
        &self,
        (hash, id, epoch): (RecordHash, BodyId, u32),
        named: &Named,
    ) -> Result<Vec<(Sealer, u64, [u8; 32])>, Failure> {
        let session = self.session()?;
        let place = session.places().body(hash, id, epoch);
        let mut sealers = Vec::new();
        for &(bytes, digest) in named.bodies.get(&id).into_iter().flatten() {
            let sealer = session.with_case_key(hash, epoch, |key| {
                Sealer::begin(key, &place, bytes, &digest).told()
            });
            sealers.extend(sealer.and_then(Result::ok).map(|of| (of, bytes, digest)));
        }
        Ok(sealers)
    }
}
