//! Words that codes rest on: from words to code and from code to words, found again where a document was amended.

use access::{Action, RecordKind};
use chart::evidence::locate;
use chart::text::{Span, Text};
use records::model::{CodingCase, DocumentStatus, Encounter, EvidenceSpan};
use records::{EntryId, RecordId};
use store::Store;

use super::open::{digest_of, document_of};
use super::page::versions;
use super::rights::Ask;
use super::view::title;
use crate::custodian::Custodian;
use crate::failure::Told as _;
use crate::protocol::{EvidenceView, Failure, SpanPlace, Standing, WordsView};
use crate::surroundings::Surroundings;

/// Bytes around words by which they are told from the same words elsewhere.
const AROUND: usize = 70;

impl<S: Store, W: Surroundings> Custodian<S, W> {
    /// What a case's codes rest on.
    pub(super) async fn evidence(
        &mut self,
        encounter: RecordId,
        case: EntryId,
    ) -> Result<EvidenceView, Failure> {
        let stay = self.encounter(encounter).await?;
        let ask = Ask::on(Action::Read, RecordKind::CodingCase, "");
        let event = self.pass(encounter, &stay, ask).await?;
        self.record_events(&[event]).await?;
        self.evidence_view(encounter, &stay, case).await
    }

    /// Puts words of the chart under a code.
    pub(super) async fn link(
        &mut self,
        encounter: RecordId,
        case: EntryId,
        code: &str,
        (document, start, end): (EntryId, u32, u32),
    ) -> Result<EvidenceView, Failure> {
        let before = self.encounter(encounter).await?;
        open_case(&before, case)?;
        let code = written(code)?;
        let text = self.latest_text(encounter, &before, document).await?;
        let span = text.span(start, end).told()?;
        if text.words(span).trim().is_empty() {
            return Err(no_words());
        }
        let mut after = Encounter::clone(&before);
        let entry = EntryId(self.new_id());
        if let Some(case) = after.cases.get_mut(&case) {
            let taken = EvidenceSpan {
                code,
                document: Some(document),
                start: span.start,
                end: span.end,
                body_sha256: digest_of(&text),
                words: text.words(span).to_owned(),
            };
            if !case.evidence.values().any(|known| *known == taken) {
                case.evidence.insert(entry, taken);
            }
        }
        self.save_evidence(encounter, (&before, &after), case).await
    }

    /// Takes words away from a code.
    pub(super) async fn unlink(
        &mut self,
        encounter: RecordId,
        case: EntryId,
        span: EntryId,
    ) -> Result<EvidenceView, Failure> {
        let before = self.encounter(encounter).await?;
        open_case(&before, case)?;
        let mut after = Encounter::clone(&before);
        if let Some(case) = after.cases.get_mut(&case) {
            case.evidence.remove(&span);
        }
        self.save_evidence(encounter, (&before, &after), case).await
    }

    /// Puts words where they were found again.
    pub(super) async fn relocate(
        &mut self,
        encounter: RecordId,
        case: EntryId,
        span: EntryId,
    ) -> Result<EvidenceView, Failure> {
        let before = self.encounter(encounter).await?;
        let evidence = open_case(&before, case)?
            .evidence
            .get(&span)
            .ok_or_else(no_words)?;
        let document = evidence.document.ok_or_else(no_words)?;
        let text = self.latest_text(encounter, &before, document).await?;
        let earlier = self.evidence_text(encounter, &before, evidence).await?;
        let (_, found) = placed(evidence, earlier.as_ref(), &text).ok_or_else(no_words)?;
        let mut after = Encounter::clone(&before);
        let kept = after
            .cases
            .get_mut(&case)
            .and_then(|case| case.evidence.get_mut(&span));
        if let Some(kept) = kept {
            kept.start = found.start;
            kept.end = found.end;
            kept.body_sha256 = digest_of(&text);
            text.words(found).clone_into(&mut kept.words);
        }
        self.save_evidence(encounter, (&before, &after), case).await
    }

    async fn save_evidence(
        &mut self,
        encounter: RecordId,
        (before, after): (&Encounter, &Encounter),
        case: EntryId,
    ) -> Result<EvidenceView, Failure> {
        let ask = Ask::on(Action::Code, RecordKind::CodingCase, "");
        self.save_chart(encounter, (before, after), ask, None)
            .await?;
        self.evidence_view(encounter, after, case).await
    }

    async fn evidence_view(
        &mut self,
        encounter: RecordId,
        stay: &Encounter,
        id: EntryId,
    ) -> Result<EvidenceView, Failure> {
        let case = stay.cases.get(&id).ok_or_else(no_case)?;
        let mut spans = Vec::with_capacity(case.evidence.len());
        for (entry, evidence) in &case.evidence {
            spans.push(self.span_view(encounter, stay, *entry, evidence).await?);
        }
        spans.sort_by(|a, b| (&a.code, a.span).cmp(&(&b.code, b.span)));
        let diagnoses = case.diagnoses.values();
        let mut codes: Vec<(&str, &str)> = diagnoses
            .map(|diagnosis| (diagnosis.order.as_str(), diagnosis.code.as_str()))
            .collect();
        codes.sort_unstable();
        let mut procedures: Vec<(&str, &str)> = case
            .procedures
            .values()
            .map(|procedure| (procedure.order.as_str(), procedure.code.as_str()))
            .collect();
        procedures.sort_unstable();
        codes.append(&mut procedures);
        // Words that are gone are words no more.
        let rests = |code: &str| {
            spans
                .iter()
                .any(|span| span.code == code && span.standing != Standing::Gone)
        };
        let without = codes
            .into_iter()
            .map(|(_, code)| code)
            .filter(|code| !code.is_empty() && !rests(code));
        Ok(EvidenceView {
            case: id.0,
            without: without.map(str::to_owned).collect(),
            spans,
        })
    }

    async fn span_view(
        &mut self,
        encounter: RecordId,
        stay: &Encounter,
        entry: EntryId,
        evidence: &EvidenceSpan,
    ) -> Result<WordsView, Failure> {
        let mut view = WordsView {
            span: entry.0,
            code: evidence.code.clone(),
            document: evidence.document.map(|id| id.0),
            title: String::new(),
            words: evidence.words.clone(),
            standing: Standing::Typed,
            place: None,
        };
        let Some(id) = evidence.document else {
            return Ok(view);
        };
        view.standing = Standing::Gone;
        let Some(document) = stay.documents.get(&id) else {
            return Ok(view);
        };
        view.title = title(document);
        if document.status == DocumentStatus::EnteredInError {
            return Ok(view);
        }
        let Some(body) = document.current_body() else {
            return Ok(view);
        };
        let Some(text) = self.text(encounter, id, body).await? else {
            return Ok(view);
        };
        let earlier = self.evidence_text(encounter, stay, evidence).await?;
        if let Some((standing, span)) = placed(evidence, earlier.as_ref(), &text) {
            view.standing = standing;
            view.place = Some(place(&text, span));
        }
        Ok(view)
    }

    /// The text in which words were taken, where that is not the latest: what stood around them tells them from others.
    pub(super) async fn evidence_text(
        &mut self,
        encounter: RecordId,
        stay: &Encounter,
        evidence: &EvidenceSpan,
    ) -> Result<Option<Text>, Failure> {
        let Some((id, document)) = evidence
            .document
            .and_then(|id| Some((id, stay.documents.get(&id)?)))
        else {
            return Ok(None);
        };
        let current = document.current_body().map(|body| body.id);
        let taken = versions(document)
            .find(|body| body.sha256 == evidence.body_sha256 && Some(body.id) != current);
        match taken {
            Some(body) => self.text(encounter, id, body).await,
            None => Ok(None),
        }
    }

    async fn latest_text(
        &mut self,
        encounter: RecordId,
        stay: &Encounter,
        id: EntryId,
    ) -> Result<Text, Failure> {
        let document = document_of(stay, id)?;
        let text = match document.current_body() {
            Some(body) => self.text(encounter, id, body).await?,
            None => None,
        };
        text.ok_or_else(no_words)
    }
}

/// Where words stand in a text, and how: where they were taken if it is the text they were taken from, else where they are
/// found again. `earlier` is the text they were taken from, where that is another one.
pub(super) fn placed(
    evidence: &EvidenceSpan,
    earlier: Option<&Text>,
    text: &Text,
) -> Option<(Standing, Span)> {
    let taken = text.span(evidence.start, evidence.end).ok();
    if let Some(span) = taken.filter(|span| text.words(*span) == evidence.words)
        && (earlier.is_none() && digest_of(text) == evidence.body_sha256)
    {
        return Some((Standing::Here, span));
    }
    let quote = earlier
        .and_then(|earlier| {
            let span = earlier.span(evidence.start, evidence.end).ok()?;
            earlier.quote(span, AROUND).ok()
        })
        .unwrap_or_else(|| chart::text::Quote {
            span: Span {
                start: evidence.start,
                end: evidence.end,
            },
            place: text.place(evidence.start),
            before: String::new(),
            words: evidence.words.clone(),
            after: String::new(),
        });
    let found = locate(&quote, text)?;
    let standing = if found.exact {
        Standing::Moved
    } else {
        Standing::Nearly
    };
    Some((standing, found.span))
}

/// Where words stand, by page and line.
pub(super) fn place(text: &Text, span: Span) -> SpanPlace {
    let at = text.place(span.start);
    SpanPlace {
        page: at.page,
        line: at.line,
        start: span.start,
        end: span.end,
    }
}

/// A case that may be changed.
fn open_case(stay: &Encounter, case: EntryId) -> Result<&CodingCase, Failure> {
    let case = stay.cases.get(&case).ok_or_else(no_case)?;
    if case.status.is_open() {
        return Ok(case);
    }
    Err(Failure::new(
        "Nothing was changed.",
        format!("The case is {}.", case.status.said()),
        "the case",
        "Take it up or reopen it first.",
    ))
}

/// A code as the case has it: without dot, in capitals.
fn written(code: &str) -> Result<String, Failure> {
    let code: String = code
        .chars()
        .filter(|letter| *letter != '.' && !letter.is_whitespace())
        .collect::<String>()
        .to_ascii_uppercase();
    if (3..=8).contains(&code.len()) && code.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return Ok(code);
    }
    Err(super::forms::wrong(
        "code",
        &code,
        "A code has three to seven letters and digits.",
    ))
}

fn no_case() -> Failure {
    Failure::new(
        "There is no such case.",
        "The encounter has none of that name.",
        "the case",
        "Open the encounter again.",
    )
}

fn no_words() -> Failure {
    Failure::new(
        "There are no such words.",
        "Nothing was selected, or the words do not stand in the document any more.",
        "the document's text",
        "Select the words again.",
    )
}
