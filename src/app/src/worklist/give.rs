//! Giving cases to a coder, one or many at once, and saying how urgent they are and when they are due.

use custodian::protocol::{CaseName, CasesRequest, Event, Request};
use leptos::{ev, prelude::*};

use super::Desk;
use super::filters::hex;
use crate::ui::{DateInput, Dialog, TextField, counted, failure};

/// Most cases that the custodian gives in one go.
const AT_ONCE: usize = 100;

/// What is being done, with which encounters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Giving {
    /// They are given to a coder.
    ToCoder(Vec<[u8; 16]>),
    /// They get a priority and a day.
    InOrder(Vec<[u8; 16]>),
}

impl Giving {
    fn encounters(&self) -> &[[u8; 16]] {
        match self {
            Self::ToCoder(encounters) | Self::InOrder(encounters) => encounters,
        }
    }
}

impl Desk {
    /// The chosen cases, else the one in focus.
    fn chosen(self) -> Vec<[u8; 16]> {
        let mut chosen: Vec<[u8; 16]> = self
            .list
            .chosen
            .with_untracked(|chosen| chosen.iter().copied().collect());
        if chosen.is_empty() {
            chosen.extend(self.list.current().map(|row| row.encounter));
        }
        chosen.sort_unstable();
        chosen
    }

    /// Gives the chosen cases to a coder.
    pub(crate) fn give(self) {
        self.begin_giving(Giving::ToCoder(self.chosen()));
    }

    /// Says how urgent the chosen cases are.
    pub(crate) fn put_in_order(self) {
        self.begin_giving(Giving::InOrder(self.chosen()));
    }

    /// Gives the case on the screen to a coder.
    pub(crate) fn give_this(self) {
        let this = self.of().map(|of| of.encounter).into_iter().collect();
        self.begin_giving(Giving::ToCoder(this));
    }

    /// Says how urgent the case on the screen is.
    pub(crate) fn put_this_in_order(self) {
        let this = self.of().map(|of| of.encounter).into_iter().collect();
        self.begin_giving(Giving::InOrder(this));
    }

    fn begin_giving(self, giving: Giving) {
        if giving.encounters().is_empty() {
            self.shell.say("No case is chosen.");
            return;
        }
        self.ask_people();
        self.refused.set(None);
        self.giving.set(Some(giving));
    }

    /// Sends the requests one after the other, and stops at the first that is refused.
    fn give_on(self, mut requests: Vec<CasesRequest>, said: String) {
        let Some(request) = requests.pop() else {
            self.busy.set(false);
            self.giving.set(None);
            self.list.chosen.update(std::collections::HashSet::clear);
            self.shell.say(said);
            if self.session.case_now().is_some() {
                self.reopen();
            }
            self.list_again();
            return;
        };
        self.busy.set(true);
        let mut rest = Some((requests, said));
        self.keeper.ask(Request::Cases(request), move |event| {
            let Some((requests, said)) = rest.take() else {
                return;
            };
            match event {
                Event::Failed(failure) => {
                    self.busy.set(false);
                    self.refused.set(Some(failure));
                    self.list_again();
                }
                _ => self.give_on(requests, said),
            }
        });
    }
}

/// The two dialogs.
#[component]
pub(crate) fn GiveDialogs() -> impl IntoView {
    let desk = expect_context::<Desk>();
    let giving = desk.giving;
    let to_coder =
        Signal::derive(move || giving.with(|giving| matches!(giving, Some(Giving::ToCoder(_)))));
    let in_order =
        Signal::derive(move || giving.with(|giving| matches!(giving, Some(Giving::InOrder(_)))));
    view! {
        <Dialog open=to_coder on_close=move || giving.set(None) title="Assign to a coder" test="give-dialog"><ToCoder/></Dialog>
        <Dialog open=in_order on_close=move || giving.set(None) title="Priority and due day" test="order-dialog"><InOrder/></Dialog>
    }
}

fn how_many(desk: Desk) -> String {
    desk.giving.with(|giving| {
        let number = giving
            .as_ref()
            .map_or(0, |giving| giving.encounters().len());
        counted(number as u64, "case", "cases")
    })
}

#[component]
fn ToCoder() -> impl IntoView {
    let desk = expect_context::<Desk>();
    let coder = RwSignal::new(String::new());
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        let Some(giving) = desk.giving.get_untracked() else {
            return;
        };
        let people = untrack(|| desk.coders());
        let person =
            coder.with_untracked(|word| people.iter().find(|person| hex(&person.user) == *word));
        let to = person.map(|person| person.user);
        let said = person.map_or_else(
            || "Back in the list: nobody's.".to_owned(),
            |person| format!("Assigned to {}.", person.name),
        );
        let mut requests: Vec<CasesRequest> = giving
            .encounters()
            .chunks(AT_ONCE)
            .map(|some| CasesRequest::AssignMany {
                encounters: some.to_vec(),
                coder: to,
            })
            .collect();
        requests.reverse();
        desk.give_on(requests, said);
    };
    view! {
        <form class="door-form" on:submit=submit>
            <p>{move || how_many(desk)}</p>
            <div class="field">
                <label for="give-coder">"To"</label>
                <select autocomplete="off" class="input" id="give-coder" data-test="give-coder" on:change:target=move |event| coder.set(event.target().value())>
                    <option value="">"Nobody: back into the list"</option>
                    {move || desk.coders().into_iter().map(|person| {
                        let me = if person.me { " (you)" } else { "" };
                        view! { <option value=hex(&person.user)>{format!("{}{me}", person.name)}</option> }
                    }).collect_view()}
                </select>
            </div>
            {move || desk.refused.get().map(|refused| failure(&refused))}
            <GiveActions words="Assign"/>
        </form>
    }
}

#[component]
fn InOrder() -> impl IntoView {
    let desk = expect_context::<Desk>();
    let priority = RwSignal::new("1".to_owned());
    let due = RwSignal::new(String::new());
    let reason = RwSignal::new(String::new());
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        let Some(giving) = desk.giving.get_untracked() else {
            return;
        };
        let requests = giving
            .encounters()
            .iter()
            .map(|encounter| CasesRequest::Prioritise {
                of: CaseName {
                    encounter: *encounter,
                    case: [0; 16],
                },
                priority: priority.with_untracked(|word| word.parse().unwrap_or(0)),
                due: due.get_untracked(),
                reason: reason.get_untracked(),
            })
            .collect();
        desk.give_on(requests, "Order of work saved.".to_owned());
    };
    view! {
        <form class="door-form" on:submit=submit>
            <p>{move || how_many(desk)}</p>
            <div class="field">
                <label for="order-priority">"Priority"</label>
                <select autocomplete="off" class="input" id="order-priority" on:change:target=move |event| priority.set(event.target().value())>
                    <option value="1">"1, goes first"</option>
                    {(2..=9).map(|number| view! { <option value=number.to_string()>{number}</option> }).collect_view()}
                    <option value="0">"none"</option>
                </select>
            </div>
            <div class="field">
                <label for="order-due">"To be done by"</label>
                <DateInput attr:class="input" attr:id="order-due" value=Signal::derive(move || due.get()) set=move |day| due.set(day)/>
            </div>
            <TextField id="order-reason" label="Why" value=reason under="For example: high charges, claim limit of the payer near."/>
            {move || desk.refused.get().map(|refused| failure(&refused))}
            <GiveActions words="Save"/>
        </form>
    }
}

#[component]
fn GiveActions(words: &'static str) -> impl IntoView {
    let desk = expect_context::<Desk>();
    view! {
        <div class="actions">
            <button class="button" type="button" on:click=move |_| desk.giving.set(None)>"Cancel"</button>
            <button class="button first" type="submit" data-test="give-yes" aria-disabled=move || desk.busy.get().to_string()>{words}</button>
        </div>
    }
}
