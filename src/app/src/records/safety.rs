//! How safe what is kept here is: the browser is asked not to evict it, and what it answers, how much room there is and how
//! old the last backup is are shown.

use custodian::protocol::{Event, HealthView, KeepingEvent, KeepingRequest, Request};
use leptos::prelude::*;
use wasm_bindgen_futures::JsFuture;

use super::home::Tab;
use super::keeper::Keeper;
use crate::ui::counted;

impl Keeper {
    /// Asks the browser not to evict what is kept here. Some ask the user, some decide by themselves.
    pub(super) fn ask_to_persist(self) {
        leptos::task::spawn_local(async move {
            if let Ok(asked) = window().navigator().storage().persist() {
                // Whatever it answers is told by the worker's look at the storage.
                let _ = JsFuture::from(asked).await;
            }
            self.look_at_health();
        });
    }

    /// Looks how safe it is.
    pub(super) fn look_at_health(self) {
        self.ask(Request::Keeping(KeepingRequest::Health), move |event| {
            if let Event::Keeping(KeepingEvent::Health(health)) = event {
                self.health.set(Some(health));
            }
        });
    }

    /// Part of the room that is used, where that is much.
    pub(crate) fn narrow(self) -> Option<u8> {
        self.health.with(|health| {
            health
                .as_ref()
                .and_then(|health| health.share)
                .filter(|share| *share >= 80)
        })
    }
}

/// The section.
#[component]
pub(super) fn Safety() -> impl IntoView {
    let keeper = expect_context::<Keeper>();
    keeper.look_at_health();
    view! {
        <section data-test="safety">
            <h2>"How safe it is"</h2>
            {move || match keeper.health.get() {
                None => view! { <p class="quiet">"Looking…"</p> }.into_any(),
                Some(health) => view! { <Health health/> }.into_any(),
            }}
        </section>
    }
}

#[component]
fn Health(health: HealthView) -> impl IntoView {
    let keeper = expect_context::<Keeper>();
    let room = match (health.used.as_str(), health.quota.as_str(), health.share) {
        ("", ..) | (_, "", _) => "The browser does not say.".to_owned(),
        (used, quota, share) => format!(
            "{used} of {quota} used{}.",
            share.map_or_else(String::new, |share| match share {
                0 => ", less than 1 %".to_owned(),
                share => format!(", {share} %"),
            })
        ),
    };
    let unsaved = match health.unsaved {
        None => String::new(),
        Some(0) => "Every change is in it.".to_owned(),
        Some(unsaved) => format!(
            "{} in no backup.",
            counted(unsaved, "change is", "changes are")
        ),
    };
    let last = match health.days {
        None => "None yet.".to_owned(),
        Some(0) => "Today.".to_owned(),
        Some(days) => format!("{} ago.", counted(u64::from(days), "day", "days")),
    };
    view! {
        <div class="notice" class:warn=health.alarm class:info=!health.alarm data-test="health"><p>{health.says}</p></div>
        <dl class="safety-facts">
            <div><dt>"Last backup"</dt><dd>{last}" "{unsaved}" "<button type="button" class="link" data-test="to-backups" on:click=move |_| keeper.tab.set(Tab::Backups)>"Write a backup"</button></dd></div>
            <div><dt>"Eviction"</dt><dd data-test="persisted">{match health.persisted {
                Some(true) => "The browser promised to keep this site's storage.",
                Some(false) => "The browser was asked to keep this site's storage and has not promised it. Installing the page or adding it to the bookmarks often changes that.",
                None => "The browser does not say whether it keeps this site's storage.",
            }}</dd></div>
            <div><dt>"Room"</dt><dd>{room}</dd></div>
            {health.keys_due.then(|| view! { <div><dt>"Keys"</dt><dd>"New keys are due. "<button type="button" class="link" on:click=move |_| keeper.tab.set(Tab::Keys)>"Make new keys"</button></dd></div> })}
        </dl>
    }
}
