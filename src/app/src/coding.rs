//! The coding workplace: one inpatient stay, its codes, its edits and its DRG.

use leptos::prelude::*;

mod book;
mod browse;
mod builder;
mod case;
mod changes;
mod chooser;
mod code_lists;
mod code_page;
mod dialogs;
mod drg_panel;
mod estimate;
mod findings;
mod found;
mod history;
mod inputs;
mod long_list;
mod merged;
mod offers;
mod payment;
mod post_menu;
mod query;
mod row;
mod row_chips;
mod row_menu;
mod row_view;
mod search_box;
mod session;
mod shelf;
mod shelf_sets;
mod shelf_view;
mod split;
mod stay_fields;
mod suppose;
mod suppose_forms;
mod supposing;
mod trail;
mod two_ways;
mod welcome;
mod what_changed;
mod what_if;
mod why;

pub(crate) use case::StepForm;
pub(crate) use dialogs::StayDialogs;
pub(crate) use estimate::open_inputs;
pub(crate) use inputs::InputsDialog;
pub(crate) use merged::merged;
pub(crate) use session::{BookTab, KeepsStay, Session, Turn, Words};
pub(crate) use what_changed::what_changed;

/// The welcome while no stay is open, else the workspace.
#[component]
pub(crate) fn CodingPage() -> impl IntoView {
    let session = expect_context::<Session>();
    move || {
        if session.open.get() {
            view! { <Workspace/> }.into_any()
        } else {
            view! { <welcome::Welcome/> }.into_any()
        }
    }
}

/// The stay on top, what is read on the left, what is coded on the right, the DRG with its edits below that.
#[component]
fn Workspace() -> impl IntoView {
    view! {
        <h1 class="out-of-sight">"Code a stay"</h1>
        <case::CaseBar/>
        <stay_fields::StayFields/>
        <split::Split left=move || view! { <book::Book/> } right=move || view! {
            <div class="codes-pane">
                <search_box::SearchBox/>
                <code_lists::CodeLists/>
                <drg_panel::DrgPanel/>
            </div>
        }/>
    }
}
