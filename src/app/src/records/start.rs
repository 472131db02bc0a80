//! What waits: what was found when the store was opened, broken glasses, backups that are due, and room that gets narrow.

use leptos::prelude::*;

use super::demo::DemoSection;
use super::exchange::Incidents;
use super::glasses::Glasses;
use super::keeper::Keeper;
use super::marker::{BroughtBack, VanishedNotice};
use super::safety::Safety;
use super::store_check::StoreCheck;
use crate::ui::failure;

/// The tab.
#[component]
pub(super) fn Start() -> impl IntoView {
    let keeper = expect_context::<Keeper>();
    view! {
        <VanishedNotice/>
        <BroughtBack/>
        {move || keeper.opened.get().map(|opened| view! {
            {(!opened.restored.is_empty()).then(|| view! { <p class="notice info" data-test="restored">{opened.restored.clone()}</p> })}
            {(!opened.findings.is_empty()).then(|| view! {
                <section data-test="findings">
                    <h2>"What does not fit together in the store"</h2>
                    {opened.findings.iter().map(failure).collect_view()}
                </section>
            })}
            {opened.demo.then(|| view! { <DemoSection/> })}
        })}
        <Incidents/>
        <Glasses/>
        <Safety/>
        <StoreCheck/>
    }
}
