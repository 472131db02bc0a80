//! Broken glasses: one's own, to be closed, and for a reviewer those that nobody has reviewed.

use custodian::protocol::{Event, Failure, GlassView, KeepingEvent, KeepingRequest, Request};
use leptos::{ev, prelude::*};

use super::keeper::Keeper;
use crate::ui::{counted, failure};

/// The section. It is not there where there is none.
#[component]
pub(super) fn Glasses() -> impl IntoView {
    let keeper = expect_context::<Keeper>();
    let glasses = RwSignal::new(
        keeper
            .opened
            .with_untracked(|opened| opened.as_ref().map(|opened| opened.glasses.clone()))
            .unwrap_or_default(),
    );
    let refused = RwSignal::new(None::<Failure>);
    let hear = move |event| match event {
        Event::Keeping(KeepingEvent::Glasses(all)) => {
            refused.set(None);
            glasses.set(all);
        }
        Event::Failed(failure) => refused.set(Some(failure)),
        _ => {}
    };
    keeper.ask(Request::Keeping(KeepingRequest::Glasses), hear);
    let some = Memo::new(move |_| !glasses.with(Vec::is_empty) || refused.with(Option::is_some));
    move || {
        some.get().then(|| view! {
            <section data-test="glasses">
                <h2>"Broken glass"</h2>
                <p class="quiet">"Somebody opened a record that was closed to them, with a reason. Every such act is reviewed."</p>
                {move || refused.get().map(|refused| failure(&refused))}
                <ul class="glass-list">
                    {move || glasses.get().into_iter().map(|glass| view! { <li data-test="glass"><Glass glass hear/></li> }).collect_view()}
                </ul>
            </section>
        })
    }
}

#[component]
fn Glass(glass: GlassView, hear: impl Fn(Event) + Copy + Send + Sync + 'static) -> impl IntoView {
    let keeper = expect_context::<Keeper>();
    let note = RwSignal::new(String::new());
    let name = glass.glass;
    let record = glass.record;
    let review = move |event: ev::SubmitEvent| {
        event.prevent_default();
        let request = KeepingRequest::ReviewGlass {
            glass: name,
            note: note.get_untracked(),
        };
        keeper.ask(Request::Keeping(request), hear);
    };
    let close = move |_| {
        keeper.ask(
            Request::Keeping(KeepingRequest::CloseGlass { record }),
            hear,
        )
    };
    let field = format!("glass-note-{}", name.entry);
    let who = if glass.mine {
        format!("{} (you)", glass.who)
    } else {
        glass.who.clone()
    };
    let of = if glass.record_name.is_empty() {
        "a record that you may not read".to_owned()
    } else {
        glass.record_name.clone()
    };
    view! {
        <p><span class="strong">{who}</span>" opened "{of}", "{glass.broken.clone()}"."</p>
        <p>{if glass.reason.is_empty() { "The reason is not known here.".to_owned() } else { format!("Reason: {}", glass.reason) }}</p>
        <p class="quiet">{format!("{} {}. Without a review for {}.",
            if glass.open { "Open until" } else { "Closed since" }, glass.until, counted(u64::from(glass.waits_hours), "hour", "hours"))}</p>
        {(glass.open && glass.mine).then(|| view! { <div><button class="button" type="button" data-test="close-glass" on:click=close>"Close it now"</button></div> })}
        <form class="door-form door-line" on:submit=review>
            <div class="field">
                <label for=field.clone()>"What the review came to"</label>
                <input autocomplete="off" class="input" id=field prop:value=move || note.get() on:input:target=move |event| note.set(event.target().value())/>
            </div>
            <div class="actions"><button class="button" type="submit" data-test="review-glass">"Reviewed"</button></div>
        </form>
    }
}
