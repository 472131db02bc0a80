//! Keys as they stand on the keyboard.

use leptos::prelude::*;

/// A combination of keys.
#[component]
pub(crate) fn Keys(
    /// The keys, in the order they are pressed.
    of: &'static [&'static str],
) -> impl IntoView {
    view! { <span class="nowrap">{of.iter().map(|key| view! { <kbd>{*key}</kbd>" " }).collect_view()}</span> }
}
