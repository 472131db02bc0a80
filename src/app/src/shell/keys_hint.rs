//! The keys of an action beside a button that does the same: as they are now, not as a layout once had them.

use leptos::prelude::*;

use super::{Action, Shell};
use crate::ui::Keys;

/// The keys of an action.
#[component]
pub(crate) fn KeysOf(
    /// The action.
    of: Action,
) -> impl IntoView {
    let shell = expect_context::<Shell>();
    move || view! { <Keys of=shell.keys_of(of)/> }
}
