//! Two documents beside each other, and which earlier note one is best held against.

use access::Action;
use chart::difference::{Kind as RowKind, Line};
use chart::text::Text;
use records::model::{Document, DocumentStatus, Encounter};
use records::{EntryId, RecordId};
use store::Store;

use super::forms::shown;
use super::open::{document_of, in_order};
use super::rights::Ask;
use super::view::title;
use crate::custodian::Custodian;
use crate::protocol::{DiffLine, DiffRow, Difference, Failure, Proposal, SectionCopied, WordPiece};
use crate::surroundings::Surroundings;

/// Earlier notes that are proposed.
const MOST_PROPOSED: usize = 12;

impl<S: Store, W: Surroundings> Custodian<S, W> {
    /// Holds two documents against each other. Both are read by it.
    pub(super) async fn compare(
        &mut self,
        encounter: RecordId,
        earlier: Option<EntryId>,
        later: EntryId,
    ) -> Result<Difference, Failure> {
        let stay = self.encounter(encounter).await?;
        document_of(&stay, later)?;
        let proposals = earlier_notes(&stay, later);
        let earlier = earlier
            .or_else(|| proposals.first().copied())
            .ok_or_else(nothing_earlier)?;
        let mut events = Vec::new();
        for id in [earlier, later] {
            let ask = Ask::document(Action::Read, id, "");
            events.push(self.pass(encounter, &stay, ask).await?);
        }
        let left = self.document_text(encounter, &stay, earlier).await?;
        let right = self.document_text(encounter, &stay, later).await?;
        self.record_events(&events).await?;
        let found = chart::difference::difference(&left, &right);
        let proposal = |id: EntryId| proposal(id, document_of(&stay, id)?);
        let others = proposals.into_iter().filter(|id| *id != earlier);
        Ok(Difference {
            earlier: proposal(earlier)?,
            later: proposal(later)?,
            others: others
                .take(MOST_PROPOSED)
                .map(proposal)
                .collect::<Result<_, _>>()?,
            rows: found
                .rows
                .iter()
                .map(|row| DiffRow {
                    kind: word(row.kind).to_owned(),
                    left: row.left.as_ref().map(|line| pieces(line, &left)),
                    right: row.right.as_ref().map(|line| pieces(line, &right)),
                    other: row.other.map(|number| number as u32),
                })
                .collect(),
            added: found.added as u32,
            removed: found.removed as u32,
            changed: found.changed as u32,
            moved: found.moved as u32,
            copied_permille: found.copied.whole.permille(),
            copied_words: (
                found.copied.whole.copied as u32,
                found.copied.whole.words as u32,
            ),
            sections: found
                .copied
                .sections
                .iter()
                .map(|section| SectionCopied {
                    heading: section
                        .heading
                        .map_or_else(String::new, |span| right.words(span).trim().to_owned()),
                    permille: section.share.permille(),
                })
                .collect(),
            runs: found
                .copied
                .runs
                .iter()
                .map(|run| (run.span.start, run.span.end))
                .collect(),
        })
    }

    async fn document_text(
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
        text.ok_or_else(|| {
            Failure::new(
                "The documents were not compared.",
                "One of them has no words.",
                title(document),
                "Images are compared by eye: open both.",
            )
        })
    }
}

/// Earlier notes that a note may have been copied from: those of its kind first, its author's own before others', and the
/// latest first.
fn earlier_notes(stay: &Encounter, later: EntryId) -> Vec<EntryId> {
    let Some(note) = stay.documents.get(&later) else {
        return Vec::new();
    };
    let order = in_order(stay);
    let place = order.iter().position(|(id, _)| *id == later).unwrap_or(0);
    let mut notes: Vec<(usize, EntryId, &Document)> = order[..place]
        .iter()
        .enumerate()
        .filter(|(_, (_, document))| {
            document.body.is_some() && document.status != DocumentStatus::EnteredInError
        })
        .map(|(place, (id, document))| (place, *id, *document))
        .collect();
    notes.sort_by_key(|(place, _, document)| {
        let other_kind = document.kind != note.kind;
        let other_author = document.author != note.author;
        (other_kind, other_author, core::cmp::Reverse(*place))
    });
    notes.into_iter().map(|(_, id, _)| id).collect()
}

fn proposal(id: EntryId, document: &Document) -> Result<Proposal, Failure> {
    Ok(Proposal {
        id: id.0,
        title: title(document),
        author: document.author.clone(),
        about: shown(document.ordered_by()),
    })
}

const fn word(kind: RowKind) -> &'static str {
    match kind {
        RowKind::Same => "same",
        RowKind::Changed => "changed",
        RowKind::Added => "added",
        RowKind::Removed => "removed",
        RowKind::MovedHere => "moved_here",
        RowKind::MovedAway => "moved_away",
    }
}

fn pieces(line: &Line, text: &Text) -> DiffLine {
    let mut pieces: Vec<WordPiece> = line
        .pieces
        .iter()
        .map(|piece| WordPiece {
            words: text.words(piece.span).to_owned(),
            marked: piece.changed,
        })
        .collect();
    if pieces.is_empty() {
        pieces.push(WordPiece {
            words: text.words(line.span).to_owned(),
            marked: false,
        });
    }
    DiffLine {
        number: line.number as u32,
        pieces,
    }
}

fn nothing_earlier() -> Failure {
    Failure::new(
        "There is nothing to compare it with.",
        "No note of this chart is earlier.",
        "the chart",
        "Choose the two documents yourself.",
    )
}
