//! The door: what is shown before somebody has unlocked, and the ways in.

use custodian::protocol::{ByEscrow, ByKit, MadeUp, Request};
use leptos::{ev, prelude::*};

use super::demo::{DemoBegun, DemoKeys, Filling};
use super::exchange::Knocked;
use super::found::FoundForm;
use super::home::Home;
use super::keeper::Keeper;
use super::kit::KitSheet;
use super::locked_by::LockedByItself;
use super::marker::{BroughtBack, VanishedNotice};
use crate::ui::{Icon, Picture, TextField, failure};

/// Which way in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    Password,
    Kit,
    Escrow,
}

/// The workplace.
#[component]
pub(crate) fn RecordsPage() -> impl IntoView {
    view! { <div class="page" data-test="records"><Behind><Home/></Behind></div> }
}

/// What stands behind the door: shown once somebody has unlocked. Before that, the door.
#[component]
pub(crate) fn Behind(children: ChildrenFn) -> impl IntoView {
    let keeper = expect_context::<Keeper>();
    // Progress moves on within the screen that shows it.
    let filling = Memo::new(move |_| keeper.filling.with(Option::is_some));
    let open = Memo::new(move |_| keeper.opened.with(Option::is_some));
    move || {
        if let Some(broken) = keeper.broken.get() {
            return view! { <div class="column narrow"><h1>"Records"</h1>{failure(&broken)}</div> }
                .into_any();
        }
        if keeper.kit.with(Option::is_some) {
            return view! { <KitSheet/> }.into_any();
        }
        if open.get() {
            return children().into_any();
        }
        if filling.get() {
            return view! { <Filling/> }.into_any();
        }
        match keeper.door.get() {
            None => view! { <p class="quiet" data-test="door-looking">"Looking for records on this device…"</p> }.into_any(),
            Some(door) if door.made_up == MadeUp::Begun => view! { <DemoBegun/> }.into_any(),
            Some(door) if door.knocked => view! { <Knocked/> }.into_any(),
            Some(door) if door.founded => view! { <Unlock made_up=door.made_up == MadeUp::Whole/> }.into_any(),
            Some(_) => view! { <FoundForm/> }.into_any(),
        }
    }
}

/// The last refusal at the door.
#[component]
pub(super) fn Refused() -> impl IntoView {
    let keeper = expect_context::<Keeper>();
    move || keeper.refused.get().map(|refused| failure(&refused))
}

/// Unlocking.
#[component]
fn Unlock(
    /// It is the demo hospital.
    made_up: bool,
) -> impl IntoView {
    let keeper = expect_context::<Keeper>();
    let way = RwSignal::new(Way::Password);
    let to = move |next: Way| {
        keeper.refused.set(None);
        way.set(next);
        crate::ui::focus_soon("user-name");
    };
    crate::ui::focus_soon("user-name");
    view! {
        <div class="column narrow door">
            <header>
                <Icon of=Picture::Lock/>
                <h1>"Unlock the records"</h1>
                <p class="quiet">"They are kept on this device, sealed. Nobody can open them without a password: not who finds the laptop, and not who runs the server."</p>
            </header>
            <LockedByItself/>
            <FrozenNotice/>
            <VanishedNotice/>
            <BroughtBack/>
            {made_up.then(|| view! { <DemoKeys/> })}
            {move || match way.get() {
                Way::Password => view! { <ByPassword/> }.into_any(),
                Way::Kit => view! { <ByRecoveryKit/> }.into_any(),
                Way::Escrow => view! { <ByFacilityEscrow/> }.into_any(),
            }}
            <ul class="door-ways">
                <li hidden=move || way.get() == Way::Password><button type="button" class="link" data-test="way-password" on:click=move |_| to(Way::Password)>"Unlock with the password"</button></li>
                <li hidden=move || way.get() == Way::Kit><button type="button" class="link" data-test="way-kit" on:click=move |_| to(Way::Kit)>"Password lost: use the printed recovery kit"</button></li>
                <li hidden=move || way.get() == Way::Escrow><button type="button" class="link" data-test="way-escrow" on:click=move |_| to(Way::Escrow)>"Emergency: use the facility's escrow code"</button></li>
                <li><a href="#/code">"Look codes up and group a stay without records"</a></li>
            </ul>
        </div>
    }
}

/// A suspected breach was contained here: what to read out.
#[component]
fn FrozenNotice() -> impl IntoView {
    let keeper = expect_context::<Keeper>();
    let code = Memo::new(move |_| {
        let frozen = |door: &custodian::protocol::Door| door.frozen.clone();
        keeper
            .door
            .with(|door| door.as_ref().map(frozen).unwrap_or_default())
    });
    move || {
        let code = code.get();
        (!code.is_empty()).then(|| view! {
            <div class="notice stop" role="status" data-test="frozen">
                <p class="strong">"This device is frozen: a suspected breach was contained here."</p>
                <p>"Call your supervisor, and read this out: "<span class="kit-code">{code}</span></p>
                <p>"A supervisor or the privacy officer can unlock it here, or let it go on from their own device: then it opens again for you, where there is a line. Nothing was removed."</p>
            </div>
        })
    }
}

#[component]
fn ByPassword() -> impl IntoView {
    let keeper = expect_context::<Keeper>();
    let (user_name, password) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        let typed = password.get_untracked();
        password.set(String::new());
        keeper.knock(Request::Unlock {
            user_name: user_name.get_untracked(),
            password: typed,
        });
    };
    view! {
        <form class="door-form" on:submit=submit data-test="unlock-form">
            <TextField id="user-name" label="User name" value=user_name/>
            <TextField id="password" label="Password" value=password kind="password" autocomplete="current-password"/>
            <Refused/>
            <Submit words="Unlock" working="Opening…"/>
        </form>
    }
}

#[component]
fn ByRecoveryKit() -> impl IntoView {
    let keeper = expect_context::<Keeper>();
    let (user_name, code) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let new_password = RwSignal::new(String::new());
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        keeper.knock(Request::UnlockByKit(ByKit {
            user_name: user_name.get_untracked(),
            code: code.get_untracked(),
            new_password: new_password.get_untracked(),
        }));
    };
    view! {
        <form class="door-form" on:submit=submit data-test="kit-form">
            <TextField id="user-name" label="User name" value=user_name/>
            <TextField id="kit-code" label="Code on your recovery kit" value=code under="Seven groups of five. Capitals, spaces and dashes don't matter."/>
            <TextField id="new-password" label="New password" value=new_password kind="password" autocomplete="new-password" under="The kit works once. You get a new one to print."/>
            <Refused/>
            <Submit words="Unlock with the kit" working="Opening…"/>
        </form>
    }
}

#[component]
fn ByFacilityEscrow() -> impl IntoView {
    let keeper = expect_context::<Keeper>();
    let (user_name, code) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let reason = RwSignal::new(String::new());
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        keeper.knock(Request::UnlockByEscrow(ByEscrow {
            user_name: user_name.get_untracked(),
            code: code.get_untracked(),
            reason: reason.get_untracked(),
        }));
    };
    view! {
        <form class="door-form" on:submit=submit data-test="escrow-form">
            <p>"This opens a colleague's account in an emergency (45 CFR 164.312(a)(2)(ii)). The audit trail keeps who was opened, when and why, and it can't be taken out."</p>
            <TextField id="user-name" label="User name of the account to open" value=user_name/>
            <TextField id="escrow-code" label="The facility's escrow code" value=code under="From the facility's safe. Seven groups of five."/>
            <TextField id="escrow-reason" label="What the emergency is" value=reason under="In a few words, without a patient's name or number."/>
            <Refused/>
            <Submit words="Break the glass" working="Opening…"/>
        </form>
    }
}

/// The form's button; while it works it says so.
#[component]
pub(super) fn Submit(
    /// What it does.
    words: &'static str,
    /// What it says meanwhile.
    working: &'static str,
) -> impl IntoView {
    let keeper = expect_context::<Keeper>();
    view! {
        <div class="actions">
            <button class="button first" type="submit" data-test="submit" aria-disabled=move || keeper.busy.get().to_string()>
                {move || if keeper.busy.get() { working } else { words }}
            </button>
        </div>
    }
}
