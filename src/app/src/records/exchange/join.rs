//! Coming in with a device on which nothing is yet: with one's account, or by invitation.

use custodian::protocol::{Joining, Request, SyncRequest};
use leptos::{ev, prelude::*};

use crate::records::Keeper;
use crate::records::door::{Refused, Submit};
use crate::ui::{Icon, Picture, TextField};

/// Which way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    /// Not chosen yet.
    Folded,
    /// With an account that exists.
    Account,
    /// By invitation.
    Invited,
}

/// The ways in, folded until one is wanted.
#[component]
pub(crate) fn JoinWay() -> impl IntoView {
    let way = RwSignal::new(Way::Folded);
    let unfold = move |to: Way| {
        way.set(to);
        crate::ui::focus_soon("join-code");
    };
    view! {
        <section class="door-part demo-way" data-test="join-way">
            <h2>"Come in with this device"</h2>
            <p>"Your facility works together through this server. Make a code on a device of yours, under “Devices”, or have a colleague invite you."</p>
            {move || match way.get() {
                Way::Folded => view! {
                    <div class="actions">
                        <button class="button" type="button" data-test="join-open" on:click=move |_| unfold(Way::Account)>"I have an account"</button>
                        <button class="button" type="button" data-test="knock-open" on:click=move |_| unfold(Way::Invited)>"I was invited"</button>
                    </div>
                }.into_any(),
                Way::Account => view! { <Form invited=false/> }.into_any(),
                Way::Invited => view! { <Form invited=true/> }.into_any(),
            }}
        </section>
    }
}

#[component]
fn Form(invited: bool) -> impl IntoView {
    let keeper = expect_context::<Keeper>();
    let field = || RwSignal::new(String::new());
    let (code, user_name, password, again) = (field(), field(), field(), field());
    let differ = Signal::derive(move || {
        invited && again.with(|again| password.with(|password| again != password))
    });
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        if differ.get_untracked() {
            crate::ui::focus("join-again");
            return;
        }
        let joining = Joining {
            code: code.get_untracked(),
            user_name: user_name.get_untracked(),
            password: password.get_untracked(),
        };
        if !invited {
            password.set(String::new());
        }
        keeper.knock(Request::Sync(if invited {
            SyncRequest::Knock(joining)
        } else {
            SyncRequest::Join(joining)
        }));
    };
    let (under, purpose) = if invited {
        (
            "The code of your invitation. Four groups of five.",
            "new-password",
        )
    } else {
        (
            "Four groups of five. Capitals, spaces and dashes don't matter.",
            "current-password",
        )
    };
    view! {
        <form class="door-form" on:submit=submit data-test="join-form">
            <TextField id="join-code" label="Code" value=code under=under/>
            <TextField id="join-user-name" label="User name" value=user_name/>
            <TextField id="join-password" label="Password" value=password kind="password" autocomplete=purpose/>
            {invited.then(|| view! {
                <TextField id="join-again" label="Password once more" value=again kind="password" autocomplete="new-password" under="Long beats clever: four or five words that don't belong together."/>
                {move || (differ.get() && !again.with(String::is_empty)).then(|| view! { <p class="notice warn" role="alert" data-test="join-differ">"The two passwords differ."</p> })}
            })}
            <Refused/>
            {if invited {
                view! { <Submit words="Ask to be let in" working="Making keys…"/> }.into_any()
            } else {
                view! { <Submit words="Come in" working="Fetching the facility…"/> }.into_any()
            }}
        </form>
    }
}

/// Somebody has knocked with this device, and waits.
#[component]
pub(crate) fn Knocked() -> impl IntoView {
    let keeper = expect_context::<Keeper>();
    let (user_name, password) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        let typed = password.get_untracked();
        keeper.knock(Request::Sync(SyncRequest::LookAgain {
            user_name: user_name.get_untracked(),
            password: typed,
        }));
    };
    view! {
        <div class="column narrow door" data-test="knocked">
            <header>
                <Icon of=Picture::Lock/>
                <h1>"You have asked to be let in"</h1>
                <p class="quiet">"Whoever invited you lets you in, as soon as their device has heard of it. Then your user name and password open the records here."</p>
            </header>
            <form class="door-form" on:submit=submit data-test="look-form">
                <TextField id="user-name" label="User name" value=user_name/>
                <TextField id="password" label="Password" value=password kind="password" autocomplete="current-password"/>
                <Refused/>
                <Submit words="Look whether I am let in" working="Asking the server…"/>
            </form>
        </div>
    }
}
