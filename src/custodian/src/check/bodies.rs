//! What charts hold beside their records: every body that a document names is read, opened and held against its digest.

use std::collections::BTreeMap;

use records::model::{Body, Document, Encounter, Media, Provenance};
use records::{BodyId, Kind, RecordId};
use sha2::{Digest as _, Sha256};
use store::Store;

use super::Checking;
use crate::charts::bodies::{altered, words_of};
use crate::charts::journal::named_by;
use crate::custodian::Custodian;
use crate::hex::hex;
use crate::protocol::Failure;
use crate::surroundings::Surroundings;

impl<S: Store, W: Surroundings> Custodian<S, W> {
    /// Checks what one chart holds. A chart that can't be read has been said to be so already.
    pub(super) async fn check_chart(
        &mut self,
        encounter: RecordId,
        checking: &mut Checking,
    ) -> Result<(), Failure> {
        let of = (Kind::Encounter, encounter);
        let Ok(log) = self.read_log(of.0, of.1).await else {
            return Ok(());
        };
        let stay: Encounter = log.state().model();
        let named = stay.documents.values().flat_map(bodies);
        let named: BTreeMap<BodyId, Body> = named.map(|body| (body.id, body)).collect();
        for body in named.values() {
            checking.bodies += 1;
            let found = match body.media {
                Media::Text => self.words_as_named(of, body).await.map(drop),
                _ => self.check_attachment(of, body).await,
            };
            if let Err(mut failure) = found {
                failure.place = format!("{}, encounter {encounter}", failure.place);
                checking.faults.push(failure);
            }
        }
        Ok(())
    }

    async fn check_attachment(&mut self, of: (Kind, RecordId), body: &Body) -> Result<(), Failure> {
        let mut digest = Sha256::new();
        let mut number = 0;
        loop {
            let (content, last) = self.chunk(of, body.id, body.bytes, number).await?;
            digest.update(&content);
            if last {
                break;
            }
            number += 1;
        }
        if hex(&digest.finalize()) != body.sha256 {
            return Err(altered(body.id));
        }
        // An image may have no words; where it has some, their seal holds.
        self.words(of, &[words_of(body.id)]).await.map(drop)
    }
}

/// The original, every amendment, and the file it came in where that is kept.
pub(crate) fn bodies(document: &Document) -> impl Iterator<Item = Body> {
    let amended = document.amendments.values().map(|of| of.body.clone());
    let file = document.provenance.as_ref().and_then(kept_file);
    document.body.iter().cloned().chain(amended).chain(file)
}

fn kept_file(from: &Provenance) -> Option<Body> {
    Some(Body {
        id: named_by(&from.file_sha256).filter(|_| from.file_bytes > 0)?,
        media: Media::Unknown,
        bytes: from.file_bytes,
        sha256: from.file_sha256.clone(),
    })
}
