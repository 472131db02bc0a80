//! A date, typed or picked.

use leptos::prelude::*;

/// Years before this one are what the browser reports while a year is still being typed (0002, 0020, 0202).
const FIRST_YEAR: &str = "1900";

/// A date field, `YYYY-MM-DD` or empty. `set` hears finished dates: not the stages of a year being typed, unless the
/// field is left at one.
#[component]
pub(crate) fn DateInput(
    /// What stands in it.
    #[prop(into)]
    value: Signal<String>,
    /// Takes what was entered.
    set: impl Fn(String) + Copy + Send + Sync + 'static,
) -> impl IntoView {
    // Only another date is written into the field: writing the same one while a year is being typed starts the year anew.
    let value = Memo::new(move |_| value.get());
    view! {
        <input autocomplete="off" type="date" min="1900-01-01" max="2099-12-31" prop:value=move || value.get()
            on:change:target=move |event| {
                let date = event.target().value();
                if date.is_empty() || date.as_str() >= FIRST_YEAR {
                    set(date);
                }
            }
            on:blur:target=move |event| {
                let date = event.target().value();
                if value.with_untracked(|value| *value != date) {
                    set(date);
                }
            }/>
    }
}
