//! A backup that somebody chose: read whole first, then, where nothing is kept yet, brought in.

use custodian::protocol::{BackupView, Event, Failure, KeepingEvent, KeepingRequest, Request};
use leptos::prelude::*;
use web_sys::File;

use super::keeper::Keeper;
use super::pieces::piece_of;
use crate::shell::Shell;
use crate::ui::{Icon, Picture, counted, failure, size};

/// How far it is.
#[derive(Clone)]
enum Stage {
    Nothing,
    Reading(u64),
    Checked(Box<BackupView>),
    Restoring(u64),
    Failed(Failure),
}

/// The file, and how far it is. A copy is only a reference.
#[derive(Clone, Copy)]
pub(super) struct Chosen {
    keeper: Keeper,
    shell: Shell,
    file: StoredValue<Option<File>, LocalStorage>,
    stage: RwSignal<Stage>,
}

impl Chosen {
    fn choose(self, file: File) {
        self.file.set_value(Some(file));
        self.stage.set(Stage::Reading(0));
        self.feed(0.0, false);
    }

    fn restore(self) {
        self.stage.set(Stage::Restoring(0));
        self.feed(0.0, true);
    }

    fn busy(self) -> bool {
        self.stage
            .with(|stage| matches!(stage, Stage::Reading(_) | Stage::Restoring(_)))
    }

    /// Hands over the piece that begins there; the answer asks for the next.
    fn feed(self, from: f64, restore: bool) {
        let Some(file) = self.file.get_value() else {
            return;
        };
        leptos::task::spawn_local(async move {
            let (piece, to) = match piece_of(file, from).await {
                Ok(read) => read,
                Err(why) => {
                    self.stage.set(Stage::Failed(why));
                    return;
                }
            };
            let request = if restore {
                KeepingRequest::Restore(piece)
            } else {
                KeepingRequest::CheckBackup(piece)
            };
            self.keeper.ask(Request::Keeping(request), move |event| {
                self.hear(event, to, restore);
            });
        });
    }

    fn hear(self, event: Event, next: f64, restore: bool) {
        match event {
            Event::Keeping(KeepingEvent::BackupRead(bytes)) => {
                self.stage.set(if restore {
                    Stage::Restoring(bytes)
                } else {
                    Stage::Reading(bytes)
                });
                self.feed(next, restore);
            }
            Event::Keeping(KeepingEvent::BackupChecked(view)) => {
                self.stage.set(Stage::Checked(view));
            }
            Event::Keeping(KeepingEvent::Restored(view)) => {
                self.shell.say(format!(
                    "The backup is restored: {}. Unlock it.",
                    counted(view.changes, "change", "changes")
                ));
                self.keeper.vanished.set(None);
                self.keeper.look_at_door();
            }
            Event::Failed(failure) => {
                self.stage.set(Stage::Failed(failure));
                if restore {
                    self.keeper.look_at_door();
                }
            }
            _ => {}
        }
    }
}

/// The field and what the file holds.
#[component]
pub(super) fn BackupFile() -> impl IntoView {
    let chosen = Chosen {
        keeper: expect_context::<Keeper>(),
        shell: expect_context::<Shell>(),
        file: StoredValue::new_local(None),
        stage: RwSignal::new(Stage::Nothing),
    };
    let says = move || {
        let of = chosen
            .file
            .with_value(|file| file.as_ref().map_or(0.0, |file| file.size()));
        match chosen.stage.get() {
            Stage::Reading(bytes) => {
                format!("Reading… {} of {}", size(bytes), size(of as u64))
            }
            Stage::Restoring(bytes) => {
                format!("Bringing it in… {} of {}", size(bytes), size(of as u64))
            }
            _ => String::new(),
        }
    };
    view! {
        <div>
            <label class="button file" class:waiting=move || chosen.busy()>
                <Icon of=Picture::File/>"Choose a backup"
                <input autocomplete="off" class="out-of-sight" type="file" id="backup-file" data-test="backup-file" prop:disabled=move || chosen.busy()
                    on:change:target=move |event| {
                        let field = event.target();
                        if let Some(file) = field.files().and_then(|files| files.get(0)) {
                            chosen.choose(file);
                        }
                        field.set_value("");
                    }/>
            </label>
        </div>
        <p role="status" data-test="backup-file-says">{says}</p>
        {move || match chosen.stage.get() {
            Stage::Checked(view) => view! { <Holds view=*view chosen/> }.into_any(),
            Stage::Failed(refused) => failure(&refused).into_any(),
            _ => ().into_any(),
        }}
    }
}

#[component]
fn Holds(view: BackupView, chosen: Chosen) -> impl IntoView {
    let made = if view.made.is_empty() {
        "It does not say when it was made.".to_owned()
    } else {
        format!("Made {}.", view.made)
    };
    let can = view.refused.is_none();
    view! {
        <div class="backup-holds" data-test="backup-holds">
            <div class="notice info">
                <p class="strong">{format!("The backup is whole: {}.", view.size)}</p>
                <p>{made}" "{format!("{} and {} are in it.", counted(view.changes, "change", "changes"), counted(view.entries, "entry of the audit trail", "entries of the audit trail"))}</p>
                <p>"Digest "<span class="num">{view.digest}</span></p>
            </div>
            {view.missing.as_ref().map(failure)}
            {view.refused.as_ref().map(failure)}
            {can.then(|| view! {
                <p>"Whoever may restore unlocks it first, and the audit trail says so. What is brought in counts as a store of its own from then on."</p>
                <div><button class="button first" type="button" data-test="restore-backup" on:click=move |_| chosen.restore()>"Restore it here"</button></div>
            })}
        </div>
    }
}

/// The way to a backup, where nothing is kept yet.
#[component]
pub(super) fn RestoreWay() -> impl IntoView {
    let keeper = expect_context::<Keeper>();
    let unfinished = move || {
        keeper
            .door
            .with(|door| door.as_ref().is_some_and(|door| door.unfinished))
    };
    view! {
        <section class="door-part demo-way" data-test="restore-way">
            <h2>"Restore from a backup"</h2>
            {move || unfinished().then(|| view! { <p class="notice warn" data-test="restore-unfinished">"A backup was being restored here and did not come to its end. Choose it again: what was begun is taken away first."</p> })}
            <p>"A file that Chartroom wrote on this or another device. It is read whole before anything is written."</p>
            <BackupFile/>
        </section>
    }
}
