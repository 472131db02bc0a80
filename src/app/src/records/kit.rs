//! The recovery kit: shown once, to be printed, and not left before it is said to be in safe hands.

use leptos::prelude::*;

use super::keeper::Keeper;

/// The sheet.
#[component]
pub(super) fn KitSheet() -> impl IntoView {
    let keeper = expect_context::<Keeper>();
    let kept = RwSignal::new(false);
    let kit = move || keeper.kit.get();
    let whose = move || {
        keeper.opened.with(|opened| {
            opened
                .as_ref()
                .map(|o| (o.person.clone(), o.facility.clone()))
        })
    };
    view! {
        <div class="column narrow door kit" data-test="kit">
            <header>
                <h1>"Print this now"</h1>
                <p>"It is shown this once. Print it, or write the codes down, and keep them apart from this device."</p>
            </header>
            {move || kit().map(|kit| view! {
                <section class="kit-part">
                    <h2>"Recovery kit"{whose().map(|(person, _)| format!(" of {person}"))}</h2>
                    <p class="kit-code num" data-test="recovery-code">{kit.recovery}</p>
                    <p>"Opens this account once if the password is lost. Keep it where you keep your passport."</p>
                </section>
                {(!kit.escrow.is_empty()).then(|| view! {
                    <section class="kit-part">
                        <h2>"Escrow code"{whose().map(|(_, facility)| format!(" of {facility}"))}</h2>
                        <p class="kit-code num" data-test="escrow-code-shown">{kit.escrow}</p>
                        <p>"Opens any account of the facility in an emergency. Put it into the facility's safe, in a sealed envelope. Whoever uses it is in the audit trail."</p>
                    </section>
                })}
                <section class="kit-part">
                    <h2>"Fingerprint of the keys"</h2>
                    <p class="num" data-test="fingerprint">{kit.fingerprint}</p>
                    <p>"Read it out to a colleague who is to trust these keys on another device."</p>
                </section>
            })}
            <div class="setting screen-only">
                <input autocomplete="off" type="checkbox" id="kit-kept" data-test="kit-kept" prop:checked=move || kept.get() on:change:target=move |event| kept.set(event.target().checked())/>
                <label for="kit-kept" class="strong">"I have it on paper, apart from this device"</label>
            </div>
            <div class="actions screen-only">
                <button class="button" type="button" data-test="kit-print" on:click=move |_| { let _ = window().print(); }>"Print"</button>
                <button class="button first" type="button" data-test="kit-done" disabled=move || !kept.get()
                    on:click=move |_| { keeper.kit.set(None); keeper.look_at_door(); }>"Go on"</button>
            </div>
        </div>
    }
}
