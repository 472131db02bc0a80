//! The settings.

use leptos::prelude::*;

use super::settings::Theme;
use super::{NewPoa, Overlay, Shell};
use crate::ui::Dialog;

/// The dialog.
#[component]
pub(super) fn SettingsDialog() -> impl IntoView {
    let shell = expect_context::<Shell>();
    let open = Signal::derive(move || shell.overlay.get() == Overlay::Settings);
    let settings = shell.settings;
    let theme = move |theme: Theme, words: &'static str| {
        view! {
            <label>
                <input autocomplete="off" type="radio" name="theme" prop:checked=move || settings.with(|s| s.theme == theme)
                    on:change=move |_| settings.update(|s| s.theme = theme)/>
                {words}
            </label>
        }
    };
    let new_poa = move |poa: NewPoa, words: &'static str| {
        view! {
            <label>
                <input autocomplete="off" type="radio" name="new-poa" prop:checked=move || settings.with(|s| s.new_poa == poa)
                    on:change=move |_| settings.update(|s| s.new_poa = poa)/>
                {words}
            </label>
        }
    };
    view! {
        <Dialog open on_close=move || shell.uncover() title="Settings" test="settings">
            <fieldset class="choices">
                <legend>"Theme"</legend>
                {theme(Theme::System, "As the system has it")}
                {theme(Theme::Light, "Light")}
                {theme(Theme::Dark, "Dark")}
            </fieldset>
            <div class="setting">
                <input autocomplete="off" type="checkbox" id="single-keys" prop:checked=move || settings.with(|s| s.single_keys)
                    on:change:target=move |event| { let on = event.target().checked(); settings.update(|s| s.single_keys = on); }/>
                <label for="single-keys" class="strong">"Single letters are keys"</label>
                <span class="under">"Keys without Ctrl or Alt, as the sheet of keys lists them. Switch it off if you speak your text or a program types letters for you."</span>
            </div>
            <fieldset class="choices">
                <legend>"Present on admission of a newly posted diagnosis"</legend>
                {new_poa(NewPoa::Blank, "Blank, I decide")}
                {new_poa(NewPoa::Yes, "Y, I change what differs")}
            </fieldset>
            <p class="quiet small">"Settings are kept in this browser. Nothing of a stay is."</p>
            <div class="actions"><button class="button first" type="button" on:click=move |_| shell.uncover()>"Close"</button></div>
        </Dialog>
    }
}
