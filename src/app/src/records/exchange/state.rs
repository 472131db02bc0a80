//! How the exchange stands: always in the header, and in full behind the door.

use custodian::protocol::{Event, LineState, Request, SyncEvent, SyncRequest, SyncView};
use leptos::prelude::*;

use super::touch::Touch;
use crate::records::Keeper;
use crate::records::home::Tab;
use crate::shell::Shell;
use crate::ui::{counted, failure};

/// In the header: here, waiting, synced, refused, no line. A click shows more.
#[component]
pub(crate) fn ExchangePill() -> impl IntoView {
    let keeper = expect_context::<Keeper>();
    let shell = expect_context::<Shell>();
    let shown = Memo::new(move |_| keeper.sync.with(in_short));
    let press = move |_| {
        if keeper
            .sync
            .with_untracked(|sync| sync.standing == LineState::Touch)
        {
            keeper.touch(shell);
        } else {
            keeper.show(Tab::Devices);
        }
    };
    move || {
        keeper.opened.with(Option::is_some).then_some(())?;
        let (class, text, title) = shown.get()?;
        Some(view! {
            <button class=class type="button" data-test="exchange-state" title=title on:click=press>
                <span class="dot" aria-hidden="true"></span>{text}
            </button>
        })
    }
}

/// Class, words and title of the pill; nothing where the facility is on this device only.
fn in_short(view: &SyncView) -> Option<(&'static str, String, String)> {
    let waits = counted(view.waiting, "waits", "wait");
    let contact = if view.contact.is_empty() {
        "The server has not answered yet.".to_owned()
    } else {
        format!("The server last answered {}.", view.contact)
    };
    let (class, text) = match &view.standing {
        LineState::Alone | LineState::Locked => return None,
        LineState::Shut(_) => ("pill stop", "Server does not let in".to_owned()),
        LineState::Touch => ("pill warn", "Touch your passkey".to_owned()),
        LineState::Frozen => ("pill stop", "Device is frozen".to_owned()),
        LineState::Ended => ("pill stop", "Device was put out".to_owned()),
        LineState::Harmed(_) => ("pill stop", "Exchange is stuck".to_owned()),
        _ if !view.findings.is_empty() => ("pill warn", "Something does not fit".to_owned()),
        LineState::Full(_) => ("pill warn", format!("Server is full: {waits}")),
        _ if view.refused > 0 => ("pill warn", format!("{} refused", view.refused)),
        LineState::NoLine if view.waiting == 0 => ("pill", "No line to the server".to_owned()),
        LineState::NoLine => ("pill", format!("No line: {waits}")),
        LineState::Busy {
            to_come: Some(left),
        } if view.waiting == 0 => ("pill", format!("Fetching {left}…")),
        _ if view.waiting > 0 => ("pill", format!("Sending: {waits}")),
        LineState::Even => ("pill ok", "Synced".to_owned()),
        LineState::Starting | LineState::Busy { .. } => {
            ("pill", "Looking at the server…".to_owned())
        }
    };
    Some((class, text, contact))
}

/// What it does, in a sentence.
fn in_words(view: &SyncView) -> String {
    match &view.standing {
        LineState::Alone => "This facility is on this device only.".to_owned(),
        LineState::Locked => "Nobody has unlocked.".to_owned(),
        LineState::Starting => "It has not heard of the server yet.".to_owned(),
        LineState::NoLine => {
            "The server does not answer. What you do is saved here and sent when it does."
                .to_owned()
        }
        LineState::Busy {
            to_come: Some(left),
        } => format!(
            "It fetches what others sent: {} to come.",
            counted(*left, "row", "rows")
        ),
        LineState::Busy { to_come: None } => "It sends and fetches.".to_owned(),
        LineState::Even => {
            "Everything saved here is on the server, and everything there is here.".to_owned()
        }
        LineState::Full(_) => "The server has no room.".to_owned(),
        LineState::Touch => {
            "The server asks for your passkey. What you do is saved here, and sent once it has seen it."
                .to_owned()
        }
        LineState::Shut(_) => "The server does not let this device in.".to_owned(),
        LineState::Frozen => {
            "This device is frozen: nothing is exchanged until it is let go on.".to_owned()
        }
        LineState::Ended => "This device was taken out of the facility.".to_owned(),
        LineState::Harmed(_) => "Something stands in the way.".to_owned(),
    }
}

/// In full.
#[component]
pub(crate) fn ExchangeState() -> impl IntoView {
    let keeper = expect_context::<Keeper>();
    let refused = RwSignal::new(None);
    let look = move || {
        keeper.ask(Request::Sync(SyncRequest::Refused), move |event| {
            if let Event::Sync(SyncEvent::Refused(rows)) = event {
                refused.set(Some(rows));
            }
        });
    };
    let now = move |_| keeper.ask(Request::Sync(SyncRequest::Now), |_| {});
    let again = move |_| {
        keeper.ask(Request::Sync(SyncRequest::TryRefused), move |_| {
            refused.set(None);
        });
    };
    view! {
        <section data-test="exchange">
            <h2>"Exchange with the server"</h2>
            {move || keeper.sync.with(|view| {
                let trouble = match &view.standing {
                    LineState::Full(why) | LineState::Shut(why) | LineState::Harmed(why) => Some(failure(why)),
                    _ => None,
                };
                view! {
                    <p data-test="exchange-words" role="status">{in_words(view)}</p>
                    <dl class="facts">
                        <div><dt>"Waits to be sent"</dt><dd data-test="exchange-waiting">{view.waiting}</dd></div>
                        <div><dt>"Refused by the server"</dt><dd data-test="exchange-refused">{view.refused}</dd></div>
                        <div><dt>"Last answer of the server"</dt><dd>{if view.contact.is_empty() { "none yet".to_owned() } else { view.contact.clone() }}</dd></div>
                    </dl>
                    {trouble}
                    {(!view.findings.is_empty()).then(|| view! {
                        <div data-test="exchange-findings">
                            <h3>"Does not fit together"</h3>
                            {view.findings.iter().map(failure).collect_view()}
                        </div>
                    })}
                }
            })}
            <Touch/>
            <div class="actions">
                <button class="button" type="button" data-test="exchange-now" on:click=now>"Exchange now"</button>
                {move || keeper.sync.with(|view| view.refused > 0).then(|| view! {
                    <button class="button plain" type="button" data-test="see-refused" on:click=move |_| look()>"See what is refused"</button>
                })}
            </div>
            {move || refused.get().map(|rows: Vec<custodian::protocol::RefusedRow>| view! {
                <ul class="plain-list" data-test="refused-rows">
                    {rows.iter().map(|row| view! { <li><p class="strong">{row.what.clone()}</p>{failure(&row.why)}</li> }).collect_view()}
                </ul>
                <button class="button" type="button" data-test="try-refused" on:click=again>"Try them again"</button>
            })}
            <p class="quiet small">"The server keeps sealed rows. It learns which device sent how much and when, and under which key; it can't open a record, and whoever runs it can't."</p>
        </section>
    }
}
