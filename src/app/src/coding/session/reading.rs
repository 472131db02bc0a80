//! What the session does with the book: the page shown, the way back, and the date it is read on.

use engine::protocol::{CodeSystem, Event, Request};
use leptos::prelude::*;

use super::super::row::Target;
use super::{BookTab, Session};

impl Session {
    /// The date the book is read on: the one chosen for it, else the stay's.
    pub(crate) fn reading_date(self) -> String {
        self.as_of
            .get()
            .unwrap_or_else(|| self.draft.with(|_| self.code_date()))
    }

    /// The same, as it is now.
    pub(in crate::coding) fn reading_date_now(self) -> String {
        self.as_of
            .get_untracked()
            .unwrap_or_else(|| self.code_date())
    }

    /// Shows the page of a code, without moving the focus.
    pub(in crate::coding) fn look_up(self, system: CodeSystem, code: &str) {
        self.glancing.set(false);
        self.read(system, code);
    }

    /// The same for a code that is only passed: the way back does not lead to it.
    pub(in crate::coding) fn glance(self, system: CodeSystem, code: &str) {
        self.glancing.set(true);
        self.read(system, code);
    }

    /// Shows the page of a code that stands on the page itself: the focus goes to the new page.
    pub(in crate::coding) fn follow(self, system: CodeSystem, code: &str) {
        self.look_up(system, code);
        crate::ui::focus_soon("book-panel");
    }

    fn read(self, system: CodeSystem, code: &str) {
        self.tab.set(BookTab::Code);
        self.look_up.ask(Request::Code {
            system,
            code: code.to_owned(),
            date: self.reading_date_now(),
        });
    }

    /// Shows the page before (-1) or after (1), if there is one.
    pub(crate) fn turn(self, by: isize) {
        let page = self.trail.try_update(|trail| trail.go(by)).flatten();
        match page {
            Some((system, code)) => self.look_up(system, &code),
            None if by < 0 => self.say("No page was looked at before this one."),
            None => self.say("No page was looked at after this one."),
        }
    }

    /// Reads the book as it stands on a date; `None` for the stay's own.
    pub(in crate::coding) fn read_as_of(self, date: Option<String>) {
        self.as_of.set(date);
        let shown = self.page.with_untracked(|page| {
            page.as_ref()
                .map(|page| (page.line.system, page.line.code.clone()))
        });
        if let Some((system, code)) = shown {
            self.look_up(system, &code);
        }
    }

    /// Opens the list of a code set at a level.
    pub(in crate::coding) fn leaf_to(self, system: CodeSystem, key: String) {
        self.list.set((system, key));
        self.tab.set(BookTab::Browse);
        crate::ui::focus_soon("browse-list");
    }

    /// Opens the list where it was left.
    pub(crate) fn leaf(self) {
        self.tab.set(BookTab::Browse);
        crate::ui::focus_soon("browse-list");
    }

    /// Posts a code only if it can be reported on the stay's date, whatever date the book is read on.
    pub(in crate::coding) fn post_checked(
        self,
        system: CodeSystem,
        code: &str,
        shown: &str,
        target: Target,
        found_by: String,
    ) {
        let date = self.code_date();
        let (code, shown) = (code.to_owned(), shown.to_owned());
        let request = Request::ReadCodes {
            text: code.clone(),
            date: date.clone(),
        };
        self.link.ask(request, move |event| match event {
            Event::Codes(codes) => {
                let good = codes.iter().find(|read| {
                    read.known
                        && read.line.billable
                        && read.line.system == system
                        && read.line.code == code
                });
                match good {
                    Some(read) => {
                        self.post(
                            system,
                            &read.line.code,
                            &read.line.dotted,
                            target,
                            found_by.clone(),
                        );
                    }
                    None => self.say(format!(
                        "{shown} was not posted: it can't be reported on {date}."
                    )),
                }
            }
            Event::Failed(failure) => self.say(format!("{} {}", failure.what, failure.fix)),
            _ => {}
        });
    }
}
