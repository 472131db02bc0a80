//! The screen: whose rules these are, what each weighs, and own ones.

use engine::protocol::DocumentProblem;
use leptos::{ev, prelude::*};

use super::own_rules::OwnRules;
use super::severities::Severities;
use super::{Facility, Tab};
use crate::link::Link;
use crate::ui::{Icon, Picture, counted, failure};

const TABS: [(Tab, &str, &str); 2] = [
    (Tab::Severities, "tab-severities", "Weight of each rule"),
    (Tab::Own, "tab-own", "Own rules"),
];

/// The screen.
#[component]
pub(crate) fn FacilityPage() -> impl IntoView {
    let facility = expect_context::<Facility>();
    let link = expect_context::<Link>();
    let tab = facility.tab;
    let on_key = move |event: ev::KeyboardEvent| {
        if matches!(event.key().as_str(), "ArrowRight" | "ArrowLeft") {
            let to = usize::from(tab.get_untracked() == Tab::Severities);
            tab.set(TABS[to].0);
            crate::ui::focus_soon(TABS[to].1);
            event.prevent_default();
        }
    };
    let labelled = move || TABS[usize::from(tab.get() == Tab::Own)].1;
    view! {
        <div class="page" data-test="facility">
            <div class="column facility">
                <Head/>
                {move || link.broken.get().map(|told| failure(&told))}
                <Problems id="document-problems" of=facility.refused heading="The document can't be used; the one from before stays"/>
                <div>
                    <div class="tabs" role="tablist" aria-label="What to set" on:keydown=on_key>
                        {TABS.into_iter().map(|(which, id, name)| view! {
                            <button type="button" role="tab" class="tab" id=id aria-controls="facility-panel" data-test=id
                                aria-selected=move || (tab.get() == which).to_string()
                                tabindex=move || if tab.get() == which { "0" } else { "-1" }
                                on:click=move |_| tab.set(which)>{name}</button>
                        }).collect_view()}
                    </div>
                    <div class="facility-panel" id="facility-panel" role="tabpanel" tabindex="0" aria-labelledby=labelled>
                        {move || match tab.get() {
                            Tab::Severities => view! { <Severities/> }.into_any(),
                            Tab::Own => view! { <OwnRules/> }.into_any(),
                        }}
                    </div>
                </div>
            </div>
        </div>
    }
}

/// Name, state, files.
#[component]
fn Head() -> impl IntoView {
    let facility = expect_context::<Facility>();
    let link = expect_context::<Link>();
    let state = move || {
        facility.document.with(|document| {
            if document.says_nothing() {
                return "Nothing is set: every rule weighs as listed.".to_owned();
            }
            let on = facility.used.with(|used| used.on);
            format!(
                "Revision {}: {} set, {}, {on} switched on.",
                document.revision,
                counted(document.severities.len() as u64, "weight", "weights"),
                counted(document.rules.len() as u64, "own rule", "own rules"),
            )
        })
    };
    view! {
        <header class="facility-head">
            <div>
                <h1>"Rules of this facility"</h1>
                <p>"What a finding weighs here, and rules of your own, without code. They apply to every stay on this device from now on; a finding they change says so."</p>
                <p class="quiet small">"Kept in this browser in the clear: write nothing of a patient here."</p>
            </div>
            <div class="facility-file">
                <div class="field">
                    <label for="facility-name">"Name of the facility"</label>
                    <input class="input" type="text" id="facility-name" autocomplete="off" maxlength="200"
                        prop:value=move || facility.document.with(|document| document.name.clone())
                        on:change:target=move |e| {
                            let name = e.target().value();
                            facility.change(move |document| document.name = name, move |taken| facility.refused.set(taken.err().unwrap_or_default()));
                        }/>
                </div>
                <div class="cond-line">
                    <label class="button file" class:waiting=move || !link.ready()>
                        <Icon of=Picture::File/>"Import a document"
                        <input autocomplete="off" class="out-of-sight" type="file" id="facility-import" accept=".json" prop:disabled=move || !link.ready()
                            on:change:target=move |event| crate::ui::read_chosen(
                                &event.target(),
                                move |_, bytes| facility.import(&bytes),
                                move || facility.shell.say("The browser could not read the file. Choose it again."),
                            )/>
                    </label>
                    <button class="button" type="button" data-test="facility-export" on:click=move |_| facility.export()>"Export as JSON"</button>
                    <Show when=move || facility.before.with(Option::is_some)>
                        <button class="button plain" type="button" data-test="undo-import" on:click=move |_| facility.undo_import()>"Undo the import"</button>
                    </Show>
                </div>
            </div>
            <p class="quiet num" data-test="facility-state">{state}</p>
        </header>
    }
}

/// What is wrong, place by place.
#[component]
pub(super) fn Problems(
    /// To be found by the focus.
    id: &'static str,
    /// The problems; nothing is shown where there are none.
    of: RwSignal<Vec<DocumentProblem>>,
    /// What they mean.
    heading: &'static str,
) -> impl IntoView {
    move || {
        let problems = of.get();
        (!problems.is_empty()).then(|| {
            view! {
                <div class="notice stop" role="alert" tabindex="-1" id=id data-test=id>
                    <p class="strong">{heading}</p>
                    <ul class="plain-list">
                        {problems.into_iter().map(|problem| view! {
                            <li>{problem.what}" "{problem.why}" "{problem.fix}" "<span class="mono small quiet">{problem.path}</span></li>
                        }).collect_view()}
                    </ul>
                </div>
            }
        })
    }
}
