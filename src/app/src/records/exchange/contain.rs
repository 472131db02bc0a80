//! One press when something may be in the wrong hands: which laptop, a few words, and it is frozen. Paperwork comes after.

use custodian::protocol::{
    ContainedView, Containing, Event, HouseView, Request, SyncEvent, SyncRequest,
};
use leptos::{ev, prelude::*};

use crate::records::Keeper;
use crate::shell::{Overlay, Shell};
use crate::ui::{Dialog, TextField, failure};

/// The dialog, over whatever is on the screen.
#[component]
pub(crate) fn ContainDialog() -> impl IntoView {
    let shell = expect_context::<Shell>();
    let keeper = expect_context::<Keeper>();
    let open = Signal::derive(move || {
        shell.overlay.get() == Overlay::Contain && keeper.opened.with(Option::is_some)
    });
    let done = RwSignal::new(None::<ContainedView>);
    let close = move || {
        // This device is frozen: nothing of a record stays on its screen.
        let here = done.with_untracked(|done| done.as_ref().is_some_and(|done| done.here));
        shell.overlay.set(Overlay::None);
        done.set(None);
        if here {
            keeper.lock(false);
        }
    };
    view! {
        <Dialog open on_close=close title="Suspected breach" test="contain-dialog">
            {move || match done.get() {
                Some(view) => view! { <Contained view close/> }.into_any(),
                None => view! { <Form done/> }.into_any(),
            }}
        </Dialog>
    }
}

/// Which laptop, and what happened.
#[component]
fn Form(done: RwSignal<Option<ContainedView>>) -> impl IntoView {
    let keeper = expect_context::<Keeper>();
    let words = RwSignal::new(String::new());
    let house = RwSignal::new(None::<HouseView>);
    // Position in the list of others, from 1; 0 for this one.
    let chosen = RwSignal::new(0_usize);
    let working = RwSignal::new(false);
    let refused = RwSignal::new(None);
    keeper.ask(Request::Sync(SyncRequest::House), move |event| {
        if let Event::Sync(SyncEvent::House(told)) = event {
            house.set(Some(told));
        }
    });
    let others = move || {
        let laptops = house.get().map(|house| house.laptops).unwrap_or_default();
        laptops
            .into_iter()
            .filter(|laptop| !laptop.here && !laptop.ended)
            .collect::<Vec<_>>()
    };
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        if working.get_untracked() {
            return;
        }
        working.set(true);
        refused.set(None);
        let other = chosen
            .get_untracked()
            .checked_sub(1)
            .and_then(|place| untrack(others).into_iter().nth(place));
        let mut containing = Containing {
            words: words.get_untracked(),
            ..Containing::default()
        };
        if let Some(other) = other {
            let devices = other.devices.iter().filter(|device| !device.ended);
            containing.devices = devices.map(|device| device.device).collect();
            containing.laptop = other.short;
        }
        let request = Request::Sync(SyncRequest::Contain(containing));
        keeper.ask(request, move |event| {
            working.set(false);
            match event {
                Event::Sync(SyncEvent::Contained(view)) => done.set(Some(view)),
                Event::Failed(failure) => refused.set(Some(failure)),
                _ => {}
            }
        });
    };
    view! {
        <form class="door-form" on:submit=submit data-test="contain-form">
            <p>"A laptop lost, a password seen, a page sent to the wrong number: freeze first, sort out after. Nothing is removed, and a supervisor can let it go on."</p>
            <fieldset class="choices">
                <legend>"Freeze"</legend>
                <label><input autocomplete="off" type="radio" name="contain" data-test="contain-here" prop:checked=move || chosen.get() == 0 on:change=move |_| chosen.set(0)/>"this device"</label>
                {move || others().into_iter().enumerate().map(|(place, laptop)| {
                    let people: Vec<_> = laptop.devices.iter().map(|device| device.person.clone()).collect();
                    view! {
                        <label><input autocomplete="off" type="radio" name="contain" data-test="contain-other" prop:checked=move || chosen.get() == place + 1 on:change=move |_| chosen.set(place + 1)/>
                            <span class="mono">{laptop.short.clone()}</span>{format!(", {}, last heard of {}", people.join(", "), laptop.seen)}</label>
                    }
                }).collect_view()}
            </fieldset>
            <TextField id="contain-words" label="What happened" value=words under="A few words, without a patient's name or number. May be empty."/>
            {move || refused.get().map(|refused| failure(&refused))}
            <div class="actions">
                <button class="button danger" type="submit" data-test="contain-now" aria-disabled=move || working.get().to_string()>
                    {move || if working.get() { "Freezing…" } else { "Freeze it now" }}
                </button>
            </div>
        </form>
    }
}

/// It is frozen: what to read out, and what runs.
#[component]
fn Contained(
    view: ContainedView,
    close: impl Fn() + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let ContainedView {
        code,
        here,
        told,
        until,
    } = view;
    view! {
        <div class="door-form" data-test="contained">
            <p class="strong" role="status">{if here { "This device is frozen." } else { "That device is frozen." }}</p>
            {if told {
                view! { <p data-test="contained-told">"The server knows: it lets the device in no more, and your supervisors see it."</p> }.into_any()
            } else {
                view! { <p class="notice warn" data-test="contained-untold">"The server does not answer. It hears of this as soon as it does. Call your supervisor now, and read this out:"</p> }.into_any()
            }}
            <p class="kit-code" data-test="contained-code">{code}</p>
            <p>{format!("The clocks run from now. If it is a breach, those concerned are told without unreasonable delay, by {until} at the latest (45 CFR 164.404(b)).")}</p>
            <ul class="plain-list">
                <li>"Leave the device as it is: what it did stays on it and in the audit trail."</li>
                <li>"Write down who had it, where it was, and whether its disk is encrypted."</li>
                <li>"The privacy officer weighs the four factors (45 CFR 164.402(2)); nobody decides that alone."</li>
            </ul>
            <div class="actions"><button class="button first" type="button" data-test="contained-done" on:click=move |_| close()>{if here { "Lock" } else { "Done" }}</button></div>
        </div>
    }
}
