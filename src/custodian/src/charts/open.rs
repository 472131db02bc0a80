//! The chart that is open: its record, and the texts of its documents once they were asked for.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chart::search::ChartIndex;
use chart::text::Text;
use records::model::{Body, Document, DocumentStatus, Encounter, Media};
use records::{BodyId, EntryId, Kind, RecordId};
use store::Store;

use super::bodies::words_of;
use super::plan::Planned;
use super::running::Running;
use crate::custodian::Custodian;
use crate::failure::Told as _;
use crate::hex::hex;
use crate::protocol::Failure;
use crate::surroundings::Surroundings;

/// What is in memory of charts while somebody has unlocked.
#[derive(Default)]
pub(crate) struct Charts {
    pub(super) open: Option<OpenChart>,
    pub(super) plan: Option<Planned>,
    pub(super) running: Option<Running>,
}

/// The open chart.
pub(super) struct OpenChart {
    pub(super) encounter: RecordId,
    /// Texts by document, with the body each is of.
    texts: BTreeMap<EntryId, (BodyId, Text)>,
    index: ChartIndex,
    indexed: BTreeMap<EntryId, BodyId>,
    /// Documents that whoever has unlocked has opened.
    pub(super) read: BTreeSet<EntryId>,
    /// Why it was opened, where a reason was given: it holds for what is done with the chart while it is open.
    pub(super) reason: String,
    /// Whether the trail says that the chart was searched.
    pub(super) searched: bool,
}

impl OpenChart {
    fn of(encounter: RecordId) -> Self {
        Self {
            encounter,
            texts: BTreeMap::new(),
            index: ChartIndex::new(),
            indexed: BTreeMap::new(),
            read: BTreeSet::new(),
            reason: String::new(),
            searched: false,
        }
    }
}

/// A document's name in the index.
pub(super) fn index_name(document: EntryId) -> String {
    document.to_string()
}

/// Where a body's text stands: in the body itself, or in the words found in an image of it.
pub(super) fn text_body(body: &Body) -> BodyId {
    if body.media == Media::Text {
        body.id
    } else {
        words_of(body.id)
    }
}

impl<S: Store, W: Surroundings> Custodian<S, W> {
    /// An encounter as it stands.
    pub(crate) async fn encounter(
        &mut self,
        encounter: RecordId,
    ) -> Result<Arc<Encounter>, Failure> {
        if self.session()?.catalogue.get(encounter).is_none() {
            return Err(no_encounter());
        }
        self.stay(encounter).await
    }

    /// The open chart of an encounter; another one is closed for it.
    pub(super) fn open_chart(&mut self, encounter: RecordId) -> Result<&mut OpenChart, Failure> {
        let open = &mut self.session_mut()?.charts.open;
        let kept = open.take().filter(|open| open.encounter == encounter);
        Ok(open.insert(kept.unwrap_or_else(|| OpenChart::of(encounter))))
    }

    /// The text of one body of a document; none for an image without words.
    pub(super) async fn text(
        &mut self,
        encounter: RecordId,
        document: EntryId,
        body: &Body,
    ) -> Result<Option<Text>, Failure> {
        let open = self.open_chart(encounter)?;
        let cached = open.texts.get(&document);
        if let Some((_, text)) = cached.filter(|(of, _)| *of == body.id) {
            return Ok(Some(text.clone()));
        }
        let of = (Kind::Encounter, encounter);
        let words = if body.media == Media::Text {
            Some(self.words_as_named(of, body).await?)
        } else {
            self.words(of, &[words_of(body.id)]).await?.pop().flatten()
        };
        words.map(|words| Text::new(words).told()).transpose()
    }

    /// Has the latest texts of all documents in the index, but of those entered in error. Gives the documents without words.
    pub(super) async fn index(
        &mut self,
        encounter: RecordId,
        stay: &Encounter,
    ) -> Result<Vec<EntryId>, Failure> {
        let wanted: Vec<(EntryId, &Body)> = in_order(stay)
            .into_iter()
            .filter(|(_, document)| document.status != DocumentStatus::EnteredInError)
            .filter_map(|(id, document)| Some((id, document.current_body()?)))
            .collect();
        let open = self.open_chart(encounter)?;
        let gone: Vec<EntryId> = open
            .indexed
            .keys()
            .filter(|id| !wanted.iter().any(|(wanted, _)| wanted == *id))
            .copied()
            .collect();
        for id in gone {
            open.index.remove(&index_name(id));
            open.indexed.remove(&id);
            open.texts.remove(&id);
        }
        let fresh: Vec<(EntryId, &Body)> = wanted
            .iter()
            .filter(|(id, body)| open.indexed.get(id) != Some(&body.id))
            .copied()
            .collect();
        let bodies: Vec<BodyId> = fresh.iter().map(|(_, body)| text_body(body)).collect();
        let texts = self.words((Kind::Encounter, encounter), &bodies).await?;
        let open = self.open_chart(encounter)?;
        for ((id, body), words) in fresh.into_iter().zip(texts) {
            let text = match words {
                Some(words) => {
                    if body.media == Media::Text && words.len() as u64 != body.bytes {
                        return Err(super::bodies::missing(body.id));
                    }
                    Text::new(words).told()?
                }
                None if body.media == Media::Text => return Err(super::bodies::missing(body.id)),
                None => Text::new("").told()?,
            };
            open.index.add(&index_name(id), text.clone());
            open.indexed.insert(id, body.id);
            open.texts.insert(id, (body.id, text));
        }
        let without = open
            .texts
            .iter()
            .filter(|(_, (_, text))| text.body().is_empty());
        Ok(without.map(|(id, _)| *id).collect())
    }

    /// The index as it stands.
    pub(super) fn indexed(&self) -> Result<&ChartIndex, Failure> {
        let open = self.session()?.charts.open.as_ref();
        open.map(|open| &open.index).ok_or_else(no_encounter)
    }
}

/// Documents by the time they speak of; those without a time last.
pub(super) fn in_order(stay: &Encounter) -> Vec<(EntryId, &Document)> {
    let mut documents: Vec<(EntryId, &Document)> = stay
        .documents
        .iter()
        .map(|(id, document)| (*id, document))
        .collect();
    documents.sort_by_key(|(id, document)| {
        let time = document.ordered_by();
        (time.is_none(), time, *id)
    });
    documents
}

/// A document of an encounter.
pub(super) fn document_of(stay: &Encounter, id: EntryId) -> Result<&Document, Failure> {
    stay.documents.get(&id).ok_or_else(|| {
        Failure::new(
            "There is no such document.",
            "It was taken out, or it is on a device that has not been brought together with this one.",
            "the chart",
            "Open the chart again.",
        )
    })
}

/// SHA-256 of a text, as evidence names it.
pub(super) fn digest_of(text: &Text) -> String {
    use sha2::Digest as _;
    hex(&sha2::Sha256::digest(text.body().as_bytes()))
}

fn no_encounter() -> Failure {
    Failure::new(
        "There is no such encounter.",
        "No record on this device has that name.",
        "encounters",
        "Look for the patient and choose the encounter there.",
    )
}
