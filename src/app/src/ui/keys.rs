//! Keys as they stand on the keyboard.

use leptos::prelude::*;

/// A combination of keys.
#[component]
pub(crate) fn Keys(
    /// The keys, in the order they are pressed.
    of: Vec<String>,
) -> impl IntoView {
    view! { <span class="nowrap">{of.into_iter().map(|key| view! { <kbd>{key}</kbd>" " }).collect_view()}</span> }
}
