//! The rail of workplaces.

use leptos::prelude::*;

use super::{Overlay, Route, Shell};
use crate::ui::{Icon, Picture};

/// Links to the workplaces, and the two sheets that lie over all of them.
#[component]
pub(super) fn Rail() -> impl IntoView {
    let shell = expect_context::<Shell>();
    let place = move |route: Route, picture: Picture, name: &'static str| {
        view! {
            <a href=route.hash() aria-current=move || (shell.route.get() == route).then_some("page")>
                <Icon of=picture/>{name}
            </a>
        }
    };
    view! {
        <nav class="rail" aria-label="Workplaces">
            {place(Route::Records, Picture::Records, "Records")}
            {place(Route::Worklist, Picture::Worklist, "Worklist")}
            {place(Route::Patients, Picture::Patients, "Patients")}
            {place(Route::Chart, Picture::Chart, "Chart")}
            {place(Route::Code, Picture::Code, "Code")}
            {place(Route::Batch, Picture::Batch, "Batch")}
            {place(Route::Official, Picture::Official, "Official")}
            {place(Route::Rules, Picture::Rules, "Rules")}
            {place(Route::Disputes, Picture::Disputes, "Disputes")}
            {place(Route::About, Picture::About, "About")}
            <span class="gap"></span>
            <button type="button" data-test="open-keys" on:click=move |_| shell.overlay.set(Overlay::Keys)>
                <Icon of=Picture::Keys/>"Keys"
            </button>
            <button type="button" data-test="open-settings" on:click=move |_| shell.overlay.set(Overlay::Settings)>
                <Icon of=Picture::Settings/>"Settings"
            </button>
        </nav>
    }
}
