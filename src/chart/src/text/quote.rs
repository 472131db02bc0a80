//! Words of a text with what stands around them.

use serde::{Deserialize, Serialize};

use super::{Place, Span, Text, TextError};

/// Words as they stand in a body, with some of what stands before and behind them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quote {
    /// Where they stand.
    pub span: Span,
    /// Page, line and character of the first.
    pub place: Place,
    /// What stands before, cut at a word.
    pub before: String,
    /// The words.
    pub words: String,
    /// What stands behind, cut at a word.
    pub after: String,
}

impl Text {
    /// Quotes a span with up to `around` bytes on each side, from the same page.
    ///
    /// # Errors
    /// As [`Text::span`].
    pub fn quote(&self, span: Span, around: usize) -> Result<Quote, TextError> {
        let span = self.span(span.start, span.end)?;
        let page = self
            .pages
            .partition_point(|start| *start <= span.start)
            .max(1)
            - 1;
        let page = self.page(page).unwrap_or(Span { start: 0, end: 0 }).range();
        let (start, end) = (span.range().start, span.range().end);
        let from = self.floor(start.saturating_sub(around).max(page.start));
        let to = self.floor((end + around).min(page.end.max(end)));
        let mut before = &self.body[from..start];
        if from > page.start {
            before = before
                .find(char::is_whitespace)
                .map_or("", |cut| &before[cut..]);
        }
        let mut after = &self.body[end..to];
        if to < page.end {
            after = after
                .rfind(char::is_whitespace)
                .map_or("", |cut| &after[..cut]);
        }
        Ok(Quote {
            span,
            place: self.place(span.start),
            before: before.trim_start().to_owned(),
            words: self.body[start..end].to_owned(),
            after: after.trim_end().to_owned(),
        })
    }
}
