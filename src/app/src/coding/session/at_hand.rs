//! What the session does with the shelf: keeps it, marks favourites, posts from it.

use engine::protocol::{CodeLine, Event, ReadCode, Request};
use leptos::prelude::*;

use super::super::row::Row;
use super::super::shelf::{KeptCode, Shelf};
use super::Session;
use crate::shell::keep;

/// Name under which the browser keeps the shelf.
const SHELF: &str = "chartroom.shelf";

/// The shelf as it was left.
pub(super) fn load() -> RwSignal<Shelf> {
    RwSignal::new(keep::load(SHELF).unwrap_or_default())
}

impl Session {
    /// Keeps the shelf for next time whenever it changes, and says once it changes where the browser keeps nothing.
    pub(super) fn keep_shelf(self) {
        Effect::new(move |before: Option<()>| {
            let kept = self.shelf.with(|shelf| keep::save(SHELF, shelf));
            if before.is_some() && !kept {
                self.shell.say("The browser keeps nothing here: favourites, sets and notes are gone when the page is closed.");
            }
        });
    }

    /// Keeps the code of a row among the favourites, or no longer.
    pub(in crate::coding) fn toggle_favourite(self, row: Row) {
        let code = self
            .draft
            .with_untracked(|draft| row.code(draft).map(str::to_owned));
        if let Some(code) = code {
            let kept = KeptCode {
                system: row.system(),
                code: engine::code_text::normalise_code(&code),
            };
            self.toggle_favourite_code(&kept, &row.shown(&code));
        }
    }

    /// The same for any code.
    pub(in crate::coding) fn toggle_favourite_code(self, code: &KeptCode, shown: &str) {
        let now = self
            .shelf
            .try_update(|shelf| shelf.toggle_favourite(code))
            .unwrap_or_default();
        self.shell.say(if now {
            format!("{shown} is a favourite now.")
        } else {
            format!("{shown} is no favourite any more.")
        });
    }

    /// Posts the codes of a set that can be reported on the date, as one change, and says which can't.
    pub(crate) fn post_set(self, at: usize) {
        let Some(set) = self
            .shelf
            .with_untracked(|shelf| shelf.sets.get(at).cloned())
        else {
            return;
        };
        let date = self.code_date();
        let text: Vec<&str> = set.codes.iter().map(|kept| kept.code.as_str()).collect();
        let request = Request::ReadCodes {
            text: text.join(" "),
            date: date.clone(),
        };
        self.link.ask(request, move |event| match event {
            Event::Codes(codes) => {
                let bad = self.post_all(codes);
                if !bad.is_empty() {
                    let names: Vec<&str> =
                        bad.iter().map(|code| code.line.dotted.as_str()).collect();
                    self.shell.say(format!(
                        "Not posted from “{}”, because it can't be reported on {date}: {}.",
                        set.name,
                        names.join(", ")
                    ));
                }
            }
            Event::Failed(failure) => self.shell.say(format!("{} {}", failure.what, failure.fix)),
            _ => {}
        });
    }

    /// Posts codes whose lines are at hand.
    pub(in crate::coding) fn post_lines(self, lines: Vec<CodeLine>) {
        let codes = lines
            .into_iter()
            .map(|line| ReadCode {
                from: line.dotted.clone(),
                known: !line.title.is_empty(),
                line,
            })
            .collect();
        let bad = self.post_all(codes);
        if let Some(first) = bad.first() {
            self.shell.say(format!(
                "{} was not posted: it can't be reported on {}.",
                first.line.dotted,
                self.code_date()
            ));
        }
    }
}
