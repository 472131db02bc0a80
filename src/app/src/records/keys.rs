//! One's own password and recovery kit, and new keys for the facility.

use custodian::protocol::{Event, KeepingEvent, KeepingRequest, Request};
use leptos::{ev, prelude::*};

use super::door::{Refused, Submit};
use super::keeper::Keeper;
use crate::shell::Shell;
use crate::ui::{TextField, failure};

/// Password and recovery kit of whoever has unlocked.
#[component]
pub(super) fn OwnKeys() -> impl IntoView {
    let keeper = expect_context::<Keeper>();
    let shell = expect_context::<Shell>();
    let (old, new, again) = (
        RwSignal::new(String::new()),
        RwSignal::new(String::new()),
        RwSignal::new(String::new()),
    );
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        if new.with_untracked(|new| again.with_untracked(|again| new != again)) {
            shell.say("The two new passwords differ.");
            crate::ui::focus("change-again");
            return;
        }
        if keeper.busy.get_untracked() {
            return;
        }
        keeper.busy.set(true);
        keeper.refused.set(None);
        let request = Request::ChangePassword {
            old: old.get_untracked(),
            new: new.get_untracked(),
        };
        keeper.ask(request, move |event| {
            keeper.busy.set(false);
            match event {
                Event::Failed(failure) => keeper.refused.set(Some(failure)),
                _ => {
                    for field in [old, new, again] {
                        field.set(String::new());
                    }
                    shell.say("The new password is saved on this device.");
                }
            }
        });
    };
    view! {
        <section data-test="own-keys">
            <h2>"Your password and recovery kit"</h2>
            <form class="door-form door-line" on:submit=submit>
                <TextField id="change-old" label="Password now" value=old kind="password" autocomplete="current-password"/>
                <TextField id="change-new" label="New password" value=new kind="password" autocomplete="new-password"/>
                <TextField id="change-again" label="New password once more" value=again kind="password" autocomplete="new-password"/>
                <Submit words="Change the password" working="Making keys…"/>
            </form>
            <Refused/>
            <div>
                <button class="button" type="button" data-test="new-kit" on:click=move |_| keeper.knock(Request::NewKit)>"Make a new recovery kit"</button>
                <span class="quiet small">" The one you have opens nothing any more then."</span>
            </div>
        </section>
    }
}

/// New keys for everything that is written from now on.
#[component]
pub(super) fn NewKeys() -> impl IntoView {
    let keeper = expect_context::<Keeper>();
    let shell = expect_context::<Shell>();
    let reason = RwSignal::new(String::new());
    let working = RwSignal::new(false);
    let refused = RwSignal::new(None);
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        if working.get_untracked() {
            return;
        }
        working.set(true);
        refused.set(None);
        let request = KeepingRequest::NewKeys {
            reason: reason.get_untracked(),
        };
        keeper.ask(Request::Keeping(request), move |event| {
            working.set(false);
            match event {
                Event::Keeping(KeepingEvent::Keys { epoch }) => {
                    reason.set(String::new());
                    keeper.look_at_health();
                    shell.say(format!(
                        "Key number {epoch} of the facility seals everything from now on."
                    ));
                }
                Event::Failed(failure) => refused.set(Some(failure)),
                _ => {}
            }
        });
    };
    view! {
        <section data-test="new-keys">
            <h2>"New keys for the facility"</h2>
            <p class="quiet">"For when somebody left, or a device or a password may be in the wrong hands. What was written before stays readable for those who work here; what is written from now on can't be opened with the old keys."</p>
            <form class="door-form door-line" on:submit=submit>
                <TextField id="new-keys-reason" label="Why" value=reason/>
                <div class="actions"><button class="button" type="submit" data-test="make-new-keys" aria-disabled=move || working.get().to_string()>
                    {move || if working.get() { "Making keys…" } else { "Make new keys" }}
                </button></div>
            </form>
            {move || refused.get().map(|refused| failure(&refused))}
        </section>
    }
}
