//! A field for one line of text, with its label.

use leptos::prelude::*;

/// A labelled field.
#[component]
pub(crate) fn TextField(
    /// Its id.
    id: &'static str,
    /// What it is.
    label: &'static str,
    /// What stands in it.
    value: RwSignal<String>,
    /// `text` or `password`.
    #[prop(default = "text")]
    kind: &'static str,
    /// What a password manager may put in. Anything but `off` and the two words for passwords has the browser write what is
    /// typed into a list of its own, in the clear (WCAG 1.3.5 would have names marked as such).
    #[prop(default = "off")]
    autocomplete: &'static str,
    /// A line under it.
    #[prop(optional, into)]
    under: String,
) -> impl IntoView {
    let described = (!under.is_empty()).then(|| format!("{id}-under"));
    view! {
        <div class="field">
            <label for=id>{label}</label>
            <input class="input" id=id type=kind autocomplete=autocomplete spellcheck="false" autocapitalize="none" data-test=id
                aria-describedby=described.clone() prop:value=move || value.get()
                on:input:target=move |event| value.set(event.target().value())/>
            {described.map(|id| view! { <span class="under" id=id>{under}</span> })}
        </div>
    }
}
