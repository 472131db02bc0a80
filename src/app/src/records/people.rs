//! Who works here: roles, taking people in, and the facility's settings.

use custodian::protocol::{Event, LineState, NewMember, People, Person, PersonView, Request};
use leptos::{ev, prelude::*};

use super::exchange::Invite;
use super::keeper::Keeper;
use crate::shell::Shell;
use crate::ui::{Dialog, TextField, failure};

/// The section.
#[component]
pub(super) fn PeopleSection() -> impl IntoView {
    let keeper = expect_context::<Keeper>();
    let people = RwSignal::new(None::<People>);
    let refused = RwSignal::new(None);
    let adding = RwSignal::new(false);
    let inviting = RwSignal::new(false);
    let connected = move || keeper.sync.with(|sync| sync.standing != LineState::Alone);
    let offered = move || {
        people.with(|people| {
            people
                .as_ref()
                .map(|people| people.roles.clone())
                .unwrap_or_default()
        })
    };
    let hear = move |event| match event {
        Event::People(told) => {
            refused.set(None);
            people.set(Some(*told));
        }
        Event::Failed(failure) => refused.set(Some(failure)),
        _ => {}
    };
    keeper.ask(Request::People, hear);
    view! {
        <section data-test="people">
            <h2>"People"</h2>
            {move || refused.get().map(|refused| failure(&refused))}
            {move || people.get().map(|told| {
                let may_change = told.may_change;
                let roles = StoredValue::new(told.roles.clone());
                view! {
                    <div class="scroll-x" tabindex="0" role="region" aria-label="People">
                        <table class="people-table">
                            <thead><tr><th scope="col">"Name"</th><th scope="col">"Credentials"</th><th scope="col">"Roles"</th><th scope="col"><span class="out-of-sight">"To do"</span></th></tr></thead>
                            <tbody>
                                {told.people.into_iter().map(|person| view! { <PersonRow person roles may_change hear/> }).collect_view()}
                            </tbody>
                        </table>
                    </div>
                    {may_change.then(|| view! {
                        <div class="actions">
                            <button class="button" type="button" data-test="add-person" on:click=move |_| adding.set(true)>"Take a person in"</button>
                            {move || connected().then(|| view! {
                                <button class="button" type="button" data-test="invite" on:click=move |_| inviting.set(true)>"Invite somebody"</button>
                            })}
                        </div>
                    })}
                }
            })}
            <Dialog open=adding on_close=move || adding.set(false) title="Take a person in" test="add-person-dialog">
                <AddPerson people adding/>
            </Dialog>
            <Dialog open=inviting on_close=move || inviting.set(false) title="Invite somebody" test="invite-dialog">
                <Invite offered open=inviting/>
            </Dialog>
        </section>
    }
}

/// One person; their roles are set in a dialog.
#[component]
fn PersonRow(
    person: PersonView,
    roles: StoredValue<Vec<String>>,
    may_change: bool,
    hear: impl Fn(Event) + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let keeper = expect_context::<Keeper>();
    let open = RwSignal::new(false);
    let user = person.user;
    let name = StoredValue::new(person.name.clone());
    let gone = !person.until.is_empty();
    let chosen = RwSignal::new(person.roles.clone());
    let reason = RwSignal::new(String::new());
    let save = move |event: ev::SubmitEvent| {
        event.prevent_default();
        open.set(false);
        let request = Request::SetRoles {
            user,
            roles: chosen.get_untracked(),
            reason: reason.get_untracked(),
        };
        keeper.ask(request, hear);
    };
    let end = move |_| {
        open.set(false);
        let request = Request::EndMember {
            user,
            reason: reason.get_untracked(),
        };
        keeper.ask(request, hear);
    };
    view! {
        <tr data-test="person">
            <th scope="row">{person.name.clone()}{person.me.then_some(" (you)")}</th>
            <td>{person.credentials.clone()}</td>
            <td>{if gone { format!("until {}", person.until) } else { person.roles.join(", ") }}</td>
            <td class="right">
                {(may_change && !gone).then(|| view! {
                    <button class="button plain" type="button" data-test="set-roles" aria-label=format!("Set roles of {}", person.name)
                        on:click=move |_| open.set(true)>"Set roles"</button>
                })}
                <Dialog open on_close=move || open.set(false) title=format!("Roles of {}", name.get_value()) test="roles-dialog">
                    <form class="door-form" on:submit=save>
                        <Roles offered=move || roles.get_value() chosen/>
                        <TextField id="roles-reason" label="Why" value=reason/>
                        <div class="actions">
                            <button class="button first" type="submit" data-test="save-roles">"Save"</button>
                            <button class="button danger" type="button" data-test="end-person" on:click=end>"No longer works here"</button>
                            <button class="button plain" type="button" on:click=move |_| open.set(false)>"Leave as it is"</button>
                        </div>
                    </form>
                </Dialog>
            </td>
        </tr>
    }
}

/// Which of the facility's roles a person has.
#[component]
pub(super) fn Roles(
    offered: impl Fn() -> Vec<String> + Send + 'static,
    chosen: RwSignal<Vec<String>>,
) -> impl IntoView {
    let choice = move |role: String| {
        let word = StoredValue::new(role.clone());
        let has = move || chosen.with(|chosen| chosen.contains(&word.get_value()));
        let turn = move |on: bool| {
            chosen.update(|chosen| {
                chosen.retain(|role| *role != word.get_value());
                if on {
                    chosen.push(word.get_value());
                }
            });
        };
        view! {
            <label>
                <input autocomplete="off" type="checkbox" prop:checked=has on:change:target=move |event| turn(event.target().checked())/>
                {role}
            </label>
        }
    };
    view! {
        <fieldset class="choices roles">
            <legend>"Roles"</legend>
            {move || offered().into_iter().map(choice).collect_view()}
        </fieldset>
    }
}

/// A new person types their own password here.
#[component]
fn AddPerson(people: RwSignal<Option<People>>, adding: RwSignal<bool>) -> impl IntoView {
    let keeper = expect_context::<Keeper>();
    let shell = expect_context::<Shell>();
    let field = || RwSignal::new(String::new());
    let (name, credentials, unit, user_name, password) =
        (field(), field(), field(), field(), field());
    let chosen = RwSignal::new(vec!["coder".to_owned()]);
    let refused = RwSignal::new(None);
    let busy = RwSignal::new(false);
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        let new = NewMember {
            person: Person {
                name: name.get_untracked(),
                credentials: credentials.get_untracked(),
                unit: unit.get_untracked(),
                user_name: user_name.get_untracked(),
                password: password.get_untracked(),
            },
            roles: chosen.get_untracked(),
        };
        keeper.ask(Request::AddMember(Box::new(new)), move |event| {
            busy.set(false);
            match event {
                Event::Kit(kit) => {
                    adding.set(false);
                    shell.say(format!(
                        "{} is taken in. Print the recovery kit for them.",
                        name.get_untracked()
                    ));
                    keeper.kit.set(Some(kit));
                }
                Event::Failed(failure) => refused.set(Some(failure)),
                _ => {}
            }
        });
    };
    let offered = move || {
        people.with(|people| {
            people
                .as_ref()
                .map(|people| people.roles.clone())
                .unwrap_or_default()
        })
    };
    view! {
        <form class="door-form" on:submit=submit data-test="add-form">
            <p class="quiet">"They type their own password here, so that nobody else knows it."</p>
            <TextField id="add-name" label="Name" value=name/>
            <TextField id="add-credentials" label="Credentials" value=credentials/>
            <TextField id="add-unit" label="Department or nursing unit" value=unit/>
            <TextField id="add-user-name" label="User name" value=user_name/>
            <TextField id="add-password" label="Password" value=password kind="password" autocomplete="new-password"/>
            <Roles offered chosen/>
            {move || refused.get().map(|refused| failure(&refused))}
            <div class="actions">
                <button class="button first" type="submit" data-test="add-submit">{move || if busy.get() { "Making keys…" } else { "Take in" }}</button>
                <button class="button plain" type="button" on:click=move |_| adding.set(false)>"Cancel"</button>
            </div>
        </form>
    }
}
