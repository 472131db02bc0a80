//! The header: what is saved, what is loaded, whether there is a network, and a new version if one waits.

use leptos::prelude::*;

use super::settings::Theme;
use super::updates::{self, Release, Stored};
use super::{Action, KeysOf, Overlay, Route, Shell};
use crate::coding::Session;
use crate::link::Link;
use crate::records::{ExchangePill, Keeper};
use crate::ui::{Icon, Picture};
use crate::worklist::{Desk, Saved};

/// The header.
#[component]
pub(super) fn Header() -> impl IntoView {
    let shell = expect_context::<Shell>();
    let session = expect_context::<Session>();
    view! {
        <header class="top" class:with-stay=move || session.open.get()>
            <span class="brand"><Icon of=Picture::Brand/>"Chartroom"</span>
            <SavedState/>
            <ExchangePill/>
            <StayTools/>
            <span class="gap"></span>
            <NewVersion/>
            <button class="pill" type="button" data-test="open-palette" on:click=move |_| shell.overlay.set(Overlay::Palette)>
                <KeysOf of=Action::Palette/><span class="spare">"anything"</span>
            </button>
            <LockState/>
            <Loaded/>
            <Network/>
            <ThemeSwitch/>
        </header>
    }
}

/// Who has unlocked; a click locks.
#[component]
fn LockState() -> impl IntoView {
    let keeper = expect_context::<Keeper>();
    move || {
        keeper.opened.get().map(|opened| {
            let title = format!("{} has unlocked the records of {}. Lock them.", opened.person, opened.facility);
            view! {
                {move || keeper.narrow().map(|share| view! {
                    <a class="pill warn" href=Route::Records.hash() data-test="narrow" title="Write a backup and make room: when it is full, nothing more can be saved.">{format!("Storage {share} % full")}</a>
                })}
                {move || (keeper.sync.with(|sync| sync.alarms) > 0).then(|| view! {
                    <button class="pill stop" type="button" data-test="alarm" title="Somebody contained a suspected breach. The clocks run." on:click=move |_| keeper.show(crate::records::Tab::Start)>"Suspected breach"</button>
                })}
                {opened.demo.then(|| view! { <span class="pill" data-test="demo-mark">"Made-up patients"</span> })}
                <button class="pill accent" type="button" data-test="lock" title=title.clone() aria-label=title
                    on:click=move |_| keeper.lock(false)>
                    <Icon of=Picture::Lock/>{opened.person}
                </button>
            }
        })
    }
}

/// A newer version, taken only with consent.
#[component]
fn NewVersion() -> impl IntoView {
    let shell = expect_context::<Shell>();
    let link = expect_context::<Link>();
    // Not before the engine has read its packs: Chromium leaves a new version waiting for minutes, and holds every
    // request with it, when the page asks the old one for a file at the moment it is to step aside.
    let settled = move || link.ready() || link.broken.with(Option::is_some);
    move || {
        match shell.update.get() {
        Release::None => None,
        Release::Waiting if !settled() => None,
        Release::Waiting => Some(
            view! {
                <button class="pill accent" type="button" data-test="update" on:click=move |_| updates::consent(shell)>
                    <Icon of=Picture::Update/>"New version ready: reload to use it"
                </button>
            }
            .into_any(),
        ),
        Release::Taking => Some(view! { <span class="pill accent">"Taking the new version…"</span> }.into_any()),
        Release::Stuck => Some(
            view! { <span class="pill accent" data-test="update-stuck">"The new version comes when every tab of Chartroom has been closed"</span> }
                .into_any(),
        ),
        Release::TakenElsewhere => Some(
            view! { <span class="pill accent" data-test="update-elsewhere">"New version in use in another tab: reload this one when your stay is written"</span> }
                .into_any(),
        ),
    }
    }
}

/// Whether anything is only in memory.
#[component]
fn SavedState() -> impl IntoView {
    let session = expect_context::<Session>();
    let shell = expect_context::<Shell>();
    let of_case = Memo::new(move |_| session.case.with(Option::is_some));
    move || {
        if !session.open.get() {
            return view! { <span class="pill" data-test="saved-state">"No stay open"</span> }
                .into_any();
        }
        if of_case.get() {
            return view! { <CaseSaved/> }.into_any();
        }
        let (class, text) = if session.unsaved() {
            ("pill warn", "In memory only — not saved")
        } else {
            ("pill", "In memory only — nothing changed")
        };
        view! {
            <button class=class type="button" data-test="saved-state"
                title="A stay lives in this page only. Write it into a file to keep it."
                on:click=move |_| shell.overlay.set(Overlay::Export)>
                <span class="dot" aria-hidden="true"></span>{text}
            </button>
        }
        .into_any()
    }
}

/// How far the case is saved. A click on what is not saved tries again.
#[component]
fn CaseSaved() -> impl IntoView {
    let desk = expect_context::<Desk>();
    let said = Memo::new(move |_| match desk.saving.state.get() {
        Saved::Nothing => ("pill", "Kept on this device".to_owned()),
        Saved::Saving => ("pill", "Saving…".to_owned()),
        Saved::At(at) => (
            "pill ok",
            format!("Saved on this device {}", crate::ui::clock(at)),
        ),
        Saved::Not(failure) => ("pill stop", format!("Not saved: {}", failure.why)),
    });
    let title = move || match desk.saving.state.get() {
        Saved::Not(failure) => format!("{} {} Click to try again.", failure.what, failure.fix),
        _ => "Every change is saved by itself, sealed, on this device.".to_owned(),
    };
    view! {
        <button class=move || said.with(|(class, _)| *class) type="button" data-test="saved-state" title=title on:click=move |_| desk.save_now()>
            <span class="dot" aria-hidden="true"></span>{move || said.with(|(_, text)| text.clone())}
        </button>
    }
}

/// What is done with a stay as a whole, for the pointer.
#[component]
fn StayTools() -> impl IntoView {
    let session = expect_context::<Session>();
    let shell = expect_context::<Shell>();
    view! {
        <Show when=move || session.open.get()>
            <button class="button plain" type="button" data-test="export" on:click=move |_| shell.overlay.set(Overlay::Export)>"Write to file"</button>
            <button class="button plain" type="button" data-test="close-stay" on:click=move |_| session.close()>{move || if session.case.with(Option::is_some) { "Close case" } else { "Close stay" }}</button>
        </Show>
    }
}

/// The packs, as years.
#[component]
fn Loaded() -> impl IntoView {
    let link = expect_context::<Link>();
    move || {
        let failed = link.failed_packs().len();
        let (done, all) = link.progress();
        let (class, text) = if link.broken.with(Option::is_some) {
            ("pill stop", "Engine stopped".to_owned())
        } else if !link.ready() {
            ("pill", format!("Loading code sets, {done} of {all}"))
        } else if failed > 0 {
            (
                "pill stop",
                if failed == 1 {
                    "1 pack missing".to_owned()
                } else {
                    format!("{failed} packs missing")
                },
            )
        } else {
            // The stay says which grouper is its own: the years give way first where the line is narrow.
            ("pill years", years(link))
        };
        view! {
            <a class=class href=Route::About.hash() data-test="packs-state" title="Code sets, grouper versions, sources and limits">{text}</a>
        }
    }
}

/// For example `FY2023–FY2027`.
fn years(link: Link) -> String {
    link.about.with(|about| {
        let versions = about
            .as_ref()
            .map(|about| about.versions.as_slice())
            .unwrap_or_default();
        match (versions.first(), versions.last()) {
            (Some(first), Some(last)) => {
                format!("FY{}–FY{}", first.fiscal_year, last.fiscal_year)
            }
            _ => "No grouper version loaded".to_owned(),
        }
    })
}

/// Offline is a normal state.
#[component]
fn Network() -> impl IntoView {
    let shell = expect_context::<Shell>();
    move || {
        let (class, text, detail) = match (shell.online.get(), shell.stored.get()) {
            (false, Stored::Ready) => (
                "pill ok",
                "Offline: all works",
                "There is no network. Nothing here needs one.",
            ),
            (false, _) => (
                "pill warn",
                "Offline",
                "There is no network, and the page is not stored on this device.",
            ),
            (true, Stored::Ready) => (
                "pill ok",
                "Works offline",
                "Everything is stored on this device.",
            ),
            (true, Stored::NotYet) => (
                "pill",
                "Online",
                "The page is being stored on this device, to work without a network.",
            ),
            (true, Stored::Failed) => (
                "pill warn",
                "Needs the network",
                "The page could not be stored on this device. Free some space and reload it.",
            ),
        };
        view! { <span class=class title=detail data-test="network-state">{text}</span> }
    }
}

/// Goes round: as the system has it, light, dark.
#[component]
fn ThemeSwitch() -> impl IntoView {
    let shell = expect_context::<Shell>();
    let theme = Memo::new(move |_| shell.settings.with(|s| s.theme));
    let words = move || match theme.get() {
        Theme::System => "Theme: as the system",
        Theme::Light => "Theme: light",
        Theme::Dark => "Theme: dark",
    };
    let turn = move |_| {
        shell.settings.update(|s| {
            s.theme = match s.theme {
                Theme::System => Theme::Light,
                Theme::Light => Theme::Dark,
                Theme::Dark => Theme::System,
            };
        });
    };
    view! {
        <button class="icon-button" type="button" data-test="theme" title=words aria-label=words on:click=turn>
            {move || match theme.get() {
                Theme::System => view! { <Icon of=Picture::System/> },
                Theme::Light => view! { <Icon of=Picture::Sun/> },
                Theme::Dark => view! { <Icon of=Picture::Moon/> },
            }}
        </button>
    }
}
