//! Coming in with a device on which nothing is yet.

use custodian::protocol::{Joining, Request, SyncRequest};
use leptos::{ev, prelude::*};

use crate::records::Keeper;
use crate::records::door::{Refused, Submit};
use crate::ui::TextField;

/// The form, folded until it is wanted.
#[component]
pub(crate) fn JoinWay() -> impl IntoView {
    let keeper = expect_context::<Keeper>();
    let field = || RwSignal::new(String::new());
    let (code, user_name, password) = (field(), field(), field());
    let open = RwSignal::new(false);
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        let typed = password.get_untracked();
        password.set(String::new());
        keeper.knock(Request::Sync(SyncRequest::Join(Joining {
            code: code.get_untracked(),
            user_name: user_name.get_untracked(),
            password: typed,
        })));
    };
    let unfold = move |_| {
        open.set(true);
        crate::ui::focus_soon("join-code");
    };
    view! {
        <section class="door-part demo-way" data-test="join-way">
            <h2>"Come in with this device"</h2>
            <p>"You have an account already, on another device. There, under “Devices”, make a code for this one."</p>
            {move || if open.get() {
                view! {
                    <form class="door-form" on:submit=submit data-test="join-form">
                        <TextField id="join-code" label="Code for this device" value=code under="Four groups of five. Capitals, spaces and dashes don't matter."/>
                        <TextField id="join-user-name" label="User name" value=user_name/>
                        <TextField id="join-password" label="Password" value=password kind="password" autocomplete="current-password"/>
                        <Refused/>
                        <Submit words="Come in" working="Fetching the facility…"/>
                    </form>
                }.into_any()
            } else {
                view! { <div><button class="button" type="button" data-test="join-open" on:click=unfold>"I have a code"</button></div> }.into_any()
            }}
        </section>
    }
}
