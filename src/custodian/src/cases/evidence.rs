//! Words of a document that a code rests on: linked and unlinked in the chart (F-021).

use access::{Action, RecordKind};
use records::model::EvidenceSpan;
use records::{EntryId, RecordId};
use store::Store;

use super::save::may_be_coded;
use crate::custodian::Custodian;
use crate::protocol::{CaseName, CaseView, Failure, SpanView};
use crate::surroundings::Surroundings;

impl<S: Store, W: Surroundings> Custodian<S, W> {
    /// Links words of a document to a code.
    pub(super) async fn link_words(
        &mut self,
        of: CaseName,
        span: &SpanView,
    ) -> Result<CaseView, Failure> {
        let read = self.read_case(of).await?;
        let event = self
            .demand_case(of, Action::Code, RecordKind::CodingCase)
            .await?;
        may_be_coded(read.case().status)?;
        let document = EntryId(span.document);
        let refused = if !read.stay.documents.contains_key(&document) {
            Some("The document is not in this encounter's chart.")
        } else if span.code.trim().is_empty() {
            Some("No code was named.")
        } else if span.start >= span.end || span.words.trim().is_empty() {
            Some("No words were selected.")
        } else {
            None
        };
        if let Some(why) = refused {
            return Err(Failure::new(
                "The words were not linked.",
                why,
                "evidence",
                "Select words in a document of this chart, then the code.",
            ));
        }
        let (id, entry) = (read.id, self.new_entry());
        let kept = EvidenceSpan {
            code: span.code.clone(),
            document: Some(document),
            start: span.start,
            end: span.end,
            body_sha256: span.body_sha256.clone(),
            words: span.words.clone(),
        };
        let encounter = RecordId(of.encounter);
        self.change_stay(encounter, "", vec![event], |stay| {
            if let Some(case) = stay.cases.get_mut(&id) {
                case.evidence.insert(entry, kept);
            }
        })
        .await?;
        self.shown(of, id).await
    }

    /// Takes such a link out.
    pub(super) async fn unlink_words(
        &mut self,
        of: CaseName,
        entry: [u8; 16],
    ) -> Result<CaseView, Failure> {
        let read = self.read_case(of).await?;
        let event = self
            .demand_case(of, Action::Code, RecordKind::CodingCase)
            .await?;
        may_be_coded(read.case().status)?;
        let id = read.id;
        let encounter = RecordId(of.encounter);
        self.change_stay(encounter, "", vec![event], |stay| {
            if let Some(case) = stay.cases.get_mut(&id) {
                case.evidence.remove(&EntryId(entry));
            }
        })
        .await?;
        self.shown(of, id).await
    }
}
