//! Requests about charts, each brought to the part that answers it.

use records::{BodyId, EntryId, RecordId};
use store::Store;

use crate::custodian::Custodian;
use crate::protocol::{ChartsEvent, ChartsRequest, Failure};
use crate::surroundings::Surroundings;

impl<S: Store, W: Surroundings> Custodian<S, W> {
    /// Answers a request about encounters and charts.
    pub(crate) async fn answer_charts(
        &mut self,
        request: ChartsRequest,
    ) -> Result<ChartsEvent, Failure> {
        use ChartsRequest as Ask;
        match request {
            Ask::CreateEncounter { .. }
            | Ask::ReadEncounter { .. }
            | Ask::EditEncounter { .. }
            | Ask::SetStatus { .. } => self.answer_encounters(request).await,
            Ask::Add { .. }
            | Ask::ChangeDraft { .. }
            | Ask::Sign { .. }
            | Ask::Amend { .. }
            | Ask::MarkError { .. }
            | Ask::CheckIdentity { .. } => self.answer_documents(request).await,
            Ask::Evidence { .. } | Ask::Link { .. } | Ask::Unlink { .. } | Ask::Relocate { .. } => {
                self.answer_evidence(request).await
            }
            Ask::Plan { .. }
            | Ask::Accept { .. }
            | Ask::Discard
            | Ask::Forgo { .. }
            | Ask::OpenDemo { .. }
            | Ask::Planted
            | Ask::Generate { .. }
            | Ask::GoOn
            | Ask::Stop => self.answer_long_work(request).await,
            Ask::Open {
                encounter,
                order,
                reason,
            } => {
                let chart = self.chart(RecordId(encounter), order, &reason).await?;
                Ok(ChartsEvent::Chart(Box::new(chart)))
            }
            Ask::Read {
                encounter,
                document,
                version,
                reason,
            } => {
                let (encounter, document) = (RecordId(encounter), EntryId(document));
                let page = self
                    .read_document(encounter, document, version.map(BodyId), &reason)
                    .await?;
                Ok(ChartsEvent::Page(Box::new(page)))
            }
            Ask::Piece {
                encounter,
                body,
                piece,
            } => {
                let piece = self.piece(RecordId(encounter), BodyId(body), piece).await?;
                Ok(ChartsEvent::Piece(piece))
            }
            Ask::Search {
                encounter,
                question,
                most,
            } => {
                let found = self
                    .search_chart(RecordId(encounter), &question, most)
                    .await?;
                Ok(ChartsEvent::Found(Box::new(found)))
            }
            Ask::Compare {
                encounter,
                earlier,
                later,
            } => {
                let difference = self
                    .compare(RecordId(encounter), earlier.map(EntryId), EntryId(later))
                    .await?;
                Ok(ChartsEvent::Difference(Box::new(difference)))
            }
            Ask::Conditions { encounter, titles } => {
                let conditions = self.conditions(RecordId(encounter), &titles).await?;
                Ok(ChartsEvent::Conditions(conditions))
            }
        }
    }

    async fn answer_encounters(&mut self, request: ChartsRequest) -> Result<ChartsEvent, Failure> {
        use ChartsRequest as Ask;
        let view = match request {
            Ask::CreateEncounter {
                patient,
                form,
                reason,
            } => {
                self.create_encounter(RecordId(patient), &form, &reason)
                    .await?
            }
            Ask::ReadEncounter { encounter, reason } => {
                self.read_encounter(RecordId(encounter), &reason).await?
            }
            Ask::EditEncounter {
                encounter,
                form,
                reason,
            } => {
                self.edit_encounter(RecordId(encounter), &form, &reason)
                    .await?
            }
            Ask::SetStatus {
                encounter,
                status,
                reason,
            } => {
                self.set_encounter_status(RecordId(encounter), &status, &reason)
                    .await?
            }
            _ => return Err(unanswered()),
        };
        Ok(ChartsEvent::Encounter(Box::new(view)))
    }

    async fn answer_documents(&mut self, request: ChartsRequest) -> Result<ChartsEvent, Failure> {
        use ChartsRequest as Ask;
        let page = match request {
            Ask::Add { encounter, form } => self.add_document(RecordId(encounter), &form).await?,
            Ask::ChangeDraft {
                encounter,
                document,
                text,
                reason,
            } => {
                self.change_draft(RecordId(encounter), EntryId(document), &text, &reason)
                    .await?
            }
            Ask::Sign {
                encounter,
                document,
                seen,
            } => {
                self.sign(RecordId(encounter), EntryId(document), seen.as_ref())
                    .await?
            }
            Ask::Amend {
                encounter,
                document,
                text,
                reason,
                addendum,
            } => {
                let of = (RecordId(encounter), EntryId(document));
                self.amend(of.0, of.1, (&text, addendum), &reason).await?
            }
            Ask::MarkError {
                encounter,
                document,
                reason,
            } => {
                self.mark_error(RecordId(encounter), EntryId(document), &reason)
                    .await?
            }
            Ask::CheckIdentity {
                encounter,
                document,
                right,
                reason,
            } => {
                self.check_identity(RecordId(encounter), EntryId(document), right, &reason)
                    .await?
            }
            _ => return Err(unanswered()),
        };
        Ok(ChartsEvent::Page(Box::new(page)))
    }

    async fn answer_evidence(&mut self, request: ChartsRequest) -> Result<ChartsEvent, Failure> {
        use ChartsRequest as Ask;
        let view = match request {
            Ask::Evidence { encounter, case } => {
                self.evidence(RecordId(encounter), EntryId(case)).await?
            }
            Ask::Link {
                encounter,
                case,
                code,
                document,
                start,
                end,
            } => {
                let words = (EntryId(document), start, end);
                self.link(RecordId(encounter), EntryId(case), &code, words)
                    .await?
            }
            Ask::Unlink {
                encounter,
                case,
                span,
            } => {
                self.unlink(RecordId(encounter), EntryId(case), EntryId(span))
                    .await?
            }
            Ask::Relocate {
                encounter,
                case,
                span,
            } => {
                self.relocate(RecordId(encounter), EntryId(case), EntryId(span))
                    .await?
            }
            _ => return Err(unanswered()),
        };
        Ok(ChartsEvent::Evidence(Box::new(view)))
    }

    async fn answer_long_work(&mut self, request: ChartsRequest) -> Result<ChartsEvent, Failure> {
        use ChartsRequest as Ask;
        Ok(match request {
            Ask::Plan {
                encounter,
                name,
                bytes,
            } => {
                let plan = self.plan_import(RecordId(encounter), &name, bytes).await?;
                ChartsEvent::Plan(Box::new(plan))
            }
            Ask::Accept { plan, reason } => {
                ChartsEvent::Progress(self.accept_import(plan, &reason).await?)
            }
            Ask::Discard => {
                self.discard_plan()?;
                ChartsEvent::Done
            }
            Ask::Forgo { encounter } => {
                self.forgo(RecordId(encounter)).await?;
                ChartsEvent::Done
            }
            Ask::OpenDemo { person, until } => {
                ChartsEvent::Demo(Box::new(self.open_demo(&person, &until).await?))
            }
            Ask::Planted => ChartsEvent::Planted(self.planted().await?),
            Ask::Generate { encounters, until } => {
                ChartsEvent::Progress(self.generate(encounters, &until).await?)
            }
            Ask::GoOn => ChartsEvent::Progress(self.go_on().await?),
            Ask::Stop => ChartsEvent::Progress(self.stop().await?),
            _ => return Err(unanswered()),
        })
    }
}

/// A request that reached the wrong part: a fault of this program, told instead of passed over.
fn unanswered() -> Failure {
    Failure::new(
        "It was not done.",
        "The request reached a part that does not answer it.",
        "the custodian of the records",
        "Update Chartroom; nothing was changed.",
    )
}
