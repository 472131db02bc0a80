//! Passkeys: what the server asks for beside the password. Adding and removing one takes the password once more.

use custodian::protocol::{
    ColleagueView, Event, Failure, ForAuthenticator, FromAuthenticator, PasskeyRequest,
    PasskeyView, PasskeysOf, PasskeysView, Request, SyncEvent, SyncRequest,
};
use leptos::{ev, prelude::*};

use super::authenticator::{Doing, asked};
use crate::records::Keeper;
use crate::shell::Shell;
use crate::ui::{Dialog, TextField, counted, failure};

/// What is to be done once the password is typed.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Wants {
    Add,
    Remove(PasskeysOf, String),
}

impl Wants {
    fn words(&self) -> (&'static str, String) {
        match self {
            Self::Add => (
                "Add",
                "The browser then asks for a fingerprint, a face, a PIN or a security key. Your sessions on other devices end, and they ask for it too.".to_owned(),
            ),
            Self::Remove(PasskeysOf::Own(_), added) => (
                "Remove",
                format!("The one that was added {added} is taken no more. Without any, your password alone lets you in."),
            ),
            Self::Remove(PasskeysOf::Colleague(_), person) => (
                "Remove",
                format!("All passkeys of {person} are taken no more, and their sessions end. Their password alone lets them in until they add another: be sure that it is they who ask."),
            ),
        }
    }
}

/// What the section knows.
#[derive(Clone, Copy)]
struct Section {
    keeper: Keeper,
    shell: Shell,
    passkeys: RwSignal<Option<PasskeysView>>,
    refused: RwSignal<Option<Failure>>,
    wants: RwSignal<Option<Wants>>,
    password: RwSignal<String>,
    working: RwSignal<bool>,
}

impl Section {
    fn ask(self, request: PasskeyRequest, said: &'static str) {
        let request = Request::Sync(SyncRequest::Passkeys(request));
        self.keeper.ask(request, move |event| match event {
            Event::Sync(SyncEvent::Passkeys(passkeys)) => {
                self.passkeys.set(Some(passkeys));
                self.done(None);
                if !said.is_empty() {
                    self.shell.say(said);
                }
            }
            Event::Sync(SyncEvent::Authenticator(asks)) => self.make(asks),
            Event::Failed(failure) => self.done(Some(failure)),
            _ => self.done(None),
        });
    }

    fn make(self, asks: ForAuthenticator) {
        leptos::task::spawn_local(async move {
            match asked(Doing::Create, &asks.options).await {
                Ok(answer) => {
                    let made = FromAuthenticator {
                        ticket: asks.ticket,
                        answer,
                    };
                    self.ask(PasskeyRequest::Keep(made), "The passkey is added.");
                }
                Err(failure) => self.done(Some(failure)),
            }
        });
    }

    fn done(self, refused: Option<Failure>) {
        self.working.set(false);
        // What was refused is shown where it was asked for.
        if refused.is_none() {
            self.close();
        }
        self.refused.set(refused);
    }

    fn close(self) {
        self.wants.set(None);
        self.password.set(String::new());
        self.refused.set(None);
    }

    fn submit(self, event: &ev::SubmitEvent) {
        event.prevent_default();
        let Some(wants) = self.wants.get_untracked() else {
            return;
        };
        if self.working.get_untracked() {
            return;
        }
        self.working.set(true);
        self.refused.set(None);
        let password = self.password.get_untracked();
        match wants {
            Wants::Add => self.ask(PasskeyRequest::Add { password }, ""),
            Wants::Remove(of, _) => {
                let request = PasskeyRequest::Remove { of, password };
                self.ask(request, "Removed. The server takes it no more.");
            }
        }
    }
}

/// The section.
#[component]
pub(super) fn Passkeys() -> impl IntoView {
    let section = Section {
        keeper: expect_context(),
        shell: expect_context(),
        passkeys: RwSignal::new(None),
        refused: RwSignal::new(None),
        wants: RwSignal::new(None),
        password: RwSignal::new(String::new()),
        working: RwSignal::new(false),
    };
    let asks = section.keeper.asks_for_touch();
    Effect::new(move |_| {
        if !asks.get() {
            section.ask(PasskeyRequest::List, "");
        }
    });
    let open = Signal::derive(move || section.wants.with(Option::is_some));
    view! {
        <section data-test="passkeys">
            <h2>"Passkeys"</h2>
            <p class="quiet">"Beside your password, the server can ask for a passkey: a fingerprint, a face or a PIN on a computer or phone, or a security key. It asks once a shift on each device, for the exchange only; what you do here never needs it."</p>
            {move || section.wants.with(Option::is_none).then(|| section.refused.with(|refused| refused.as_ref().map(failure)))}
            {move || section.passkeys.with(|passkeys| passkeys.as_ref().map(|passkeys| listed(section, passkeys)))}
            <Dialog open on_close=move || section.close() title="Your password once more" test="passkey-dialog">
                {move || section.wants.get().map(|wants| {
                    let (action, words) = wants.words();
                    view! {
                        <form class="door-form" on:submit=move |event| section.submit(&event)>
                            <p>{words}</p>
                            <TextField id="passkey-password" label="Password" value=section.password kind="password" autocomplete="current-password"/>
                            {move || section.refused.with(|refused| refused.as_ref().map(failure))}
                            <div class="actions">
                                <button class="button first" type="submit" data-test="passkey-go" aria-disabled=move || section.working.get().to_string()>
                                    {move || if section.working.get() { "Working…" } else { action }}
                                </button>
                                <button class="button plain" type="button" on:click=move |_| section.close()>"Leave as it is"</button>
                            </div>
                        </form>
                    }
                })}
            </Dialog>
        </section>
    }
}

fn listed(section: Section, passkeys: &PasskeysView) -> impl IntoView + use<> {
    let PasskeysView {
        offered,
        room,
        own,
        others,
    } = passkeys.clone();
    view! {
        {if own.is_empty() {
            view! { <p data-test="no-passkeys">"You have none: your password alone lets you in."</p> }.into_any()
        } else {
            view! {
                <table class="people-table">
                    <thead><tr><th scope="col">"Added"</th><th scope="col">"Last used"</th><th scope="col"><span class="out-of-sight">"To do"</span></th></tr></thead>
                    <tbody>{own.into_iter().map(|passkey| one(section, passkey)).collect_view()}</tbody>
                </table>
            }.into_any()
        }}
        {match (offered, room) {
            (true, true) => view! {
                <div class="actions">
                    <button class="button" type="button" data-test="add-passkey" on:click=move |_| section.wants.set(Some(Wants::Add))>"Add a passkey"</button>
                </div>
            }.into_any(),
            (true, false) => view! { <p class="quiet">"There is no room for more: remove one first."</p> }.into_any(),
            (false, _) => view! {
                <p class="quiet" data-test="passkeys-not-offered">"None can be added: the server was started without the address that browsers use. Whoever keeps it names it: chartroom serve --origin."</p>
            }.into_any(),
        }}
        {(!others.is_empty()).then(|| view! {
            <h3>"Colleagues who have passkeys"</h3>
            <ul class="plain-list" data-test="colleagues-passkeys">{others.into_iter().map(|colleague| theirs(section, colleague)).collect_view()}</ul>
        })}
    }
}

fn one(section: Section, passkey: PasskeyView) -> impl IntoView {
    let PasskeyView {
        passkey,
        added,
        used,
    } = passkey;
    let wants = Wants::Remove(PasskeysOf::Own(passkey), added.clone());
    let label = format!("Remove the passkey added {added}");
    view! {
        <tr data-test="passkey">
            <th scope="row">{added}</th>
            <td>{if used.is_empty() { "not yet".to_owned() } else { used }}</td>
            <td class="right"><button class="button plain" type="button" data-test="remove-passkey" aria-label=label
                on:click=move |_| section.wants.set(Some(wants.clone()))>"Remove"</button></td>
        </tr>
    }
}

fn theirs(section: Section, colleague: ColleagueView) -> impl IntoView {
    let ColleagueView {
        member,
        person,
        passkeys,
    } = colleague;
    let wants = Wants::Remove(PasskeysOf::Colleague(member), person.clone());
    let label = format!("Remove the passkeys of {person}");
    view! {
        <li>
            {format!("{person}: {}. ", counted(u64::from(passkeys), "passkey", "passkeys"))}
            <button class="button plain" type="button" data-test="remove-theirs" aria-label=label
                on:click=move |_| section.wants.set(Some(wants.clone()))>"They lost them"</button>
        </li>
    }
}
