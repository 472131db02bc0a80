//! Later versions of what was signed: an amendment has all words anew, an addendum adds behind them. The original is kept
//! and can be read (CHT-016).

use access::Action;
use records::model::{Amendment, DocumentStatus, Encounter};
use records::{EntryId, RecordId};
use store::Store;

use super::bodies::body_of;
use super::forms::{shown, wrong};
use super::open::document_of;
use super::rights::Ask;
use crate::custodian::Custodian;
use crate::failure::Told as _;
use crate::protocol::{DocumentPage, Failure};
use crate::surroundings::Surroundings;

impl<S: Store, W: Surroundings> Custodian<S, W> {
    /// Amends a signed document, or adds to it.
    pub(super) async fn amend(
        &mut self,
        encounter: RecordId,
        id: EntryId,
        (text, addendum): (&str, bool),
        reason: &str,
    ) -> Result<DocumentPage, Failure> {
        if reason.trim().is_empty() && !addendum {
            return Err(wrong("reason", "", "Say why it is amended."));
        }
        let before = self.encounter(encounter).await?;
        let document = document_of(&before, id)?;
        let next = if addendum {
            DocumentStatus::Addended
        } else {
            DocumentStatus::Amended
        };
        document.status.may_become(next).told()?;
        let mut words = self.typed(text)?;
        let (by, now) = (self.signs_as(), self.civil_now());
        if addendum {
            let standing = match document.current_body() {
                Some(body) => self.text(encounter, id, body).await?,
                None => None,
            };
            let standing = standing.ok_or_else(|| {
                wrong(
                    "document",
                    "an image without words",
                    "Add a document of its own that refers to it.",
                )
            })?;
            words.text = format!(
                "{}\n\nAddendum {} by {by}\n{}\n",
                standing.body().trim_end(),
                shown(now),
                text.trim_end()
            );
        }
        let mut after = Encounter::clone(&before);
        let entry = EntryId(self.new_id());
        if let Some(document) = after.documents.get_mut(&id) {
            document.status = next;
            document.amendments.insert(
                entry,
                Amendment {
                    body: body_of(&words),
                    by,
                    at: now,
                    reason: reason.trim().to_owned(),
                },
            );
        }
        let ask = Ask::document(Action::Edit, id, reason);
        self.save_chart(encounter, (&before, &after), ask, Some(&words))
            .await?;
        self.page(encounter, &after, id, None).await
    }
}
