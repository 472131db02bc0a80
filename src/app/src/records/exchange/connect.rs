//! The facility is on this device only: it can be set up on the server that the page comes from.

use custodian::protocol::{Event, Request, SyncRequest};
use leptos::{ev, prelude::*};

use crate::records::Keeper;
use crate::shell::Shell;
use crate::ui::{TextField, failure};

/// The form.
#[component]
pub(crate) fn Connect() -> impl IntoView {
    let keeper = expect_context::<Keeper>();
    let shell = expect_context::<Shell>();
    let code = RwSignal::new(String::new());
    let working = RwSignal::new(false);
    let refused = RwSignal::new(None);
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        if working.get_untracked() {
            return;
        }
        working.set(true);
        refused.set(None);
        let request = SyncRequest::Connect {
            code: code.get_untracked(),
        };
        keeper.ask(Request::Sync(request), move |event| {
            working.set(false);
            match event {
                Event::Failed(failure) => refused.set(Some(failure)),
                _ => shell
                    .say("The facility is on the server now. What is here is being sent, sealed."),
            }
        });
    };
    view! {
        <section data-test="connect">
            <h2>"Other devices"</h2>
            <p>"Everything is kept on this device only. On a server, colleagues' laptops and your own others get to see the same records, and work on without a line."</p>
            <p class="quiet">"The server that this page comes from keeps sealed rows only: it can't open a record, and whoever runs it can't. It prints a code when it is started for the first time; with it, a facility is set up there. A device whose records came out of a backup comes in with a code made on another device."</p>
            <form class="door-form" on:submit=submit data-test="connect-form">
                <TextField id="connect-code" label="Code of the server" value=code under="Four groups of five. Capitals, spaces and dashes don't matter."/>
                {move || refused.get().map(|refused| failure(&refused))}
                <div class="actions">
                    <button class="button first" type="submit" data-test="connect-submit" aria-disabled=move || working.get().to_string()>
                        {move || if working.get() { "Asking the server…" } else { "Set up on the server" }}
                    </button>
                </div>
            </form>
        </section>
    }
}
