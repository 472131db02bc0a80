//! Without a line: a file that one laptop writes and another takes in, on a stick.

use custodian::protocol::{BackedUp, Event, Failure, Request, SyncEvent, SyncRequest};
use leptos::prelude::*;
use web_sys::File;

use crate::records::Keeper;
use crate::records::pieces::{Gathered, piece_of};
use crate::shell::Shell;
use crate::ui::{Icon, Picture, counted, failure, size};

/// A file on its way out or in. A copy is only a reference.
#[derive(Clone, Copy)]
struct Stick {
    keeper: Keeper,
    shell: Shell,
    pieces: Gathered,
    /// Bytes so far, while something is under way.
    so_far: RwSignal<Option<u64>>,
    written: RwSignal<Option<BackedUp>>,
    refused: RwSignal<Option<Failure>>,
}

impl Stick {
    fn begin(self) -> bool {
        if self.so_far.get_untracked().is_some() {
            return false;
        }
        self.pieces.clear();
        self.refused.set(None);
        self.written.set(None);
        self.so_far.set(Some(0));
        true
    }

    fn fail(self, why: Failure) {
        self.pieces.clear();
        self.so_far.set(None);
        self.refused.set(Some(why));
    }

    fn write(self, begin: Option<bool>) {
        let request = Request::Sync(SyncRequest::WriteStick { begin });
        self.keeper.ask(request, move |event| match event {
            Event::Sync(SyncEvent::Stick(piece)) => {
                if !self.pieces.take(&piece.bytes) {
                    self.fail(not_taken());
                    return;
                }
                match piece.done {
                    None => {
                        self.so_far.set(Some(piece.so_far));
                        self.write(None);
                    }
                    Some(done) if self.pieces.give(&done.name) => {
                        self.so_far.set(None);
                        self.written.set(Some(done));
                    }
                    Some(_) => self.fail(not_taken()),
                }
            }
            Event::Failed(why) => self.fail(why),
            _ => {}
        });
    }

    fn read(self, file: File, from: f64) {
        leptos::task::spawn_local(async move {
            let (piece, next) = match piece_of(file.clone(), from).await {
                Ok(read) => read,
                Err(why) => {
                    self.fail(why);
                    return;
                }
            };
            let request = Request::Sync(SyncRequest::TakeStick(piece));
            self.keeper.ask(request, move |event| match event {
                Event::Sync(SyncEvent::Taken(view)) if view.done => {
                    self.so_far.set(None);
                    self.shell.say(match view.new {
                        0 => "Everything in that file was here already.".to_owned(),
                        new => format!("{} came in.", counted(new, "change", "changes")),
                    });
                }
                Event::Sync(SyncEvent::Taken(view)) => {
                    self.so_far.set(Some(view.read));
                    self.read(file.clone(), next);
                }
                Event::Failed(why) => self.fail(why),
                _ => {}
            });
        });
    }
}

fn not_taken() -> Failure {
    Failure::new(
        "The file was not written.",
        "The browser did not take it: there may be no room for it.",
        "the file for another laptop",
        "Free some room on the disk, then write it again.",
    )
}

/// The section.
#[component]
pub(crate) fn OnAStick() -> impl IntoView {
    let stick = Stick {
        keeper: expect_context::<Keeper>(),
        shell: expect_context::<Shell>(),
        pieces: Gathered::new(),
        so_far: RwSignal::new(None),
        written: RwSignal::new(None),
        refused: RwSignal::new(None),
    };
    let busy = move || stick.so_far.with(Option::is_some);
    let write = move |all: bool| {
        if stick.begin() {
            stick.write(Some(all));
        }
    };
    view! {
        <section data-test="stick">
            <h2>"Without a line: a file on a stick"</h2>
            <p class="quiet">"Another laptop of this facility takes it in, and sends it on to the server when it has a line. It is sealed: who finds the stick finds nothing."</p>
            <div class="actions">
                <button class="button" type="button" data-test="stick-new" aria-disabled=move || busy().to_string() on:click=move |_| write(false)>"Write what is new since the last file"</button>
                <button class="button plain" type="button" data-test="stick-all" aria-disabled=move || busy().to_string() on:click=move |_| write(true)>"Write everything"</button>
                <label class="button file" class:waiting=busy>
                    <Icon of=Picture::File/>"Take in a file"
                    <input autocomplete="off" class="out-of-sight" type="file" id="stick-file" data-test="stick-file" prop:disabled=busy
                        on:change:target=move |event| {
                            let field = event.target();
                            if let Some(file) = field.files().and_then(|files| files.get(0)) && stick.begin() {
                                stick.read(file, 0.0);
                            }
                            field.set_value("");
                        }/>
                </label>
            </div>
            <p role="status" data-test="stick-says">{move || stick.so_far.get().map(|bytes| format!("At work… {}", size(bytes)))}</p>
            {move || stick.written.get().map(|done| view! {
                <p class="notice info" data-test="stick-written">{format!("{} was given to the browser: {}, {}.", done.name, counted(done.changes, "change", "changes"), done.size)}</p>
            })}
            {move || stick.refused.get().map(|why| failure(&why))}
        </section>
    }
}
