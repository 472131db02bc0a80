//! Words looked for in the open chart.

use access::{Action, RecordKind};
use chart::context::{Context, Sense};
use chart::search::{Hit as FoundHit, Query};
use records::{EntryId, RecordId};
use store::Store;

use super::rights::Ask;
use super::view::title;
use crate::custodian::Custodian;
use crate::protocol::{Failure, Found, Hit, WordPiece};
use crate::surroundings::Surroundings;

/// Most places that are shown.
const MOST_SHOWN: u32 = 1_000;

impl<S: Store, W: Surroundings> Custodian<S, W> {
    /// Looks for words in a chart.
    pub(super) async fn search_chart(
        &mut self,
        encounter: RecordId,
        question: &str,
        most: u32,
    ) -> Result<Found, Failure> {
        let stay = self.encounter(encounter).await?;
        let ask = Ask::on(Action::Search, RecordKind::Document, "");
        let mut event = self.pass(encounter, &stay, ask).await?;
        let without = self.index(encounter, &stay).await?;
        if !self.open_chart(encounter)?.searched {
            // One entry for the chart while it is open, not one for each letter typed.
            event.count = stay.documents.len() as u32;
            self.record_events(&[event]).await?;
            self.open_chart(encounter)?.searched = true;
        }
        let query = Query::parse(question);
        let results = self
            .indexed()?
            .search(&query, most.min(MOST_SHOWN) as usize);
        let titled = |id: &EntryId| stay.documents.get(id).map_or_else(String::new, title);
        Ok(Found {
            hits: results
                .hits
                .iter()
                .filter_map(|hit| {
                    let id: EntryId = hit.document.parse().ok()?;
                    Some(shown(hit, id, titled(&id)))
                })
                .collect(),
            total: results.total as u32,
            documents: results.documents as u32,
            nowhere: results.nowhere,
            left_out: query.left_out,
            not_searched: without.iter().map(titled).collect(),
        })
    }
}

fn shown(hit: &FoundHit, id: EntryId, title: String) -> Hit {
    let quote = &hit.snippet;
    let words = quote.words.as_str();
    let from = quote.span.start as usize;
    let mut pieces = vec![WordPiece {
        words: quote.before.clone(),
        marked: false,
    }];
    let mut at = 0;
    for marked in &hit.marked {
        let (start, end) = (
            marked.span.start as usize - from,
            marked.span.end as usize - from,
        );
        if start < at {
            continue;
        }
        for (range, marked) in [(at..start, false), (start..end, true)] {
            if let Some(words) = words.get(range).filter(|words| !words.is_empty()) {
                pieces.push(WordPiece {
                    words: words.to_owned(),
                    marked,
                });
            }
        }
        at = end;
    }
    let mut after = words.get(at..).unwrap_or_default().to_owned();
    after.push_str(&quote.after);
    pieces.push(WordPiece {
        words: after,
        marked: false,
    });
    let mut senses: Vec<String> = hit
        .marked
        .iter()
        .flat_map(|marked| senses(&marked.context))
        .collect();
    senses.sort_unstable();
    senses.dedup();
    Hit {
        document: id.0,
        title,
        page: hit.place.page,
        line: hit.place.line,
        start: quote.span.start,
        end: quote.span.end,
        pieces,
        senses,
        complete: hit.complete,
    }
}

/// Senses in words.
pub(super) fn senses(context: &Context) -> Vec<String> {
    let word = |sense: Sense| match sense {
        Sense::Negated => "negated",
        Sense::Historical => "history",
        Sense::Family => "family",
        Sense::Uncertain => "uncertain",
        Sense::Conditional => "conditional",
    };
    context
        .cues
        .iter()
        .map(|cue| word(cue.sense).to_owned())
        .collect()
}
