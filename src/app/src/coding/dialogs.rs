//! The two questions about a stay that lives in memory: write it in the clear? give it up?

use engine::protocol::Request;
use leptos::prelude::*;

use super::session::Session;
use crate::shell::{Overlay, Shell};
use crate::ui::Dialog;

/// The dialogs, and the field through which a file is chosen.
#[component]
pub(crate) fn StayDialogs() -> impl IntoView {
    let shell = expect_context::<Shell>();
    let session = expect_context::<Session>();
    let export_open = Signal::derive(move || shell.overlay.get() == Overlay::Export);
    let leave_open = Signal::derive(move || shell.overlay.get() == Overlay::Leave);
    view! {
        <input autocomplete="off" type="file" id="stay-file" hidden=true accept=".json,.chartroom" aria-label="A stay written by Chartroom" data-test="stay-file"
            on:change:target=move |event| {
                crate::ui::read_chosen(
                    &event.target(),
                    move |_, bytes| session.receive(Request::StayImport { bytes }),
                    move || shell.say("The browser could not read the file. Choose it again."),
                );
            }/>
        <Dialog open=export_open on_close=move || shell.uncover() title="Write the stay into a file" test="export-dialog">
            <p>{move || if session.case.with(Option::is_some) {
                "The case is kept on this device, sealed. This writes its stay into a file of its own."
            } else {
                "This stay lives in this page's memory only: closing the page loses it. Stays that are cases of the worklist are kept."
            }}</p>
            <div class="notice warn">
                <p class="strong">"The file is written in the clear."</p>
                <p>"Anyone who gets it can read the label, the dates and every code. Keep it where such things may be kept."</p>
            </div>
            <div class="actions">
                <button class="button" type="button" on:click=move |_| shell.uncover()>"Don't write"</button>
                <button class="button first" type="button" data-test="export-yes" on:click=move |_| { shell.uncover(); session.export(); }>
                    "Write it in the clear"
                </button>
            </div>
        </Dialog>
        <Dialog open=leave_open on_close=move || session.stay() title="Give up this stay?" test="leave-dialog">
            <p>{move || if session.case.with(Option::is_some) {
                "The last changes could not be saved; the header says why. Going on loses them."
            } else {
                "It stands in memory only and differs from its file or example. Going on loses what you changed."
            }}</p>
            <div class="actions">
                <button class="button first" type="button" data-test="leave-no" on:click=move |_| session.stay()>"Keep working on it"</button>
                <button class="button" type="button" on:click=move |_| { session.stay(); shell.overlay.set(Overlay::Export); }>"Write it into a file"</button>
                <button class="button danger" type="button" data-test="leave-yes" on:click=move |_| session.give_up()>"Give it up"</button>
            </div>
        </Dialog>
    }
}
