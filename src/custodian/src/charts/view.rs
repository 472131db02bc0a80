//! The chart as a list: documents by day or by kind, with marks on what whoever has unlocked has not read.

use access::{Action, RecordKind};
use records::model::{Desk, Document, DocumentKind, DocumentStatus, Encounter};
use records::{EntryId, Kind, RecordId};
use sha2::{Digest as _, Sha256};
use store::Store;

use super::forms::shown;
use super::open::in_order;
use super::rights::Ask;
use crate::custodian::Custodian;
use crate::protocol::{Chart, ChartOrder, DocumentGroup, DocumentLine, Failure};
use crate::surroundings::Surroundings;

impl<S: Store, W: Surroundings> Custodian<S, W> {
    /// Opens a chart.
    pub(super) async fn chart(
        &mut self,
        encounter: RecordId,
        order: ChartOrder,
        reason: &str,
    ) -> Result<Chart, Failure> {
        let stay = self.encounter(encounter).await?;
        let ask = Ask::on(Action::Read, RecordKind::Encounter, reason);
        let event = self.pass(encounter, &stay, ask).await?;
        self.record_events(&[event]).await?;
        let open = self.open_chart(encounter)?;
        if !reason.trim().is_empty() {
            reason.clone_into(&mut open.reason);
        }
        let desk = self.desk(encounter).await?;
        let mut groups: Vec<DocumentGroup> = Vec::new();
        let mut sorted = in_order(&stay);
        if order == ChartOrder::ByType {
            let place = |kind: DocumentKind| DocumentKind::ALL.iter().position(|of| *of == kind);
            sorted.sort_by_key(|(_, document)| {
                place(document.kind).unwrap_or(DocumentKind::ALL.len())
            });
        }
        for (id, document) in sorted {
            let title = match order {
                ChartOrder::ByTime => document.ordered_by().map_or_else(
                    || "without a day".to_owned(),
                    |time| time.date_naive().to_string(),
                ),
                ChartOrder::ByType => document.kind.said().to_owned(),
            };
            let line = line(id, document, &desk);
            match groups.last_mut().filter(|group| group.title == title) {
                Some(group) => group.documents.push(line),
                None => groups.push(DocumentGroup {
                    title,
                    documents: vec![line],
                }),
            }
        }
        let unread = groups.iter().flat_map(|group| &group.documents);
        let unread = unread.filter(|line| line.unread).count() as u32;
        Ok(Chart {
            encounter: encounter.0,
            patient_line: self.patient_line(&stay).await?,
            stay_line: stay_line(&stay),
            groups,
            documents: stay.documents.len() as u32,
            unread,
            unfinished: self.unfinished(encounter, &stay).await?,
        })
    }

    /// The record in which whoever has unlocked keeps what they read of a chart. Each chart has its own, so that opening one
    /// does not read marks of all.
    pub(super) fn desk_record(&self, encounter: RecordId) -> Result<RecordId, Failure> {
        let digest: [u8; 32] = Sha256::new()
            .chain_update(b"desk")
            .chain_update(self.session()?.user().0)
            .chain_update(encounter.0)
            .finalize()
            .into();
        let mut id = [0; 16];
        id.copy_from_slice(&digest[..16]);
        Ok(RecordId(id))
    }

    /// What whoever has unlocked has read of a chart.
    pub(super) async fn desk(&mut self, encounter: RecordId) -> Result<Desk, Failure> {
        let desk = self.desk_record(encounter)?;
        Ok(self.log(Kind::Desk, desk).await?.state().model())
    }
}

/// A document's line in the list.
pub(super) fn line(id: EntryId, document: &Document, desk: &Desk) -> DocumentLine {
    let current = document.current_body();
    let in_error = document.status == DocumentStatus::EnteredInError;
    DocumentLine {
        id: id.0,
        kind: document.kind.said().to_owned(),
        title: title(document),
        author: document.author.clone(),
        about: shown(document.ordered_by()),
        status: document.status.said().to_owned(),
        signed: document.status.is_authenticated(),
        unread: current.is_some_and(|body| desk.read.get(&id) != Some(&body.id)),
        expected: document.status == DocumentStatus::Expected,
        in_error,
        amended: !document.amendments.is_empty(),
        media: current.map_or_else(String::new, |body| body.media.word().to_owned()),
        pages: document.pages,
        source: document.source.said().to_owned(),
        identity: document.identity.said().to_owned(),
        sensitivity: document.sensitivity.clone(),
    }
}

/// What a document is called.
pub(super) fn title(document: &Document) -> String {
    if document.title.is_empty() {
        document.kind.said().to_owned()
    } else {
        document.title.clone()
    }
}

fn stay_line(stay: &Encounter) -> String {
    let days = stay.length_of_stay_days().map_or_else(String::new, |days| {
        format!("{days} {}", if days == 1 { "day" } else { "days" })
    });
    let parts = [
        stay.account.clone(),
        stay.class.said().to_owned(),
        shown(stay.admitted),
        shown(stay.discharged),
        days,
        stay.service.clone(),
        stay.attending().to_owned(),
    ];
    let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    parts.join(" · ")
}
