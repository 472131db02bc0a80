//! The code lists: diagnoses in their sequence, and procedures; and the tools beside the search box.

use leptos::prelude::*;

use super::row::Row;
use super::row_view::RowView;
use super::session::Session;

/// Both lists.
#[component]
pub(super) fn CodeLists() -> impl IntoView {
    let session = expect_context::<Session>();
    let has =
        move |row: Row| Memo::new(move |_| session.draft.with(|draft| row.code(draft).is_some()));
    let admitting = has(Row::Admitting);
    let principal = has(Row::Principal);
    let secondary = Memo::new(move |_| session.draft.with(|draft| draft.secondary.len()));
    let procedures = Memo::new(move |_| session.draft.with(|draft| draft.procedures.len()));
    view! {
        <div class="codes" data-test="codes">
            <table class="code-list" role="grid" aria-label="Diagnoses" id="diagnoses">
                <thead>
                    <tr>
                        <th scope="col" class="row-number"><span class="out-of-sight">"Number"</span></th>
                        <th scope="col" class="row-code">"Code"</th>
                        <th scope="col">"Diagnosis"</th>
                        <th scope="col" class="row-poa" title="Present on admission">"POA"</th>
                        <th scope="col" class="row-chips">"Severity"</th>
                        <th scope="col" class="row-effect">"In the DRG"</th>
                        <th scope="col" class="row-more"><span class="out-of-sight">"More"</span></th>
                    </tr>
                </thead>
                <tbody>
                    <Show when=move || admitting.get()><RowView row=Row::Admitting/></Show>
                    <Show when=move || principal.get() fallback=|| view! {
                        <tr class="empty-row"><td class="row-number num">"1"</td><td colspan="6">"No principal diagnosis yet. The first diagnosis you post becomes it."</td></tr>
                    }>
                        <RowView row=Row::Principal/>
                    </Show>
                    <For each=move || 0..secondary.get() key=|i| *i let:i><RowView row=Row::Secondary(i)/></For>
                </tbody>
            </table>
            <table class="code-list" role="grid" aria-label="Procedures" id="procedures">
                <thead>
                    <tr>
                        <th scope="col" class="row-number"><span class="out-of-sight">"Number"</span></th>
                        <th scope="col" class="row-code">"Code"</th>
                        <th scope="col">"Procedure"</th>
                        <th scope="col" class="row-date">"Date"</th>
                        <th scope="col" class="row-chips">"Kind"</th>
                        <th scope="col" class="row-effect">"In the DRG"</th>
                        <th scope="col" class="row-more"><span class="out-of-sight">"More"</span></th>
                    </tr>
                </thead>
                <tbody>
                    <Show when=move || procedures.get() == 0>
                        <tr class="empty-row"><td class="row-number"></td><td colspan="6">"No procedures."</td></tr>
                    </Show>
                    <For each=move || 0..procedures.get() key=|i| *i let:i><RowView row=Row::Procedure(i)/></For>
                </tbody>
            </table>
        </div>
    }
}

/// Undo and redo, for the pointer.
#[component]
pub(super) fn Tools() -> impl IntoView {
    let session = expect_context::<Session>();
    let undo = move || session.undoable();
    let redo = move || session.redoable();
    view! {
        <button class="button" type="button" data-test="undo" prop:disabled=move || undo().is_none()
            title=move || undo().map_or("Nothing to undo".to_owned(), |what| format!("Undo: {what} (Ctrl+Z)"))
            on:click=move |_| session.undo()>"Undo"</button>
        <button class="button" type="button" data-test="redo" prop:disabled=move || redo().is_none()
            title=move || redo().map_or("Nothing to redo".to_owned(), |what| format!("Redo: {what} (Ctrl+Shift+Z)"))
            on:click=move |_| session.redo()>"Redo"</button>
    }
}
