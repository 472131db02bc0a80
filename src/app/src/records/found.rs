//! Setting up a facility on this device.

use custodian::protocol::{Founding, Person, Request};
use leptos::{ev, prelude::*};

use super::backup_file::RestoreWay;
use super::demo::DemoWay;
use super::door::{Refused, Submit};
use super::exchange::JoinWay;
use super::keeper::Keeper;
use super::marker::VanishedNotice;
use crate::ui::TextField;

/// Kinds of facilities, by the word in the record.
pub(super) const KINDS: [(&str, &str); 8] = [
    ("ipps", "Short-term acute care hospital"),
    ("cah", "Critical access hospital"),
    ("rhc", "Rural health clinic"),
    ("snf", "Skilled nursing facility"),
    ("cancer", "Cancer hospital"),
    ("children", "Children's hospital"),
    ("school", "Training lab"),
    ("other", "Other"),
];

/// The form.
#[component]
pub(super) fn FoundForm() -> impl IntoView {
    let keeper = expect_context::<Keeper>();
    let field = || RwSignal::new(String::new());
    let (facility, name, credentials, user_name) = (field(), field(), field(), field());
    let (password, again) = (field(), field());
    let kind = RwSignal::new("cah".to_owned());
    let small = RwSignal::new(true);
    let differ = Signal::derive(move || {
        let again = again.get();
        !again.is_empty() && password.with(|password| *password != again)
    });
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        if password.with_untracked(|password| again.with_untracked(|again| password != again)) {
            crate::ui::focus("password-again");
            return;
        }
        keeper.knock(Request::Found(Box::new(Founding {
            facility_name: facility.get_untracked(),
            facility_kind: kind.get_untracked(),
            small: small.get_untracked(),
            demo: false,
            person: Person {
                name: name.get_untracked(),
                credentials: credentials.get_untracked(),
                unit: String::new(),
                user_name: user_name.get_untracked(),
                password: password.get_untracked(),
            },
        })));
    };
    view! {
        <div class="column narrow door">
            <header>
                <h1>"Keep records on this device"</h1>
                <p>"Nothing is kept here yet. Set up your facility, and patients, charts and coding cases are kept on this device, sealed: readable only for whom you take in."</p>
            </header>
            <VanishedNotice/>
            <div class="first-ways"><DemoWay/><JoinWay/><RestoreWay/></div>
            <form class="door-form" on:submit=submit data-test="found-form">
                <fieldset class="door-part">
                    <legend>"The facility"</legend>
                    <TextField id="facility" label="Name of the facility" value=facility/>
                    <div class="field">
                        <label for="facility-kind">"Kind"</label>
                        <select autocomplete="off" class="input" id="facility-kind" prop:value=move || kind.get() on:change:target=move |event| kind.set(event.target().value())>
                            {KINDS.map(|(word, said)| view! { <option value=word selected=word == "cah">{said}</option> }).collect_view()}
                        </select>
                    </div>
                    <div class="setting">
                        <input autocomplete="off" type="checkbox" id="small" prop:checked=move || small.get() on:change:target=move |event| small.set(event.target().checked())/>
                        <label for="small" class="strong">"One person does everything here"</label>
                        <span class="under">"You get every role. Where the rules want a second person, your own review is recorded instead. You can change this when you take others in."</span>
                    </div>
                </fieldset>
                <fieldset class="door-part">
                    <legend>"You"</legend>
                    <TextField id="name" label="Your name" value=name/>
                    <TextField id="credentials" label="Credentials" value=credentials under="For example RHIT, CCS. May be empty."/>
                    <TextField id="user-name" label="User name" value=user_name/>
                    <TextField id="password" label="Password" value=password kind="password" autocomplete="new-password" under="Long beats clever: four or five words that don't belong together."/>
                    <TextField id="password-again" label="Password once more" value=again kind="password" autocomplete="new-password"/>
                    {move || differ.get().then(|| view! { <p class="notice warn" role="alert" data-test="differ">"The two passwords differ."</p> })}
                </fieldset>
                <p class="small">"There is no back door. A password that is lost, without the recovery kit you print next and without the facility's escrow code, is lost data."</p>
                <Refused/>
                <Submit words="Set up" working="Making keys…"/>
            </form>
            <p><a href="#/code">"Only look codes up and group a stay: that keeps nothing"</a></p>
        </div>
    }
}
