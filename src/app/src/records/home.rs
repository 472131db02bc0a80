//! Behind the door: what was found when it was opened, who works here, and one's own keys.

use custodian::protocol::{Checked, Event, Request};
use leptos::{ev, prelude::*};

use super::door::{Refused, Submit, TextField, failure};
use super::keeper::Keeper;
use super::people::PeopleSection;
use crate::shell::{Action, KeysOf, Shell};
use crate::ui::{Icon, Picture, counted};

/// The screen.
#[component]
pub(super) fn Home() -> impl IntoView {
    let keeper = expect_context::<Keeper>();
    view! {
        <div class="column">
            {move || keeper.opened.get().map(|opened| view! {
                <header>
                    <h1>{opened.facility.clone()}</h1>
                    <p class="quiet">{format!("Unlocked by {}: {}.", opened.person, opened.roles.join(", "))}</p>
                    <div class="hello-actions">
                        <button class="button" type="button" data-test="lock-now" on:click=move |_| keeper.lock(false)>
                            <Icon of=Picture::Lock/>"Lock"<KeysOf of=Action::Lock/>
                        </button>
                    </div>
                </header>
                {(!opened.findings.is_empty()).then(|| view! {
                    <section data-test="findings">
                        <h2>"What does not fit together in the store"</h2>
                        {opened.findings.iter().map(failure).collect_view()}
                    </section>
                })}
            })}
            <PeopleSection/>
            <OwnKeys/>
            <StoreCheck/>
        </div>
    }
}

/// Password and recovery kit of whoever has unlocked.
#[component]
fn OwnKeys() -> impl IntoView {
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

/// The whole store held against itself.
#[component]
fn StoreCheck() -> impl IntoView {
    let keeper = expect_context::<Keeper>();
    let so_far = RwSignal::new(None::<u64>);
    let checked = RwSignal::new(None::<Checked>);
    let refused = RwSignal::new(None);
    let check = move |_| {
        if so_far.get_untracked().is_some() {
            return;
        }
        so_far.set(Some(0));
        refused.set(None);
        keeper.ask(Request::Check, move |event| match event {
            Event::Checking(looked_at) => so_far.set(Some(looked_at)),
            Event::Checked(done) => {
                so_far.set(None);
                checked.set(Some(done));
            }
            Event::Failed(failure) => {
                so_far.set(None);
                refused.set(Some(failure));
            }
            _ => {}
        });
    };
    view! {
        <section data-test="store-check">
            <h2>"Check the store"</h2>
            <p class="quiet">"Opens every change kept here, holds it against its seal, its signature and its place, and counts what is missing."</p>
            <div>
                <button class="button" type="button" data-test="check-store" on:click=check aria-disabled=move || so_far.with(Option::is_some).to_string()>"Check now"</button>
            </div>
            <p role="status" data-test="check-result">{move || match (so_far.get(), checked.get()) {
                (Some(looked_at), _) => format!("Checking… {}", counted(looked_at, "change", "changes")),
                (None, Some(done)) if done.faults.is_empty() => format!(
                    "Everything fits: {} on {}.",
                    counted(done.operations, "change", "changes"),
                    counted(done.records, "record", "records"),
                ),
                (None, Some(done)) => counted(done.faults.len() as u64, "fault", "faults"),
                (None, None) => String::new(),
            }}</p>
            {move || checked.get().map(|done| done.faults.iter().map(failure).collect_view())}
            {move || refused.get().map(|refused| failure(&refused))}
        </section>
    }
}
