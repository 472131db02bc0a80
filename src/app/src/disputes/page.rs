//! The log on screen.

use leptos::prelude::*;

use super::Disputes;
use super::entry::EntryView;
use crate::link::Link;
use crate::ui::{Icon, Picture, failure};

/// The screen.
#[component]
pub(crate) fn DisputesPage() -> impl IntoView {
    let disputes = expect_context::<Disputes>();
    let link = expect_context::<Link>();
    let none = move || disputes.entries.with(Vec::is_empty);
    view! {
        <div class="page" data-test="disputes">
            <div class="column disputes">
                <header class="facility-head">
                    <div>
                        <h1>"Disputed results"</h1>
                        <p>"Where you hold an edit, a DRG or what is said of a code to be wrong: note what would be right, report it, and find the claims that are to be coded again once it is put right."</p>
                        <p class="quiet small">"The log lives in this page's memory and in the files that you write. The stay in it has no name, note, document or true date, and ages above 89 read 90; write nothing of a patient into the fields either. Rare codes may still point to someone."</p>
                    </div>
                    <div class="cond-line">
                        <label class="button file" class:waiting=move || !link.ready()>
                            <Icon of=Picture::File/>"Open a log"
                            <input autocomplete="off" class="out-of-sight" type="file" id="disputes-file" accept=".json" prop:disabled=move || !link.ready()
                                on:change:target=move |event| crate::ui::read_chosen(
                                    &event.target(),
                                    move |_, bytes| disputes.import(bytes),
                                    move || disputes.shell.say("The browser could not read the file. Choose it again."),
                                )/>
                        </label>
                        <Show when=move || !none()>
                            <button class="button" type="button" data-test="disputes-export" on:click=move |_| disputes.export()>"Write the log into a file"</button>
                            <span class="chip warn" hidden=move || !disputes.unsaved()>"In memory only — not saved"</span>
                        </Show>
                    </div>
                </header>
                {move || disputes.refused.get().map(|told| failure(&told))}
                <Show when=none>
                    <div class="empty" data-test="disputes-none">
                        <p class="strong">"Nothing is disputed."</p>
                        <p>"In a stay: “Dispute” beside an edit, under “Why this DRG”, or on a code's page."</p>
                    </div>
                </Show>
                <ol class="dispute-list">
                    <For each=move || disputes.entries.get() key=|entry| entry.key let:entry>
                        <EntryView entry/>
                    </For>
                </ol>
            </div>
        </div>
    }
}
