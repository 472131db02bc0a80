//! The decision on a pair: one person, two people, or later; what follows from a merge, and taking one back.

use custodian::protocol::{Failure, Merging, PairView, PatientsEvent, PatientsRequest, SideBySide};
use leptos::{ev, prelude::*};

use super::Patients;
use crate::shell::Shell;
use crate::ui::{TextField, failure};

/// What is being decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Choice {
    None,
    Same,
    Different,
    Later,
}

/// The three decisions, and the form of the one that was begun.
#[component]
pub(super) fn Decide(pair: PairView) -> impl IntoView {
    let choice = RwSignal::new(Choice::None);
    let (one, other) = (pair.one.patient, pair.other.patient);
    let pair = StoredValue::new(pair);
    let begin = move |to: Choice, id: &'static str| {
        choice.set(to);
        crate::ui::focus_soon(id);
    };
    let pressed = move |of: Choice| move || (choice.get() == of).to_string();
    view! {
        <div class="decide" data-test="decide">
            <h3>"Decision"</h3>
            <div class="search-actions">
                <button class="button first" type="button" data-test="decide-same" aria-expanded=pressed(Choice::Same) on:click=move |_| begin(Choice::Same, "merge-cause")>"One person: merge…"</button>
                <button class="button" type="button" data-test="decide-different" aria-expanded=pressed(Choice::Different) on:click=move |_| begin(Choice::Different, "decide-reason")>"Two people…"</button>
                <button class="button" type="button" data-test="decide-later" aria-expanded=pressed(Choice::Later) on:click=move |_| begin(Choice::Later, "decide-reason")>"Later…"</button>
            </div>
            {move || match choice.get() {
                Choice::None => ().into_any(),
                Choice::Same => view! { <MergeForm pair=pair.get_value()/> }.into_any(),
                Choice::Different => view! { <Reasoned one other decision="different" words="Two people" note="They are not suggested as one person again."/> }.into_any(),
                Choice::Later => view! { <Reasoned one other decision="undecided" words="Later" note="The pair stays in the queue, with the reason."/> }.into_any(),
            }}
        </div>
    }
}

/// A decision that needs a reason only.
#[component]
fn Reasoned(
    one: [u8; 16],
    other: [u8; 16],
    decision: &'static str,
    words: &'static str,
    note: &'static str,
) -> impl IntoView {
    let patients = expect_context::<Patients>();
    let shell = expect_context::<Shell>();
    let reason = RwSignal::new(String::new());
    let refused = RwSignal::new(None::<Failure>);
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        let request = PatientsRequest::Decide {
            one,
            other,
            decision: decision.to_owned(),
            reason: reason.get_untracked(),
        };
        patients.ask(request, move |answer| match answer {
            Ok(PatientsEvent::Pair(_)) => {
                shell.say("The decision is saved on this device.");
                patients.next_pair((one, other));
            }
            Ok(_) => {}
            Err(told) => refused.set(Some(told)),
        });
    };
    view! {
        <form class="door-form" on:submit=submit data-test="decide-form">
            <TextField id="decide-reason" label="Why" value=reason under=note/>
            {move || refused.get().map(|told| failure(&told))}
            <div class="search-actions"><button class="button first" type="submit" data-test="decide-save">{words}</button></div>
        </form>
    }
}

impl Patients {
    /// Goes on with the pair behind this one in the queue; to the queue where there is none.
    fn next_pair(self, done: ([u8; 16], [u8; 16])) {
        let next = self.queue.with_untracked(|queue| {
            let pairs = &queue.as_ref()?.pairs;
            let at = pairs
                .iter()
                .position(|pair| (pair.one.patient, pair.other.patient) == done)?;
            let next = pairs.get(at + 1)?;
            Some((next.one.patient, next.other.patient))
        });
        match next {
            Some((one, other)) => self.open_pair(one, other),
            None => self.leave_pair(),
        }
    }
}

/// Which record goes on, what is shown of the other, how it came to this, and what follows.
#[component]
fn MergeForm(pair: PairView) -> impl IntoView {
    let patients = expect_context::<Patients>();
    let shell = expect_context::<Shell>();
    let (one, other) = (pair.one.patient, pair.other.patient);
    let first_goes_on = RwSignal::new(pair.usual_survivor == one);
    let chosen = RwSignal::new(Vec::<String>::new());
    let cause = RwSignal::new(String::new());
    let reason = RwSignal::new(String::new());
    let refused = RwSignal::new(None::<Failure>);
    let follows = RwSignal::new(Vec::<String>::new());
    let sides = move || {
        if first_goes_on.get() {
            (one, other)
        } else {
            (other, one)
        }
    };
    Effect::new(move |_| {
        let (survivor, retired) = sides();
        let request = PatientsRequest::FollowUp {
            survivor,
            retired,
            reason: reason.get_untracked(),
        };
        patients.ask(request, move |answer| match answer {
            Ok(PatientsEvent::FollowUp(tasks)) => follows.set(tasks),
            Ok(_) => {}
            Err(told) => refused.set(Some(told)),
        });
    });
    let differing: Vec<SideBySide> = pair
        .fields
        .iter()
        .filter(|field| field.differs)
        .cloned()
        .collect();
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        let (survivor, retired) = untrack(sides);
        let merging = Merging {
            survivor,
            retired,
            from_retired: chosen.get_untracked(),
            cause: cause.get_untracked(),
            reason: reason.get_untracked(),
        };
        patients.ask(
            PatientsRequest::Merge(Box::new(merging)),
            move |answer| match answer {
                Ok(PatientsEvent::Pair(pair)) => {
                    shell.say(if pair.survivor.is_some() {
                        "Merged. That is saved on this device, and can be taken back."
                    } else {
                        "The merge is asked for; a second person has to ask for the same."
                    });
                    patients.show_pair(*pair);
                }
                Ok(_) => {}
                Err(told) => refused.set(Some(told)),
            },
        );
    };
    let names = [pair.one.clone(), pair.other.clone()]
        .map(|row| format!("{} {}", row.unit_number, row.name));
    let [name_one, name_other] = names;
    view! {
        <form class="door-form" on:submit=submit data-test="merge-form">
            <fieldset class="choices">
                <legend>"Which record goes on"</legend>
                <label><input autocomplete="off" type="radio" name="survivor" id="survivor-one" prop:checked=move || first_goes_on.get() on:change=move |_| { chosen.set(Vec::new()); first_goes_on.set(true); }/>{name_one}</label>
                <label><input autocomplete="off" type="radio" name="survivor" id="survivor-other" prop:checked=move || !first_goes_on.get() on:change=move |_| { chosen.set(Vec::new()); first_goes_on.set(false); }/>{name_other}</label>
            </fieldset>
            {(!differing.is_empty()).then(|| view! {
                <fieldset class="person-part">
                    <legend>"What is shown of the other record instead"</legend>
                    <p class="small quiet">"Nothing is copied: it is laid over for showing, and gone when the merge is taken back."</p>
                    {differing.into_iter().map(|field| view! { <Instead field first_goes_on chosen/> }).collect_view()}
                </fieldset>
            })}
            <div class="person-line two">
                <div class="field">
                    <label for="merge-cause">"How one person came to have two records"</label>
                    <select autocomplete="off" class="input" id="merge-cause" data-test="merge-cause" on:change:target=move |event| cause.set(event.target().value())>
                        <option value="" selected=move || cause.with(String::is_empty)>"Choose…"</option>
                        {pair.causes.into_iter().map(|(word, said)| view! { <option value=word>{said}</option> }).collect_view()}
                    </select>
                </div>
                <TextField id="merge-reason" label="Why they are one person" value=reason/>
            </div>
            <div data-test="follow-up" class="follow-up">
                <h4>"What follows elsewhere"</h4>
                <ul>{move || follows.get().into_iter().map(|task| view! { <li>{task}</li> }).collect_view()}</ul>
            </div>
            {move || refused.get().map(|told| failure(&told))}
            <div class="search-actions"><button class="button first" type="submit" data-test="merge-save">"Merge"</button></div>
        </form>
    }
}

/// One field of which the retired record's value may be shown.
#[component]
fn Instead(
    field: SideBySide,
    first_goes_on: RwSignal<bool>,
    chosen: RwSignal<Vec<String>>,
) -> impl IntoView {
    let path = StoredValue::new(field.path.clone());
    let (one, other) = (field.one.clone(), field.other.clone());
    let words = move || {
        let (kept, instead) = if first_goes_on.get() {
            (&one, &other)
        } else {
            (&other, &one)
        };
        let said = |value: &str| {
            if value.is_empty() {
                "nothing".to_owned()
            } else {
                value.to_owned()
            }
        };
        format!(
            "{}: {} instead of {}",
            field.label,
            said(instead),
            said(kept)
        )
    };
    view! {
        <label class="tick">
            <input autocomplete="off" type="checkbox" prop:checked=move || chosen.with(|chosen| chosen.contains(&path.get_value()))
                on:change:target=move |event| {
                    let on = event.target().checked();
                    chosen.update(|chosen| {
                        chosen.retain(|one| *one != path.get_value());
                        if on { chosen.push(path.get_value()); }
                    });
                }/>
            {words}
        </label>
    }
}

/// A merge that was made: what is to be done elsewhere, and the way back.
#[component]
pub(super) fn Merged(pair: PairView) -> impl IntoView {
    let patients = expect_context::<Patients>();
    let shell = expect_context::<Shell>();
    let (one, other) = (pair.one.patient, pair.other.patient);
    let survivor = pair.survivor;
    let open = RwSignal::new(false);
    let different = RwSignal::new(true);
    let reason = RwSignal::new(String::new());
    let refused = RwSignal::new(None::<Failure>);
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        let request = PatientsRequest::Unmerge {
            one,
            other,
            reason: reason.get_untracked(),
            different: different.get_untracked(),
        };
        patients.ask(request, move |answer| match answer {
            Ok(PatientsEvent::Pair(pair)) => {
                shell.say("The merge is taken back. That is saved on this device.");
                patients.show_pair(*pair);
            }
            Ok(_) => {}
            Err(told) => refused.set(Some(told)),
        });
    };
    view! {
        <div class="decide" data-test="merged">
            <h3>"What follows elsewhere"</h3>
            <ul class="follow-up" data-test="tasks">{pair.tasks.into_iter().map(|task| view! { <li>{task}</li> }).collect_view()}</ul>
            <div class="search-actions">
                <button class="button first" type="button" data-test="next-pair" on:click=move |_| patients.next_pair((one, other))>"Next pair"</button>
                {survivor.map(|survivor| view! { <button class="button" type="button" data-test="open-survivor" on:click=move |_| patients.open(survivor)>"Open the record that goes on"</button> })}
                <button class="button" type="button" data-test="unmerge" aria-expanded=move || open.get().to_string() on:click=move |_| { open.update(|open| *open = !*open); crate::ui::focus_soon("unmerge-reason"); }>"Take the merge back…"</button>
            </div>
            {move || open.get().then(|| view! {
                <form class="door-form" on:submit=submit data-test="unmerge-form">
                    <p>"Both records are again what they were, whatever came after."</p>
                    <TextField id="unmerge-reason" label="Why" value=reason/>
                    <label class="tick"><input autocomplete="off" type="checkbox" id="unmerge-different" prop:checked=move || different.get() on:change:target=move |event| different.set(event.target().checked())/>"They are two people: don't suggest the pair again"</label>
                    {move || refused.get().map(|told| failure(&told))}
                    <div class="search-actions"><button class="button first" type="submit" data-test="unmerge-save">"Take the merge back"</button></div>
                </form>
            })}
        </div>
    }
}
