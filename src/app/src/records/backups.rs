//! Backups: everything kept here, sealed as it is, in one file; and what a file of that kind holds.

use custodian::protocol::{BackedUp, Event, Failure, KeepingEvent, KeepingRequest, Request};
use leptos::prelude::*;

use super::backup_file::BackupFile;
use super::keeper::Keeper;
use super::pieces::Gathered;
use super::safety::Safety;
use crate::shell::Shell;
use crate::ui::{counted, failure, size};

/// The tab.
#[component]
pub(super) fn Backups() -> impl IntoView {
    view! {
        <WriteBackup/>
        <section data-test="check-backup">
            <h2>"Look into a backup"</h2>
            <p class="quiet">"A file is read whole, held against its own seals, and nothing is written. It is restored where nothing is kept yet: open Chartroom in another browser or profile and choose it at the door."</p>
            <BackupFile/>
        </section>
        <Safety/>
    }
}

/// A backup under way. Pieces are handed to the browser as they come, which may keep them on the disk.
#[derive(Clone, Copy)]
struct Writing {
    keeper: Keeper,
    shell: Shell,
    pieces: Gathered,
    so_far: RwSignal<Option<u64>>,
    done: RwSignal<Option<BackedUp>>,
    refused: RwSignal<Option<Failure>>,
    /// Somebody stopped it.
    stopped: StoredValue<bool>,
}

impl Writing {
    fn begin(self) {
        if self.so_far.get_untracked().is_some() {
            return;
        }
        self.pieces.clear();
        self.stopped.set_value(false);
        self.refused.set(None);
        self.done.set(None);
        self.so_far.set(Some(0));
        self.go_on(true);
    }

    fn go_on(self, begin: bool) {
        let request = Request::Keeping(KeepingRequest::BackUp { begin });
        self.keeper.ask(request, move |event| match event {
            Event::Keeping(KeepingEvent::Backup(piece)) => {
                if !self.pieces.take(&piece.bytes) {
                    self.give_up(not_taken());
                    return;
                }
                match piece.done {
                    Some(done) => self.end(done),
                    None if self.stopped.get_value() => self.stop(),
                    None => {
                        self.so_far.set(Some(piece.so_far));
                        self.go_on(false);
                    }
                }
            }
            Event::Failed(failure) => self.fail(failure),
            _ => {}
        });
    }

    fn end(self, done: BackedUp) {
        let given = self.pieces.give(&done.name);
        self.so_far.set(None);
        if !given {
            self.refused.set(Some(not_taken()));
            return;
        }
        self.shell
            .say(format!("{} was given to the browser.", done.name));
        self.done.set(Some(done));
        self.keeper.look_at_health();
    }

    fn stop(self) {
        self.pieces.clear();
        self.keeper
            .ask(Request::Keeping(KeepingRequest::StopBackup), move |_| {
                self.so_far.set(None);
                self.shell
                    .say("The backup was stopped. No file was written.");
            });
    }

    fn give_up(self, failure: Failure) {
        self.keeper
            .ask(Request::Keeping(KeepingRequest::StopBackup), |_| {});
        self.fail(failure);
    }

    fn fail(self, failure: Failure) {
        self.pieces.clear();
        self.so_far.set(None);
        self.refused.set(Some(failure));
    }
}

fn not_taken() -> Failure {
    Failure::new(
        "The backup was not written.",
        "The browser did not take the file: there may be no room for it.",
        "backup",
        "Free some room on the disk, then write it again.",
    )
}

#[component]
fn WriteBackup() -> impl IntoView {
    let writing = Writing {
        keeper: expect_context::<Keeper>(),
        shell: expect_context::<Shell>(),
        pieces: Gathered::new(),
        so_far: RwSignal::new(None),
        done: RwSignal::new(None),
        refused: RwSignal::new(None),
        stopped: StoredValue::new(false),
    };
    let under_way = move || writing.so_far.with(Option::is_some);
    view! {
        <section data-test="write-backup">
            <h2>"Write a backup"</h2>
            <p class="quiet">"Everything kept here in one file, sealed as it is: it opens with the same passwords, kits and escrow code, and with nothing else. Keep it on another disk."</p>
            <div class="hello-actions">
                <button class="button first" type="button" data-test="back-up" aria-disabled=move || under_way().to_string() on:click=move |_| writing.begin()>"Write a backup"</button>
                {move || under_way().then(|| view! { <button class="button" type="button" data-test="stop-backup" on:click=move |_| writing.stopped.set_value(true)>"Stop"</button> })}
            </div>
            <p role="status" data-test="backup-says">{move || writing.so_far.get().map(|bytes| format!("Writing… {} so far.", size(bytes)))}</p>
            {move || writing.done.get().map(|done| view! {
                <div class="notice info" data-test="backed-up">
                    <p class="strong">{format!("{}: {}", done.name, done.size)}</p>
                    <p>{format!("{} and {} are in it.", counted(done.changes, "change", "changes"), counted(done.entries, "entry of the audit trail", "entries of the audit trail"))}</p>
                    <p>"Digest "<span class="num">{done.digest}</span>". Check the file below before you rely on it: whether the disk took it, only reading it shows."</p>
                </div>
            })}
            {move || writing.refused.get().map(|refused| failure(&refused))}
        </section>
    }
}
