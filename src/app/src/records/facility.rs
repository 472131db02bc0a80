//! How the facility is set: name, kind, identifiers, whether one person does everything, and when it locks by itself.

use custodian::protocol::{Event, FacilityForm, RecordName, RecordSort, Request};
use leptos::{ev, prelude::*};

use super::found::KINDS;
use super::history::History;
use super::keeper::Keeper;
use crate::shell::Shell;
use crate::ui::{TextField, failure};

/// The section.
#[component]
pub(super) fn FacilitySettings() -> impl IntoView {
    let keeper = expect_context::<Keeper>();
    let shell = expect_context::<Shell>();
    let field = || RwSignal::new(String::new());
    let (name, kind, ccn, npi, minutes) = (field(), field(), field(), field(), field());
    let small = RwSignal::new(false);
    let record = RwSignal::new(None::<[u8; 16]>);
    let may_change = RwSignal::new(false);
    let refused = RwSignal::new(None);
    let looking = RwSignal::new(false);
    let hear = move |event: Event, saved: bool| match event {
        Event::People(told) => {
            let told = *told;
            name.set(told.facility.name);
            kind.set(told.facility.kind);
            ccn.set(told.facility.ccn);
            npi.set(told.facility.npi);
            minutes.set(told.facility.idle_minutes.to_string());
            small.set(told.facility.small);
            may_change.set(told.may_change);
            record.set(Some(told.record));
            refused.set(None);
            if saved {
                let idle = minutes.with_untracked(|minutes| minutes.parse().unwrap_or(0));
                keeper.opened.update(|opened| {
                    if let Some(opened) = opened {
                        opened.facility = name.get_untracked();
                        opened.idle_minutes = idle;
                    }
                });
                shell.say("The facility is saved on this device.");
            }
        }
        Event::Failed(failure) => refused.set(Some(failure)),
        _ => {}
    };
    keeper.ask(Request::People, move |event| hear(event, false));
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        let form = FacilityForm {
            name: name.get_untracked(),
            kind: kind.get_untracked(),
            ccn: ccn.get_untracked(),
            npi: npi.get_untracked(),
            small: small.get_untracked(),
            idle_minutes: minutes.with_untracked(|minutes| minutes.trim().parse().unwrap_or(0)),
        };
        keeper.ask(Request::SetFacility(form), move |event| hear(event, true));
    };
    view! {
        <section data-test="facility-settings">
            <h2>"The facility"</h2>
            <form class="door-form" on:submit=submit>
                <fieldset class="door-fields" disabled=move || !may_change.get()>
                    <legend class="out-of-sight">"The facility"</legend>
                    <div class="door-line door-form">
                        <TextField id="set-name" label="Name" value=name/>
                        <div class="field">
                            <label for="set-kind">"Kind"</label>
                            <select autocomplete="off" class="input" id="set-kind" prop:value=move || kind.get() on:change:target=move |event| kind.set(event.target().value())>
                                {KINDS.map(|(word, said)| view! { <option value=word selected=move || kind.with(|kind| kind == word)>{said}</option> }).collect_view()}
                            </select>
                        </div>
                        <TextField id="set-ccn" label="CMS Certification Number" value=ccn/>
                        <TextField id="set-npi" label="National Provider Identifier" value=npi/>
                        <TextField id="set-idle" label="Locks after minutes without a key" value=minutes/>
                    </div>
                    <div class="setting">
                        <input autocomplete="off" type="checkbox" id="set-small" prop:checked=move || small.get() on:change:target=move |event| small.set(event.target().checked())/>
                        <label for="set-small" class="strong">"One person does everything here"</label>
                        <span class="under">"Where the rules want a second person, one's own review is recorded instead."</span>
                    </div>
                </fieldset>
                {move || refused.get().map(|refused| failure(&refused))}
                <div class="actions">
                    {move || may_change.get().then(|| view! { <button class="button" type="submit" data-test="save-facility">"Save the facility"</button> })}
                    <button class="button plain" type="button" data-test="facility-history" on:click=move |_| looking.set(true)>"History"</button>
                </div>
            </form>
            {move || record.get().map(|id| view! {
                <History of=RecordName { sort: RecordSort::Facility, id } open=looking title="History of the facility"
                    changed=move || keeper.ask(Request::People, move |event| hear(event, false))/>
            })}
        </section>
    }
}
