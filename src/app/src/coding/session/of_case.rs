//! A stay that belongs to a coding case: whether it may be changed, who keeps it, and what lies before and behind the
//! history of this page. What a case is and how it is saved, the worklist's desk knows; the session tells it what was done.

use std::sync::Arc;

use custodian::protocol::{CaseView, GroupedDraft};
use engine::draft::StayDraft;
use engine::protocol::{GrouperUsed, Weight, WeightState};
use leptos::prelude::*;

use super::{AfterLeaving, BookTab, History, Row, Session, row};
use crate::shell::{Overlay, Route};

/// What was done to the stay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Turn {
    /// Changed.
    Change,
    /// One change taken back.
    Undo,
    /// One change brought back.
    Redo,
    /// Another state was put on the screen, with a history of its own.
    Put,
    /// What could not be saved is given up.
    GivenUp,
}

/// Words of the chart, as they were selected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Words {
    /// The document.
    pub(crate) document: [u8; 16],
    /// Its title.
    pub(crate) title: String,
    /// First byte in its text, and the byte after the last.
    pub(crate) bytes: (u32, u32),
    /// SHA-256 of the text the bytes are counted in.
    pub(crate) body_sha256: String,
    /// The words.
    pub(crate) words: String,
}

/// Words in the chart: their link, the document, the first byte and the one after the last.
pub(crate) type Sought = ([u8; 16], [u8; 16], u32, u32);

/// Who keeps a stay of a case.
pub(crate) trait KeepsStay: Send + Sync {
    /// Something was done to the stay.
    fn turned(&self, turn: Turn);
    /// Saves what is not saved yet, then says whether everything is.
    fn settle(&self, then: Box<dyn FnOnce(bool)>);
    /// Takes back, or brings back, what was done before this page's history began.
    fn beyond(&self, again: bool);
    /// Puts words of the chart under a code.
    fn link(&self, code: &str, words: Words);
}

impl Session {
    /// From now on stays of cases are kept by this.
    pub(crate) fn kept_by(self, keeper: Arc<dyn KeepsStay>) {
        self.kept_by.set_value(Some(keeper));
    }

    fn keeper(self) -> Option<Arc<dyn KeepsStay>> {
        self.kept_by
            .get_value()
            .filter(|_| self.case_now().is_some())
    }

    pub(super) fn turned(self, turn: Turn) {
        if let Some(keeper) = self.keeper() {
            keeper.turned(turn);
        }
    }

    /// The case the stay is of.
    pub(crate) fn case_now(self) -> Option<Arc<CaseView>> {
        self.case.get_untracked()
    }

    /// Whether nothing of the stay can be changed.
    pub(crate) fn locked(self) -> bool {
        self.case.with(|case| {
            case.as_deref()
                .is_some_and(|case| case.read_only.is_some() || case.codes_hidden.is_some())
        })
    }

    /// Says why nothing can be changed, where that is so.
    pub(super) fn refuses(self) -> bool {
        let refusal = self.case_now().and_then(|case| {
            let refusal = case.codes_hidden.as_ref().or(case.read_only.as_ref())?;
            Some(format!("{} {} {}", refusal.what, refusal.why, refusal.fix))
        });
        let refuses = refusal.is_some();
        if let Some(refusal) = refusal {
            self.shell.say(refusal);
        }
        refuses
    }

    /// Words for what lies beyond this page's history, where there is something.
    pub(super) fn beyond(self, there_is: impl Fn(&CaseView) -> bool) -> Option<String> {
        self.case.with(|case| {
            let case = case.as_deref()?;
            there_is(case).then(|| "the change before, out of the record".to_owned())
        })
    }

    pub(super) fn go_beyond(self, again: bool) {
        if self.refuses() {
            return;
        }
        if let Some(keeper) = self.keeper() {
            keeper.beyond(again);
        }
    }

    /// Puts a case on the screen, once the stay that is there is saved or given up.
    pub(crate) fn open_case(self, case: Arc<CaseView>) {
        self.leave_then(move || {
            self.put(case.draft.clone());
            self.case.set(Some(Arc::clone(&case)));
            self.tab.set(BookTab::Chart);
            self.turned(Turn::Put);
        });
    }

    /// The case on the screen as it stands now. A stay that differs begins a new history; what came before it is undone out
    /// of the record.
    pub(crate) fn show_case(self, case: Arc<CaseView>) {
        let same = self.draft.with_untracked(|draft| *draft == case.draft);
        if !same {
            self.assessed_at.set(None);
            self.opened
                .update_value(|opened| *opened = opened.wrapping_add(1));
            self.history.set(History::new(case.draft.clone()));
        }
        self.kept.set(case.draft.clone());
        self.case.set(Some(case));
        if !same {
            self.turned(Turn::Put);
            self.row_that_is_there();
        }
    }

    /// Moves the current row to one that exists.
    fn row_that_is_there(self) {
        let row = self.row.get_untracked();
        let there = self.draft.with_untracked(|draft| {
            row.filter(|row| row.code(draft).is_some())
                .or_else(|| Some(Row::Principal).filter(|row| row.code(draft).is_some()))
                .or_else(|| row::rows(draft).first().copied())
        });
        if there != row {
            self.stay_in_rows();
            self.row.set(there);
        }
    }

    /// How many changes the stay has seen on this page.
    pub(crate) fn changes(self) -> u32 {
        self.history.with_untracked(History::changes)
    }

    /// The stay as it is saved.
    pub(crate) fn is_kept(self, stay: StayDraft) {
        self.kept.set(stay);
    }

    /// What the stay grouped to, if the engine's word is about the stay as it stands.
    pub(crate) fn grouped_now(self) -> Option<GroupedDraft> {
        if self.assessed_at.get_untracked() != Some(self.changes()) {
            return None;
        }
        self.assessment.with_untracked(|told| {
            let told = told.as_deref()?;
            let open = |weight: Weight| {
                let findings = told.findings.iter();
                findings
                    .filter(|finding| finding.weight == weight && finding.open())
                    .count() as u32
            };
            let version = match &told.grouper {
                GrouperUsed::Version { version, .. } => version.to_uppercase(),
                GrouperUsed::None { .. } => String::new(),
            };
            let (drg, title) = told
                .r#final
                .as_ref()
                .map(|drg| (drg.number.clone(), drg.title.clone()))
                .unwrap_or_default();
            Some(GroupedDraft {
                version,
                drg,
                title,
                weight_e4: match &told.weight {
                    WeightState::Figures(figures) => ten_thousandths(&figures.weight),
                    WeightState::NotLoaded { .. } => None,
                },
                stops: open(Weight::Stop),
                warnings: open(Weight::Warn),
            })
        })
    }

    /// Goes on once the case is saved; where it can't be, asks whether to give up what is not.
    pub(super) fn leave_case_then(self, then: impl Fn() + Send + Sync + 'static) {
        let then: AfterLeaving = Arc::new(then);
        let Some(keeper) = self.keeper() else {
            then();
            return;
        };
        keeper.settle(Box::new(move |saved| {
            if saved {
                then();
            } else {
                self.after_leaving.set(Some(then));
                self.shell.overlay.set(Overlay::Leave);
            }
        }));
    }

    /// Words of the chart wait for the code that is posted next; what they say is searched.
    pub(crate) fn take_words(self, words: Words) {
        if !self.refuses() {
            self.words.set(Some(words));
            crate::ui::focus_soon("search");
        }
    }

    /// Puts the words that wait under a code.
    pub(in crate::coding) fn link_words(self, code: &str) {
        let words = self.words.try_update(Option::take).flatten();
        if let (Some(keeper), Some(words)) = (self.keeper(), words) {
            keeper.link(code, words);
            self.tab.set(BookTab::Chart);
        }
    }

    /// Shows words of the chart.
    pub(in crate::coding) fn seek(self, words: Sought) {
        self.sought_shown.set_value(false);
        self.sought.set(Some(words));
        self.tab.set(BookTab::Chart);
    }

    /// The words to be shown in the chart, once.
    pub(in crate::coding) fn sought_now(self) -> Option<Sought> {
        let sought = self.sought.get();
        let new = !self.sought_shown.get_value();
        self.sought_shown.set_value(true);
        sought.filter(|_| new)
    }

    /// Shows the words of the chart that a row's code rests on, the next of them when asked again.
    pub(in crate::coding) fn go_to_words(self, row: Row) {
        let code = self
            .draft
            .with_untracked(|draft| row.code(draft).map(str::to_owned));
        let (Some(case), Some(code)) = (self.case_now(), code) else {
            return;
        };
        let spans: Vec<_> = case.spans.iter().filter(|span| span.code == code).collect();
        let at = self
            .sought
            .get_untracked()
            .and_then(|(entry, ..)| spans.iter().position(|span| span.entry == entry));
        let next = at.map_or(0, |at| (at + 1) % spans.len().max(1));
        match spans.get(next) {
            Some(span) => {
                self.seek((span.entry, span.document, span.start, span.end));
            }
            None => self.say(format!(
                "{} rests on no words of the chart yet: select them there.",
                row.shown(&code)
            )),
        }
    }

    /// The case's panel is drawn anew after a step; who was in it stays in it.
    pub(crate) fn keep_focus_in_panel(self) {
        if self.tab.get_untracked() != BookTab::Case {
            return;
        }
        request_animation_frame(|| {
            let lost = document()
                .active_element()
                .is_none_or(|element| element.tag_name() == "BODY");
            if lost {
                crate::ui::focus("book-panel");
            }
        });
    }

    /// Shows the chart beside the codes.
    pub(crate) fn show_chart(self) {
        Route::Code.go();
        self.show(BookTab::Chart);
    }

    /// Shows the case in the left pane.
    pub(crate) fn show_case_panel(self) {
        Route::Code.go();
        self.show(BookTab::Case);
    }
}

/// A weight with four decimals, in ten-thousandths.
fn ten_thousandths(weight: &str) -> Option<u32> {
    let (whole, rest) = weight.split_once('.')?;
    let rest: u32 = format!("{rest:0<4}").get(..4)?.parse().ok()?;
    Some(whole.parse::<u32>().ok()? * 10_000 + rest)
}

#[cfg(test)]
mod tests {
    use super::ten_thousandths;

    #[test]
    fn a_weight_is_read_to_its_fourth_decimal() {
        assert_eq!(ten_thousandths("1.8722"), Some(18_722));
        assert_eq!(ten_thousandths("0.5"), Some(5_000));
        assert_eq!(ten_thousandths("27.0001"), Some(270_001));
        assert_eq!(ten_thousandths("–"), None);
    }
}
