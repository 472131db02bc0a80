//! Suspected breaches: who found out when, what runs, and what it came to.

use custodian::protocol::{Event, IncidentView, Request, SyncEvent, SyncRequest};
use leptos::prelude::*;

use crate::records::Keeper;
use crate::shell::{Overlay, Shell};
use crate::ui::{Dialog, TextField, counted, failure};

/// The section; nothing where nothing is suspected, but for the button.
#[component]
pub(crate) fn Incidents() -> impl IntoView {
    let keeper = expect_context::<Keeper>();
    let shell = expect_context::<Shell>();
    let shown = RwSignal::new(Vec::<IncidentView>::new());
    let refused = RwSignal::new(None);
    let hear = move |event| match event {
        Event::Sync(SyncEvent::Incidents(told)) => {
            refused.set(None);
            shown.set(told);
        }
        Event::Failed(failure) => refused.set(Some(failure)),
        _ => {}
    };
    let ask = move |request| keeper.ask(Request::Sync(request), hear);
    // Anew when one was found here or elsewhere.
    let alarms = Memo::new(move |_| keeper.sync.with(|sync| sync.alarms));
    Effect::new(move |_| {
        alarms.track();
        shell.overlay.track();
        ask(SyncRequest::Incidents);
    });
    view! {
        <section data-test="incidents">
            <h2>"Suspected breaches"</h2>
            {move || refused.get().map(|refused| failure(&refused))}
            {move || {
                let told = shown.get();
                if told.is_empty() {
                    view! { <p class="quiet">"None. A laptop that may be in the wrong hands is frozen in one press, by anyone."</p> }.into_any()
                } else {
                    told.into_iter().map(|incident| view! { <Incident incident ask/> }).collect_view().into_any()
                }
            }}
            <div><button class="button danger" type="button" data-test="contain" on:click=move |_| shell.overlay.set(Overlay::Contain)>"Suspected breach…"</button></div>
        </section>
    }
}

#[component]
fn Incident(
    incident: IncidentView,
    ask: impl Fn(SyncRequest) + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let outcome = RwSignal::new(String::new());
    let id = incident.incident;
    let closing = RwSignal::new(false);
    let open = incident.closed.is_empty();
    let left = match incident.days_left {
        left if left < 0 => format!("{} too late", counted(left.unsigned_abs(), "day", "days")),
        left => format!("{} left", counted(left.unsigned_abs(), "day", "days")),
    };
    let said = if incident.words.is_empty() {
        "Nothing was said of what happened.".to_owned()
    } else {
        incident.words.clone()
    };
    let answer = move |words: String| {
        ask(SyncRequest::SetIncident {
            incident: id,
            outcome: words,
        });
    };
    view! {
        <article class="notice" class:warn=open data-test="incident">
            <p class="strong">{said}</p>
            <p>{format!("Found by {} {}; device ", incident.by, incident.found)}<span class="mono">{incident.laptop.clone()}</span>{if open { format!("; {left}.") } else { format!("; closed {}: {}", incident.closed, incident.outcome) }}</p>
            {open.then(|| view! { <ul class="small">{incident.clocks.iter().map(|clock| view! { <li>{clock.clone()}</li> }).collect_view()}</ul> })}
            {(!incident.seen.is_empty()).then(|| view! { <p class="quiet small">{format!("Seen by {}.", incident.seen)}</p> })}
            {(open && incident.may_answer).then(|| view! {
                <div class="actions">
                    {incident.seen.is_empty().then(|| view! { <button class="button" type="button" data-test="incident-seen" on:click=move |_| answer(String::new())>"I have seen it"</button> })}
                    <button class="button" type="button" data-test="incident-close" on:click=move |_| closing.set(true)>"Close it…"</button>
                </div>
            })}
            <Dialog open=closing on_close=move || closing.set(false) title="What it came to" test="close-incident-dialog">
                <form class="door-form" on:submit=move |event: leptos::ev::SubmitEvent| {
                    event.prevent_default();
                    closing.set(false);
                    answer(outcome.get_untracked());
                }>
                    <TextField id="outcome" label="What it came to" value=outcome under="For example: low probability of compromise, disk encrypted, found again the same day."/>
                    <div class="actions"><button class="button first" type="submit" data-test="incident-close-save">"Close it"</button></div>
                </form>
            </Dialog>
        </article>
    }
}
