//! What the chart's screens ask of the custodian, and what becomes of the answers.

use std::sync::Arc;

use custodian::protocol::{
    Chart, ChartOrder, ChartsEvent, ChartsRequest, DocumentLine, DocumentPage, Event, Failure,
    Request,
};
use leptos::prelude::*;

use super::{Charts, View};

impl Charts {
    /// Asks, and has a refusal shown over the chart.
    pub(super) fn ask(self, request: ChartsRequest, hear: impl Fn(ChartsEvent) + 'static) {
        self.problem.set(None);
        self.ask_or(request, hear, move |failure| {
            self.problem.set(Some(failure));
        });
    }

    /// Asks, with another place for a refusal.
    pub(super) fn ask_or(
        self,
        request: ChartsRequest,
        hear: impl Fn(ChartsEvent) + 'static,
        refused: impl Fn(Failure) + 'static,
    ) {
        let of = self.encounter.get_untracked();
        self.keeper.ask(Request::Charts(request), move |event| {
            // Another chart may be open by now, or none.
            if self.encounter.get_untracked() != of {
                return;
            }
            match event {
                Event::Charts(event) => hear(event),
                Event::Failed(failure) => refused(failure),
                _ => {}
            }
        });
    }

    /// Opens the chart, with a reason where one was asked for.
    pub(super) fn open_chart(self, reason: String) {
        let Some(encounter) = self.encounter.get_untracked() else {
            return;
        };
        let request = ChartsRequest::Open {
            encounter,
            order: self.order.get_untracked(),
            reason,
        };
        self.ask_or(
            request,
            move |event| {
                if let ChartsEvent::Chart(chart) = event {
                    self.refused.set(None);
                    self.chart.set(Some(Arc::from(chart)));
                }
            },
            move |failure| self.refused.set(Some(failure)),
        );
    }

    /// Puts the documents in another order.
    pub(super) fn put_in_order(self, order: ChartOrder) {
        if self.order.get_untracked() != order {
            self.order.set(order);
            self.open_chart(String::new());
        }
    }

    /// Opens a document; `place` is marked in it.
    pub(super) fn read(
        self,
        document: [u8; 16],
        version: Option<[u8; 16]>,
        place: Option<(u32, u32)>,
    ) {
        self.read_then(document, version, move |page| self.turn_to(page, place));
    }

    /// Opens a document and goes into its words.
    pub(super) fn go_into(self, document: [u8; 16]) {
        self.read_then(document, None, move |page| {
            let words = !page.text.is_empty();
            self.turn_to(page, None);
            crate::ui::focus_soon(if words { "chart-text" } else { "chart-open" });
        });
    }

    fn turn_to(self, page: Arc<DocumentPage>, place: Option<(u32, u32)>) {
        self.selected.set(None);
        self.shown.set(None);
        self.coded.set(page.coded.clone());
        self.page.set(Some(page));
        self.view.set(View::Document);
        self.shown.set(place);
    }

    /// Opens the document that is open once more. Where only the codes on its words are others, nothing moves.
    pub(super) fn read_quietly(self, document: [u8; 16], version: Option<[u8; 16]>) {
        self.read_then(document, version, move |page| {
            let open = self.page.get_untracked();
            let Some(open) = open.filter(|open| open.line.id == page.line.id) else {
                return;
            };
            self.coded.set(page.coded.clone());
            if open.shown != page.shown || open.line != page.line {
                self.page.set(Some(page));
            }
        });
    }

    fn read_then(
        self,
        document: [u8; 16],
        version: Option<[u8; 16]>,
        then: impl Fn(Arc<DocumentPage>) + 'static,
    ) {
        let Some(encounter) = self.encounter.get_untracked() else {
            return;
        };
        let request = ChartsRequest::Read {
            encounter,
            document,
            version,
            reason: String::new(),
        };
        self.ask(request, move |event| {
            if let ChartsEvent::Page(page) = event {
                self.line_changed(&page.line);
                then(Arc::from(page));
            }
        });
    }

    /// Takes a document's page as an answer to something that changed it, and has the list made anew.
    pub(super) fn changed(self, page: Box<DocumentPage>, said: &'static str) {
        self.selected.set(None);
        self.shown.set(None);
        self.coded.set(page.coded.clone());
        self.page.set(Some(Arc::from(page)));
        self.view.set(View::Document);
        self.shell.say(said);
        self.open_chart(String::new());
    }

    /// Takes what is now known of a document into the list: above all, that it is read.
    fn line_changed(self, line: &DocumentLine) {
        let Some(chart) = self.chart.get_untracked() else {
            return;
        };
        let mut chart = Chart::clone(&chart);
        let lines = chart
            .groups
            .iter_mut()
            .flat_map(|group| &mut group.documents);
        let Some(known) = lines.into_iter().find(|known| known.id == line.id) else {
            return;
        };
        if known == line {
            return;
        }
        *known = line.clone();
        let all = chart.groups.iter().flat_map(|group| &group.documents);
        chart.unread = u32::try_from(all.filter(|line| line.unread).count()).unwrap_or(u32::MAX);
        self.chart.set(Some(Arc::new(chart)));
    }

    /// The documents in the order of the list.
    pub(super) fn in_list(self) -> Vec<DocumentLine> {
        self.chart.with_untracked(|chart| {
            let groups = chart.iter().flat_map(|chart| &chart.groups);
            groups
                .flat_map(|group| group.documents.clone())
                .collect::<Vec<_>>()
        })
    }

    /// The document so many places further on in the list that has something to read.
    pub(super) fn neighbour(self, by: isize) -> Option<[u8; 16]> {
        let open = self
            .page
            .with_untracked(|page| page.as_ref().map(|page| page.line.id));
        let there: Vec<[u8; 16]> = self
            .in_list()
            .into_iter()
            .filter(|line| !line.expected)
            .map(|line| line.id)
            .collect();
        let at = there.iter().position(|id| Some(*id) == open)?;
        there.get(at.checked_add_signed(by)?).copied()
    }
}

impl Charts {
    /// Back to the list, at the document that is open.
    pub(super) fn back_to_list(self) {
        self.view.set(View::Nothing);
        let open = self
            .page
            .with_untracked(|page| page.as_ref().map(|page| page.line.id));
        let at = self
            .in_list()
            .iter()
            .position(|line| Some(line.id) == open)
            .unwrap_or(0);
        crate::ui::focus_soon(format!("chart-document-{at}"));
    }
}
