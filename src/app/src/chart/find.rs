//! Words looked for in the chart: the question, where they stand, and which place one is at.
//!
//! One question at a time goes to the custodian, and of those typed meanwhile only the last.

use std::sync::Arc;

use custodian::protocol::{ChartsEvent, ChartsRequest, Found, Hit};
use leptos::prelude::*;

use super::words::Range;
use super::{Charts, View};

/// Places that are shown at most.
const MOST: u32 = 300;

/// The search. A copy is only a reference.
#[derive(Clone, Copy)]
pub(super) struct Find {
    /// What is sought.
    pub(super) question: RwSignal<String>,
    /// Where it stands; nothing while it is being looked for.
    pub(super) found: RwSignal<Option<Arc<Found>>>,
    /// Which place one is at.
    pub(super) at: RwSignal<Option<usize>>,
    under_way: StoredValue<bool>,
    /// Another question was typed while the last one was being answered.
    waiting: StoredValue<bool>,
    /// Enter was pressed before the answer came.
    enter_waits: StoredValue<bool>,
}

impl Find {
    pub(super) fn new() -> Self {
        Self {
            question: RwSignal::new(String::new()),
            found: RwSignal::new(None),
            at: RwSignal::new(None),
            under_way: StoredValue::new(false),
            waiting: StoredValue::new(false),
            enter_waits: StoredValue::new(false),
        }
    }

    pub(super) fn clear(self) {
        self.question.set(String::new());
        self.found.set(None);
        self.at.set(None);
        self.waiting.set_value(false);
        self.enter_waits.set_value(false);
    }
}

impl Charts {
    /// Takes what was typed.
    pub(super) fn seek(self, question: String) {
        let find = self.find;
        find.at.set(None);
        find.enter_waits.set_value(false);
        if question.trim().is_empty() {
            find.clear();
            find.question.set(question);
            if self.view.get_untracked() == View::Hits {
                self.back_to_reading();
            }
            return;
        }
        find.question.set(question);
        self.view.set(View::Hits);
        self.ask_for_hits();
    }

    fn ask_for_hits(self) {
        let find = self.find;
        let Some(encounter) = self.encounter.get_untracked() else {
            return;
        };
        if find.under_way.get_value() {
            find.waiting.set_value(true);
            return;
        }
        find.under_way.set_value(true);
        find.found.set(None);
        let question = find.question.get_untracked();
        let asked = question.clone();
        let answered = move || {
            find.under_way.set_value(false);
            if find.waiting.get_value() {
                find.waiting.set_value(false);
                self.ask_for_hits();
            }
        };
        let request = ChartsRequest::Search {
            encounter,
            question,
            most: MOST,
        };
        self.problem.set(None);
        let heard = move |event| {
            answered();
            let current = find.question.with_untracked(|now| *now == asked);
            if let (ChartsEvent::Found(found), true) = (event, current) {
                find.found.set(Some(Arc::from(found)));
                if find.enter_waits.get_value() {
                    find.enter_waits.set_value(false);
                    self.next_hit(1);
                }
            }
        };
        // The chart may have been closed before the answer: then another question may be asked all the same.
        self.keeper.ask(
            custodian::protocol::Request::Charts(request),
            move |event| match event {
                custodian::protocol::Event::Charts(event) => heard(event),
                custodian::protocol::Event::Failed(failure) => {
                    answered();
                    self.problem.set(Some(failure));
                }
                _ => answered(),
            },
        );
    }

    /// Goes to the next place, or the one before; after the last comes the first.
    pub(super) fn next_hit(self, by: isize) {
        let find = self.find;
        let Some(found) = find.found.get_untracked() else {
            let asked = find
                .question
                .with_untracked(|question| !question.trim().is_empty());
            find.enter_waits.set_value(asked);
            return;
        };
        let count = found.hits.len();
        if count == 0 {
            return;
        }
        let at = match find.at.get_untracked() {
            Some(at) => (at + count).saturating_add_signed(by) % count,
            None if by < 0 => count - 1,
            None => 0,
        };
        self.go_to_hit(at);
    }

    /// Goes to a place.
    pub(super) fn go_to_hit(self, at: usize) {
        let hit = self
            .find
            .found
            .with_untracked(|found| found.as_ref()?.hits.get(at).cloned());
        if let Some(hit) = hit {
            self.find.at.set(Some(at));
            self.show(hit.document, hit.start, hit.end);
        }
    }

    /// What was read before the search, if anything.
    pub(super) fn back_to_reading(self) {
        let open = self.page.with_untracked(Option::is_some);
        self.view
            .set(if open { View::Document } else { View::Nothing });
    }
}

/// Where the words sought stand within a place.
pub(super) fn marked(hit: &Hit) -> Vec<Range> {
    let mut at = hit.start;
    let mut marked = Vec::new();
    // The first piece is what stands before the place.
    for piece in hit.pieces.iter().skip(1) {
        let end = at.saturating_add(u32::try_from(piece.words.len()).unwrap_or(u32::MAX));
        if piece.marked {
            marked.push((at, end));
        }
        at = end;
    }
    marked
}

#[cfg(test)]
mod tests {
    use custodian::protocol::WordPiece;

    use super::*;

    #[test]
    fn the_words_sought_are_found_again_by_their_bytes() {
        let text = "No sign of sépsis or septic shock here";
        let start = text.find("sépsis").expect("there") as u32;
        let piece = |words: &str, marked| WordPiece {
            words: words.to_owned(),
            marked,
        };
        let hit = Hit {
            document: [1; 16],
            title: String::new(),
            page: 1,
            line: 1,
            start,
            end: text.len() as u32,
            pieces: vec![
                piece("No sign of ", false),
                piece("sépsis", true),
                piece(" or septic ", false),
                piece("shock", true),
                piece(" here", false),
            ],
            senses: Vec::new(),
            complete: true,
        };
        let words: Vec<&str> = marked(&hit)
            .into_iter()
            .map(|(start, end)| &text[start as usize..end as usize])
            .collect();
        assert_eq!(words, ["sépsis", "shock"]);
    }
}
