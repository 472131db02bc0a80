//! What the session does with the shelf: keeps it, marks favourites, posts from it.

use engine::protocol::{CodeLine, Event, ReadCode, Request};
use leptos::prelude::*;

use super::super::found;
use super::super::row::Row;
use super::super::shelf::{KeptCode, Shelf};
use super::{BookTab, Session};
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
        self.set_waits.set(None);
        let date = self.code_date();
        let text: Vec<&str> = set.codes.iter().map(|kept| kept.code.as_str()).collect();
        let request = Request::ReadCodes {
            text: text.join(" "),
            date: date.clone(),
        };
        self.link.ask(request, move |event| match event {
            Event::Codes(codes) => {
                let bad = self.post_all(codes, |_| found::set(&set.name));
                if !bad.is_empty() {
                    let names: Vec<&str> =
                        bad.iter().map(|code| code.line.dotted.as_str()).collect();
                    self.shell.say(format!(
                        "Not posted from “{}”, because it can't be reported on {date}: {}.",
                        set.name,
                        names.join(", ")
                    ));
                    // The shelf offers what stands in for them.
                    let waiting = bad.iter().map(|code| KeptCode::from(&code.line));
                    self.set_waits
                        .set(Some((set.name.clone(), waiting.collect())));
                    self.show(BookTab::Shelf);
                    crate::ui::focus_soon(format!("instead-{at}-0-0"));
                }
            }
            Event::Failed(failure) => self.shell.say(format!("{} {}", failure.what, failure.fix)),
            _ => {}
        });
    }

    /// Takes a code into a set in place of one that can't be reported; where the set was posted without it, posts it too.
    pub(in crate::coding) fn take_instead(self, set: &str, old: &KeptCode, line: &CodeLine) {
        self.shelf
            .update(|shelf| shelf.replace_in_set(set, old, KeptCode::from(line)));
        if untrack(|| self.waits_for(set, old)) {
            self.set_waits.update(|waits| {
                if let Some((_, codes)) = waits {
                    codes.retain(|code| code != old);
                }
                if waits.as_ref().is_some_and(|(_, codes)| codes.is_empty()) {
                    *waits = None;
                }
            });
            let way = format!("{} → {}", found::set(set), line.dotted);
            self.post_lines(vec![line.clone()], way);
        } else {
            self.say(format!("{} stands in the set “{set}” now.", line.dotted));
        }
    }

    /// Whether a set was posted without this code of it, and nothing was taken in its place yet.
    pub(in crate::coding) fn waits_for(self, set: &str, code: &KeptCode) -> bool {
        self.set_waits.with(|waits| {
            waits
                .as_ref()
                .is_some_and(|(name, codes)| name == set && codes.contains(code))
        })
    }

    /// Posts codes whose lines are at hand, found by a way.
    pub(in crate::coding) fn post_lines(self, lines: Vec<CodeLine>, found_by: String) {
        let codes = lines
            .into_iter()
            .map(|line| ReadCode {
                from: line.dotted.clone(),
                known: !line.title.is_empty(),
                line,
            })
            .collect();
        let bad = self.post_all(codes, |_| found_by.clone());
        if let Some(first) = bad.first() {
            self.shell.say(format!(
                "{} was not posted: it can't be reported on {}.",
                first.line.dotted,
                self.code_date()
            ));
        }
    }
}
