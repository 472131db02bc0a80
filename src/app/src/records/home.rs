//! Behind the door: what waits, who works here, who looked at what, backups, and one's own keys.

use leptos::{ev, prelude::*};

use super::backups::Backups;
use super::exchange::ExchangeTab;
use super::facility::FacilitySettings;
use super::keeper::Keeper;
use super::keys::{NewKeys, OwnKeys};
use super::people::PeopleSection;
use super::start::Start;
use super::trail::Trail;
use crate::shell::{Action, KeysOf, Route};
use crate::ui::{Icon, Picture};

/// What is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tab {
    /// What waits.
    Start,
    /// Who works here.
    People,
    /// Who did what.
    Trail,
    /// Copies of it all.
    Backups,
    /// The exchange with other devices.
    Devices,
    /// One's own password and kit, and the facility's keys.
    Keys,
}

const TABS: [(Tab, &str, &str); 6] = [
    (Tab::Start, "records-start", "Start"),
    (Tab::People, "records-people", "People"),
    (Tab::Trail, "records-trail", "Audit trail"),
    (Tab::Backups, "records-backups", "Backups"),
    (Tab::Devices, "records-devices", "Devices"),
    (Tab::Keys, "records-keys", "Your keys"),
];

impl Keeper {
    /// Goes to a tab behind the door.
    pub(crate) fn show(self, tab: Tab) {
        self.tab.set(tab);
        let at = TABS.iter().find(|(which, ..)| *which == tab);
        Route::Records.go_to(at.map_or("records-panel", |(_, id, _)| *id));
    }
}

/// The screen.
#[component]
pub(super) fn Home() -> impl IntoView {
    let keeper = expect_context::<Keeper>();
    let tab = keeper.tab;
    let id = move || {
        TABS.iter()
            .find(|(which, ..)| *which == tab.get())
            .map_or("", |(_, id, _)| id)
    };
    let on_key = move |event: ev::KeyboardEvent| {
        let at = TABS
            .iter()
            .position(|(which, ..)| *which == tab.get_untracked())
            .unwrap_or(0);
        let to = match event.key().as_str() {
            "ArrowRight" => (at + 1) % TABS.len(),
            "ArrowLeft" => (at + TABS.len() - 1) % TABS.len(),
            "Home" => 0,
            "End" => TABS.len() - 1,
            _ => return,
        };
        tab.set(TABS[to].0);
        crate::ui::focus_soon(TABS[to].1);
        event.prevent_default();
    };
    view! {
        <div class="column records-home">
            {move || keeper.opened.get().map(|opened| view! {
                <header class="records-head">
                    <div>
                        <h1>{opened.facility.clone()}</h1>
                        <p class="quiet">{format!("Unlocked by {}, {}.", opened.person, match opened.roles.len() {
                            0..=4 => opened.roles.join(", "),
                            many => format!("who has {many} roles"),
                        })}</p>
                    </div>
                    <button class="button" type="button" data-test="lock-now" on:click=move |_| keeper.lock(false)>
                        <Icon of=Picture::Lock/>"Lock"<KeysOf of=Action::Lock/>
                    </button>
                </header>
            })}
            <div class="tabs" role="tablist" aria-label="Records" on:keydown=on_key>
                {TABS.into_iter().map(|(which, id, name)| view! {
                    <button type="button" role="tab" class="tab" id=id aria-controls="records-panel" data-test=id
                        aria-selected=move || (tab.get() == which).to_string()
                        tabindex=move || if tab.get() == which { "0" } else { "-1" }
                        on:click=move |_| tab.set(which)>{name}</button>
                }).collect_view()}
            </div>
            <div class="records-panel" id="records-panel" role="tabpanel" aria-labelledby=id>
                {move || match tab.get() {
                    Tab::Start => view! { <Start/> }.into_any(),
                    Tab::People => view! { <PeopleSection/><FacilitySettings/> }.into_any(),
                    Tab::Trail => view! { <Trail/> }.into_any(),
                    Tab::Backups => view! { <Backups/> }.into_any(),
                    Tab::Devices => view! { <ExchangeTab/> }.into_any(),
                    Tab::Keys => view! { <OwnKeys/><NewKeys/> }.into_any(),
                }}
            </div>
        </div>
    }
}
