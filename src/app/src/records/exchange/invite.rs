//! Inviting somebody who comes in by themselves, on their own device.

use custodian::protocol::{CodeView, Event, Inviting, Request, SyncEvent, SyncRequest};
use leptos::{ev, prelude::*};

use crate::records::Keeper;
use crate::records::people::Roles;
use crate::ui::{TextField, failure};

/// The form, and then the code.
#[component]
pub(crate) fn Invite(
    /// Roles that a person can have.
    offered: impl Fn() -> Vec<String> + Copy + Send + Sync + 'static,
    /// Whether the dialog is open.
    open: RwSignal<bool>,
) -> impl IntoView {
    let keeper = expect_context::<Keeper>();
    let field = || RwSignal::new(String::new());
    let (name, credentials, unit) = (field(), field(), field());
    let chosen = RwSignal::new(vec!["coder".to_owned()]);
    let working = RwSignal::new(false);
    let refused = RwSignal::new(None);
    let made = RwSignal::new(None::<CodeView>);
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        if working.get_untracked() {
            return;
        }
        working.set(true);
        refused.set(None);
        let inviting = Inviting {
            name: name.get_untracked(),
            credentials: credentials.get_untracked(),
            unit: unit.get_untracked(),
            roles: chosen.get_untracked(),
        };
        keeper.ask(Request::Sync(SyncRequest::Invite(inviting)), move |event| {
            working.set(false);
            match event {
                Event::Sync(SyncEvent::Code(code)) => made.set(Some(code)),
                Event::Failed(failure) => refused.set(Some(failure)),
                _ => {}
            }
        });
    };
    view! {
        {move || match made.get() {
            Some(code) => view! {
                <div class="door-form">
                    <p>"On their own device they open this address, choose “Come in with this device”, “I was invited”, and type:"</p>
                    <p class="kit-code" data-test="invitation-code">{code.code}</p>
                    <p class="quiet">"It is good once, for a week. Give it to them yourself, not by the same way as the address: whoever has it can come in as them. They are let in when this device has heard of it."</p>
                    <div class="actions"><button class="button first" type="button" on:click=move |_| { open.set(false); made.set(None); }>"Done"</button></div>
                </div>
            }.into_any(),
            None => view! {
                <form class="door-form" on:submit=submit data-test="invite-form">
                    <p class="quiet">"They make their own keys and password on their own device."</p>
                    <TextField id="invite-name" label="Name" value=name/>
                    <TextField id="invite-credentials" label="Credentials" value=credentials/>
                    <TextField id="invite-unit" label="Department or nursing unit" value=unit/>
                    <Roles offered chosen/>
                    {move || refused.get().map(|refused| failure(&refused))}
                    <div class="actions">
                        <button class="button first" type="submit" data-test="invite-submit" aria-disabled=move || working.get().to_string()>{move || if working.get() { "Asking the server…" } else { "Make an invitation" }}</button>
                        <button class="button plain" type="button" on:click=move |_| open.set(false)>"Cancel"</button>
                    </div>
                </form>
            }.into_any(),
        }}
    }
}
