//! A document opened: its words or image, times, signatures, versions, where it comes from, and what codes rest on it.
//! Opening is a read in the trail, and takes the mark of the unread away.

use access::Action;
use chart::text::Text;
use records::model::{Body, Desk, Document, Encounter, Media};
use records::{BodyId, EntryId, Kind, RecordId};
use store::Store;
use vault::attachment::Layout;

use super::evidence::placed;
use super::forms::shown;
use super::open::{digest_of, document_of};
use super::rights::Ask;
use super::view::line;
use crate::commit::{Act, What, Work};
use crate::custodian::Custodian;
use crate::failure::Told as _;
use crate::protocol::{
    AmendmentView, BodyView, CodedWords, DocumentPage, Failure, Piece, SectionView, SignatureView,
};
use crate::surroundings::Surroundings;

impl<S: Store, W: Surroundings> Custodian<S, W> {
    /// Opens a document.
    pub(super) async fn read_document(
        &mut self,
        encounter: RecordId,
        id: EntryId,
        version: Option<BodyId>,
        reason: &str,
    ) -> Result<DocumentPage, Failure> {
        let stay = self.encounter(encounter).await?;
        let document = document_of(&stay, id)?;
        let ask = Ask::document(Action::Read, id, reason);
        let event = self.pass(encounter, &stay, ask).await?;
        // What can't be read is not marked as read.
        let page = self.page(encounter, &stay, id, version).await?;
        let latest = document.current_body().map(|body| body.id);
        let desk = self.desk_record(encounter)?;
        let before = self.desk(encounter).await?;
        let mut after = before.clone();
        if let Some(latest) = latest.filter(|latest| version.is_none_or(|asked| asked == *latest)) {
            after.read.insert(id, latest);
        }
        let changes = self
            .log(Kind::Desk, desk)
            .await?
            .state()
            .changes(&before, &after);
        if changes.is_empty() {
            self.record_events(&[event]).await?;
        } else {
            let work = Work {
                acts: vec![Act {
                    kind: Kind::Desk,
                    record: desk,
                    what: What::Changes(changes),
                    reason: String::new(),
                }],
                audit: vec![event],
                ..Work::default()
            };
            self.commit(work).await?;
        }
        self.open_chart(encounter)?.read.insert(id);
        Ok(DocumentPage {
            line: line(id, document, &after),
            ..page
        })
    }

    /// A document as a page. Says nothing to the trail: whoever calls has.
    pub(super) async fn page(
        &mut self,
        encounter: RecordId,
        stay: &Encounter,
        id: EntryId,
        version: Option<BodyId>,
    ) -> Result<DocumentPage, Failure> {
        let document = document_of(stay, id)?;
        let body = match version {
            None => document.current_body(),
            Some(asked) => Some(
                versions(document)
                    .find(|body| body.id == asked)
                    .ok_or_else(no_version)?,
            ),
        };
        let text = match body {
            Some(body) => self.text(encounter, id, body).await?,
            None => None,
        };
        let coded = match &text {
            Some(text) => self.coded_words(encounter, stay, id, text).await?,
            None => Vec::new(),
        };
        let desk = self.desk(encounter).await?;
        let mut page = shell(id, document, &desk);
        page.shown = body.map(|body| body.id.0);
        page.body = body.map(body_view).transpose()?;
        if let Some(text) = text {
            let starts = (0..text.pages()).filter_map(|page| text.page(page));
            page.page_starts = starts.map(|span| span.start).collect();
            page.sections = chart::sections::sections(&text)
                .into_iter()
                .map(|section| SectionView {
                    name: section.kind.name().to_owned(),
                    start: section.heading.start,
                    end: section.span.end,
                })
                .collect();
            page.text_sha256 = digest_of(&text);
            text.body().clone_into(&mut page.text);
        }
        page.coded = coded;
        page.provenance = self.provenance(document)?;
        page.original = document.body.as_ref().map(body_view).transpose()?;
        for amendment in amendments(document) {
            page.amendments.push(AmendmentView {
                body: body_view(&amendment.body)?,
                by: amendment.by.clone(),
                at: shown(amendment.at),
                reason: amendment.reason.clone(),
            });
        }
        Ok(page)
    }

    /// Words of a document that codes rest on, where they stand in the text shown.
    async fn coded_words(
        &mut self,
        encounter: RecordId,
        stay: &Encounter,
        id: EntryId,
        text: &Text,
    ) -> Result<Vec<CodedWords>, Failure> {
        let mut coded = Vec::new();
        for (case, of) in &stay.cases {
            for (span, evidence) in &of.evidence {
                if evidence.document != Some(id) {
                    continue;
                }
                let earlier = self.evidence_text(encounter, stay, evidence).await?;
                if let Some((_, found)) = placed(evidence, earlier.as_ref(), text) {
                    coded.push(CodedWords {
                        case: case.0,
                        span: span.0,
                        code: evidence.code.clone(),
                        start: found.start,
                        end: found.end,
                    });
                }
            }
        }
        coded.sort_by_key(|words| (words.start, words.end));
        Ok(coded)
    }

    fn provenance(&self, document: &Document) -> Result<Vec<(String, String)>, Failure> {
        let mut facts = vec![("how it came".to_owned(), document.source.said().to_owned())];
        if let Some(from) = &document.provenance {
            let members = &self.session()?.facility.members;
            let by = members.get(&EntryId(from.by.0));
            let by = by.map_or_else(String::new, |member| member.name.clone());
            for (what, which) in [
                ("from", from.system.clone()),
                ("its number there", from.identifier.clone()),
                ("taken in", shown(from.taken_in)),
                ("by", by),
                ("SHA-256 of the file", from.file_sha256.clone()),
            ] {
                if !which.is_empty() {
                    facts.push((what.to_owned(), which));
                }
            }
        }
        Ok(facts)
    }

    /// A piece of an image or PDF of a document that was opened here.
    pub(super) async fn piece(
        &mut self,
        encounter: RecordId,
        id: BodyId,
        piece: u32,
    ) -> Result<Piece, Failure> {
        let stay = self.encounter(encounter).await?;
        let open = self.open_chart(encounter)?;
        let body = stay
            .documents
            .iter()
            .filter(|(document, _)| open.read.contains(document))
            .flat_map(|(_, document)| versions(document))
            .find(|body| body.id == id && body.media != Media::Text)
            .ok_or_else(no_version)?;
        let of = (Kind::Encounter, encounter);
        let (bytes, last) = self.chunk(of, id, body.bytes, piece).await?;
        Ok(Piece { piece, last, bytes })
    }
}

/// Every body of a document: the original, then its amendments.
pub(super) fn versions(document: &Document) -> impl Iterator<Item = &Body> {
    document.body.iter().chain(
        amendments(document)
            .into_iter()
            .map(|amendment| &amendment.body),
    )
}

/// Amendments, the earliest first.
fn amendments(document: &Document) -> Vec<&records::model::Amendment> {
    let mut amendments: Vec<_> = document.amendments.iter().collect();
    amendments.sort_by_key(|(id, amendment)| (amendment.at, **id));
    amendments
        .into_iter()
        .map(|(_, amendment)| amendment)
        .collect()
}

pub(super) fn body_view(body: &Body) -> Result<BodyView, Failure> {
    let pieces = if body.media == Media::Text {
        0
    } else {
        Layout::of_content(body.bytes).told()?.chunks()
    };
    Ok(BodyView {
        id: body.id.0,
        media: body.media.word().to_owned(),
        bytes: body.bytes,
        pieces,
    })
}

/// A page without its words.
fn shell(id: EntryId, document: &Document, desk: &Desk) -> DocumentPage {
    let times = [
        ("about", document.about),
        ("dictated", document.dictated),
        ("transcribed", document.transcribed),
        ("entered", document.entered),
        ("authenticated", document.authenticated),
    ];
    let times = times
        .into_iter()
        .filter(|(_, at)| at.is_some())
        .map(|(what, at)| (what.to_owned(), shown(at)));
    let signatures = document.signatures.values().map(|signature| SignatureView {
        name: signature.name.clone(),
        role: signature.role.clone(),
        meaning: signature.meaning.said().to_owned(),
        at: shown(signature.at),
    });
    let next = records::model::DocumentStatus::ALL
        .iter()
        .filter(|next| document.status.may_become(**next).is_ok())
        .map(|next| next.word().to_owned());
    let from = document.provenance.as_ref();
    DocumentPage {
        line: line(id, document, desk),
        author_role: document.author_role.clone(),
        shown: None,
        text: String::new(),
        text_sha256: String::new(),
        page_starts: Vec::new(),
        sections: Vec::new(),
        body: None,
        times: times.collect(),
        signatures: signatures.collect(),
        original: None,
        amendments: Vec::new(),
        provenance: Vec::new(),
        not_understood: from.map_or_else(Vec::new, |from| from.not_understood.clone()),
        coded: Vec::new(),
        next: next.collect(),
    }
}

fn no_version() -> Failure {
    Failure::new(
        "There is no such version of the document.",
        "The document does not name it, or it was not opened here.",
        "the document",
        "Open the document again.",
    )
}
