//! The past of a record in a dialog: who changed what, when, from what, and why; and taking one's own last act back.

use custodian::protocol::{Event, FieldChange, RecordName, Request, Undone};
use leptos::prelude::*;

use super::keeper::Keeper;
use crate::shell::Shell;
use crate::ui::{Dialog, counted, failure};

/// Changes shown at first, and further ones at a time.
const AT_ONCE: usize = 100;

/// The dialog. What it reads is in the audit trail as a reading of the record.
#[component]
pub(super) fn History(
    /// Of which record.
    of: RecordName,
    /// Only this place of it and below; empty for all of it.
    #[prop(optional, into)]
    place: String,
    /// Whether it is open.
    open: RwSignal<bool>,
    /// Its heading.
    #[prop(into)]
    title: String,
    /// Called when something was taken or brought back.
    changed: impl Fn() + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let place = StoredValue::new(place);
    view! {
        <Dialog open on_close=move || open.set(false) title wide=true test="history">
            <Past of place=place.get_value() changed/>
            <div class="actions"><button class="button" type="button" data-test="history-close" on:click=move |_| open.set(false)>"Close"</button></div>
        </Dialog>
    }
}

#[component]
fn Past(
    of: RecordName,
    place: String,
    changed: impl Fn() + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let keeper = expect_context::<Keeper>();
    let shell = expect_context::<Shell>();
    let changes = RwSignal::new(None::<Vec<FieldChange>>);
    let shown = RwSignal::new(AT_ONCE);
    let refused = RwSignal::new(None);
    let place = StoredValue::new(place);
    let look = move || {
        let request = Request::History {
            of,
            place: place.get_value(),
        };
        keeper.ask(request, move |event| match event {
            Event::History(told) => changes.set(Some(told)),
            Event::Failed(failure) => refused.set(Some(failure)),
            _ => {}
        });
    };
    look();
    let take = move |again: bool| {
        refused.set(None);
        let place = place.get_value();
        let request = if again {
            Request::Redo { of, place }
        } else {
            Request::Undo { of, place }
        };
        keeper.ask(request, move |event| match event {
            Event::Undone(undone) => {
                shell.say(said(&undone, again));
                changed();
                look();
            }
            Event::Failed(failure) => refused.set(Some(failure)),
            _ => {}
        });
    };
    let count = move || changes.with(|all| all.as_ref().map_or(0, Vec::len));
    view! {
        <div class="hello-actions">
            <button class="button" type="button" data-test="history-undo" on:click=move |_| take(false)>"Take my last act back"</button>
            <button class="button" type="button" data-test="history-redo" on:click=move |_| take(true)>"Bring it back"</button>
        </div>
        {move || refused.get().map(|refused| failure(&refused))}
        <p class="quiet" role="status">{move || changes.with(|all| all.as_ref().map_or_else(
            || "Reading…".to_owned(),
            |all| counted(all.len() as u64, "change, the latest first", "changes, the latest first"),
        ))}</p>
        <ol class="past-list">
            {move || changes.with(|all| all.iter().flatten().take(shown.get()).map(change).collect_view())}
        </ol>
        {move || (count() > shown.get()).then(|| view! {
            <div><button class="button" type="button" on:click=move |_| shown.update(|shown| *shown += AT_ONCE)>"Show earlier ones"</button></div>
        })}
    }
}

fn change(change: &FieldChange) -> impl IntoView + use<> {
    let from = match change.from.as_slice() {
        [] => "nothing".to_owned(),
        some => some.join(" / "),
    };
    let to = if change.to.is_empty() {
        "taken out".to_owned()
    } else {
        change.to.clone()
    };
    let who = if change.who.is_empty() {
        "somebody not known here".to_owned()
    } else {
        change.who.clone()
    };
    view! {
        <li data-test="change">
            <p><span class="strong">{named(&change.field)}</span>
                {change.undoing.then(|| view! { " "<span class="chip info">"taken back"</span> })}
                {(!change.stands).then(|| view! { " "<span class="chip off">"changed since"</span> })}</p>
            <p><span class="quiet">"from "</span>{from}<span class="quiet">" to "</span>{to}</p>
            <p class="quiet small">{format!("{who}, {}", when(change.at))}{(!change.reason.is_empty()).then(|| format!(": {}", change.reason))}</p>
        </li>
    }
}

/// The path of a field in words: entries of a list are told apart by what stands in them, not by their ids.
fn named(field: &str) -> String {
    let parts: Vec<String> = field
        .split('/')
        .filter(|part| !part.is_empty() && !part.starts_with('@'))
        .map(|part| part.replace('_', " "))
        .collect();
    parts.join(": ")
}

fn said(undone: &Undone, again: bool) -> String {
    let fields = counted(undone.fields.len() as u64, "field", "fields");
    let left = match undone.left.len() {
        0 => String::new(),
        left => format!(
            " {} left as they are: somebody has changed them since.",
            counted(left as u64, "field is", "fields are")
        ),
    };
    if again {
        format!("Brought back: {fields}.{left}")
    } else {
        format!("Taken back: {fields}.{left}")
    }
}

/// By the clock of this device.
fn when(millis: i64) -> String {
    let date = js_sys::Date::new(&wasm_bindgen::JsValue::from_f64(millis as f64));
    format!(
        "{:04}-{:02}-{:02} {:02}:{:02}",
        date.get_full_year(),
        date.get_month() + 1,
        date.get_date(),
        date.get_hours(),
        date.get_minutes()
    )
}
