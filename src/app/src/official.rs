//! Official files: taken in from the user's disk, kept on this device, and browsed.
//!
//! They hold no patient data. Each is read by the engine, one after another; what it accepts is kept by the browser and
//! taken in again when the page is opened next.

use std::collections::VecDeque;

use engine::protocol::{Book, Event, Failure, OfficialDays, OfficialFile, Request};
use leptos::prelude::*;

use crate::link::Link;
use crate::shell::Shell;

mod browse;
mod code;
mod files;
mod grid;
mod index;
mod page;
mod store;

pub(crate) use browse::Browse;
pub(crate) use page::OfficialPage;

/// A file on its way to the engine.
#[derive(Debug, Clone, PartialEq)]
struct Picked {
    name: String,
    bytes: Vec<u8>,
    /// First day for which it speaks, where the user has said it.
    effective: Option<String>,
    /// Day it was taken in first, `YYYY-MM-DD`; `None` for one that was just picked.
    taken: Option<String>,
}

/// A file that is in use.
#[derive(Debug, Clone, PartialEq)]
struct Taken {
    file: OfficialFile,
    /// Day it was taken in, `YYYY-MM-DD`.
    on: String,
}

/// The files. A copy is only a reference; it outlives its screen.
#[derive(Clone, Copy)]
pub(crate) struct Official {
    link: Link,
    shell: Shell,
    taken: RwSignal<Vec<Taken>>,
    waiting: RwSignal<VecDeque<Picked>>,
    /// Name of the file that the engine reads now.
    reading: RwSignal<Option<String>>,
    /// A file that does not say from when it holds.
    question: RwSignal<Option<(Picked, OfficialDays)>>,
    /// Files that were refused.
    refused: RwSignal<Vec<(String, Failure)>>,
}

impl Official {
    /// Takes in again what was kept, as soon as the engine has its packs.
    pub(crate) fn new(link: Link, shell: Shell) -> Self {
        let official = Self {
            link,
            shell,
            taken: RwSignal::new(Vec::new()),
            waiting: RwSignal::new(VecDeque::new()),
            reading: RwSignal::new(None),
            question: RwSignal::new(None),
            refused: RwSignal::new(Vec::new()),
        };
        let restored = StoredValue::new(false);
        Effect::new(move |_| {
            if link.ready() && !restored.get_value() {
                restored.set_value(true);
                leptos::task::spawn_local(official.restore());
            }
        });
        official
    }

    async fn restore(self) {
        match store::all().await {
            Ok(kept) => {
                self.waiting.update(|waiting| waiting.extend(kept));
                self.next();
            }
            Err(why) => self.refused.update(|refused| {
                refused.push(("Files kept by this browser".to_owned(), unkept(&why)));
            }),
        }
    }

    /// Takes a file that the user has picked.
    fn pick(self, name: String, bytes: Vec<u8>) {
        self.refused
            .update(|refused| refused.retain(|(other, _)| *other != name));
        self.waiting.update(|waiting| {
            waiting.push_back(Picked {
                name,
                bytes,
                effective: None,
                taken: None,
            });
        });
        self.next();
    }

    /// Gives the next file to the engine, unless it still reads one or a question is open.
    fn next(self) {
        if self.reading.with_untracked(Option::is_some)
            || self.question.with_untracked(Option::is_some)
        {
            return;
        }
        let Some(picked) = self.waiting.try_update(VecDeque::pop_front).flatten() else {
            return;
        };
        self.reading.set(Some(picked.name.clone()));
        let request = Request::OfficialTake {
            name: picked.name.clone(),
            bytes: picked.bytes.clone(),
            effective: picked.effective.clone(),
        };
        let mut picked = Some(picked);
        self.link.ask(request, move |event| {
            let Some(picked) = picked.take() else { return };
            self.reading.set(None);
            match event {
                Event::OfficialTaken(file) => self.took(picked, *file),
                Event::OfficialDays(days) => {
                    self.question.set(Some((picked, days)));
                    crate::ui::focus_soon("official-day");
                }
                Event::Failed(failure) => {
                    self.shell.say(format!("{} was refused", picked.name));
                    self.refused
                        .update(|refused| refused.push((picked.name, failure)));
                }
                _ => {}
            }
            self.next();
            self.tell();
        });
    }

    /// Has the other screens ask anew once all files are read: weights, exempt codes and lists of codes may be others now.
    fn tell(self) {
        if self.reading.with_untracked(Option::is_none) {
            self.link.ask(Request::About, move |event| {
                if let Event::About(about) = event {
                    self.link.about.set(Some(about));
                }
            });
        }
    }

    fn took(self, picked: Picked, file: OfficialFile) {
        let new = picked.taken.is_none();
        let on = picked.taken.clone().unwrap_or_else(crate::ui::today);
        let id = file.id.clone();
        let name = file.name.clone();
        self.taken.update(|taken| {
            taken.retain(|other| other.file.id != id);
            taken.push(Taken {
                file,
                on: on.clone(),
            });
        });
        if new {
            self.shell.say(format!("{name} taken in"));
            leptos::task::spawn_local(async move {
                if let Err(why) = store::put(&id, &on, &picked).await {
                    self.refused
                        .update(|refused| refused.push((name, unkept(&why))));
                }
            });
        }
    }

    /// Takes the file in with the day the user chose.
    fn answer(self, day: String) {
        if let Some((picked, _)) = self.question.try_update(Option::take).flatten() {
            let picked = Picked {
                effective: Some(day),
                ..picked
            };
            self.waiting.update(|waiting| waiting.push_front(picked));
            self.next();
        }
    }

    /// Lets the file be.
    fn leave(self) {
        self.question.set(None);
        self.next();
    }

    /// Takes in no further file; the one that is being read ends first.
    fn stop(self) {
        self.waiting.update(VecDeque::clear);
    }

    fn remove(self, id: String) {
        let request = Request::OfficialForget { id: id.clone() };
        self.link.ask(request, move |_| self.tell());
        let gone = self.taken.try_update(|taken| {
            let at = taken.iter().position(|other| other.file.id == id)?;
            Some(taken.remove(at))
        });
        if let Some(gone) = gone.flatten() {
            self.shell
                .say(format!("{} is no longer used", gone.file.name));
        }
        if self
            .shell
            .book
            .get_untracked()
            .is_some_and(|book| !self.has(book))
        {
            self.shell.book.set(None);
        }
        leptos::task::spawn_local(async move {
            if let Err(why) = store::remove(&id).await {
                self.shell
                    .say(format!("The browser did not let go of the file: {why}"));
            }
        });
    }

    /// Has what runs now run again when a file is taken in or removed.
    pub(crate) fn watch(self) {
        self.taken.track();
    }

    /// Whether a book is among the files.
    fn has(self, book: Book) -> bool {
        self.taken.with(|taken| {
            taken
                .iter()
                .flat_map(|taken| &taken.file.parts)
                .any(|part| part.book == Some(book))
        })
    }
}

fn unkept(why: &str) -> Failure {
    Failure {
        what: "The browser did not keep the file.".to_owned(),
        why: format!("{why}. It is in use until the page is closed."),
        place: "this browser's storage".to_owned(),
        fix: "Free some space, or leave private browsing, and pick the file again.".to_owned(),
    }
}
