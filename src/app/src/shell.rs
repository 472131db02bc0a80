//! The frame around the workplaces: header, rail, routes, keys, settings and what lies over everything.

use engine::protocol::Book;
use leptos::prelude::*;

use crate::about::AboutPage;
use crate::batch::{Batch, BatchPage};
use crate::chart::{ChartPage, Charts};
use crate::coding::{CodingPage, Session};
use crate::disputes::{Disputes, DisputesPage};
use crate::facility::{Facility, FacilityPage};
use crate::link::Link;
use crate::official::{Browse, Official, OfficialPage};
use crate::patients::{Patients, PatientsPage};
use crate::records::{ContainDialog, Keeper, RecordsPage};
use crate::worklist::{Desk, WorklistPage};

mod commands;
pub(crate) mod crash;
mod header;
pub(crate) mod keep;
mod keymap;
mod keys;
mod keys_choice;
mod keys_hint;
mod keys_sheet;
mod palette;
mod rail;
mod route;
mod settings;
mod settings_dialog;
mod updates;

pub(crate) use keymap::{Action, Scope};
use keymap::{Chord, Keymap};
pub(crate) use keys_hint::KeysOf;
pub(crate) use route::Route;
pub(crate) use settings::{NewPoa, Settings};
use updates::{Release, Stored};

/// Name under which the browser keeps the keys.
const KEYMAP: &str = "chartroom.keys";

/// What lies over the workplace.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Overlay {
    /// Nothing.
    None,
    /// Command palette.
    Palette,
    /// Cheat sheet of keys.
    Keys,
    /// Settings.
    Settings,
    /// Writing the stay into a file.
    Export,
    /// Leaving a stay that stands in memory only.
    Leave,
    /// The facility's payment inputs.
    Inputs,
    /// A suspected breach is contained.
    Contain,
}

/// What every screen shares: where we are, how it is set, what is said. A copy is only a reference.
#[derive(Clone, Copy)]
pub(crate) struct Shell {
    /// The workplace shown.
    pub(crate) route: RwSignal<Route>,
    /// The user's settings.
    pub(crate) settings: RwSignal<Settings>,
    /// Which keys do what.
    keymap: RwSignal<Keymap>,
    /// What lies over the workplace.
    pub(crate) overlay: RwSignal<Overlay>,
    /// The book that is open among the official files.
    pub(crate) book: RwSignal<Option<Book>>,
    /// Last sentence said to the user; also read aloud.
    pub(crate) said: RwSignal<String>,
    /// Whether the browser thinks it has a network.
    pub(crate) online: RwSignal<bool>,
    /// A newer version of the page.
    update: RwSignal<Release>,
    /// Whether everything is stored for working without a network.
    stored: RwSignal<Stored>,
}

impl Shell {
    fn new() -> Self {
        Self {
            route: RwSignal::new(Route::here()),
            settings: RwSignal::new(Settings::load()),
            keymap: RwSignal::new(keep::load(KEYMAP).unwrap_or_default()),
            overlay: RwSignal::new(Overlay::None),
            book: RwSignal::new(None),
            said: RwSignal::new(String::new()),
            online: RwSignal::new(window().navigator().on_line()),
            update: RwSignal::new(Release::None),
            stored: RwSignal::new(Stored::NotYet),
        }
    }

    /// Says a sentence: shown for a moment, and read aloud.
    pub(crate) fn say(self, sentence: impl Into<String>) {
        let sentence = sentence.into();
        self.said.set(sentence.clone());
        set_timeout(
            move || {
                if self.said.with_untracked(|now| *now == sentence) {
                    self.said.set(String::new());
                }
            },
            core::time::Duration::from_secs(5),
        );
    }

    /// What pressed keys mean in a scope. Single letters mean nothing where the user has switched them off.
    pub(crate) fn meant(self, event: &web_sys::KeyboardEvent, scope: Scope) -> Option<Action> {
        let chord = Chord::pressed(event)?;
        if chord.is_letter() && !self.settings.with_untracked(|s| s.single_keys) {
            return None;
        }
        self.keymap
            .with_untracked(|keymap| keymap.meant(&chord, scope))
    }

    /// The keys of an action, by name, in the order they are pressed.
    pub(crate) fn keys_of(self, action: Action) -> Vec<String> {
        self.keymap
            .with(|keymap| keymap.chord(action))
            .map(|chord| chord.names())
            .unwrap_or_default()
    }

    /// Takes away what lies over the workplace.
    pub(crate) fn uncover(self) {
        self.overlay.set(Overlay::None);
    }
}

/// Everything there is to see.
#[component]
pub(crate) fn App() -> impl IntoView {
    let shell = Shell::new();
    let link = Link::start();
    let session = Session::new(link, shell);
    let batch = Batch::new(link, shell);
    let keeper = Keeper::start(link, shell);
    provide_context(shell);
    provide_context(link);
    provide_context(keeper);
    provide_context(Patients::new(keeper));
    provide_context(Charts::new(keeper, shell));
    provide_context(Desk::new(keeper, session, shell));
    provide_context(session);
    provide_context(batch);
    let disputes = Disputes::new(link, shell);
    provide_context(disputes);
    provide_context(Official::new(link, shell));
    provide_context(Browse::new(link, shell, session));
    provide_context(Facility::new(link, shell, session));

    shell.settings.get_untracked().apply();
    Effect::new(move |_| {
        let settings = shell.settings.get();
        settings.apply();
        settings.keep();
    });
    Effect::new(move |_| shell.keymap.with(|keymap| keep::save(KEYMAP, keymap)));
    route::follow(shell);
    updates::listen(shell);
    keys::listen(commands::Reach::here());
    session.guard_leaving();
    disputes.guard_leaving();

    view! {
        <a class="skip" href="#place" on:click=move |event| { event.prevent_default(); crate::ui::focus("place"); }>"Skip to the workplace"</a>
        <div class="frame">
            <header::Header/>
            <rail::Rail/>
            <main class="place" id="place" tabindex="-1">
                {move || match shell.route.get() {
                    Route::Records => view! { <RecordsPage/> }.into_any(),
                    Route::Worklist => view! { <WorklistPage/> }.into_any(),
                    Route::Patients => view! { <PatientsPage/> }.into_any(),
                    Route::Chart => view! { <ChartPage/> }.into_any(),
                    Route::Code => view! { <CodingPage/> }.into_any(),
                    Route::Batch => view! { <BatchPage/> }.into_any(),
                    Route::Official => view! { <OfficialPage/> }.into_any(),
                    Route::Rules => view! { <FacilityPage/> }.into_any(),
                    Route::Disputes => view! { <DisputesPage/> }.into_any(),
                    Route::About => view! { <AboutPage/> }.into_any(),
                }}
            </main>
        </div>
        <palette::Palette/>
        <keys_sheet::KeysSheet/>
        <settings_dialog::SettingsDialog/>
        <ContainDialog/>
        <crate::coding::StayDialogs/>
        <crate::coding::InputsDialog/>
        <crate::worklist::AskedDialog/>
        <crate::worklist::GiveDialogs/>
        <div class="toast" role="status" data-test="said" class:shown=move || shell.said.with(|said| !said.is_empty())>{move || shell.said.get()}</div>
    }
}
