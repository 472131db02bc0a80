//! What did not work, in the four parts that every failure has.

use engine::protocol::Failure;
use leptos::prelude::*;

/// A failure: what, why, where, and what to do.
pub(crate) fn failure(failure: &Failure) -> impl IntoView + use<> {
    let Failure {
        what,
        why,
        place,
        fix,
    } = failure.clone();
    view! {
        <div class="notice stop" role="alert" data-test="failure">
            <p class="strong">{what}</p>
            <p>{why}</p>
            <p><span class="quiet">"Where: "</span>{place}</p>
            <p><span class="quiet">"To do: "</span>{fix}</p>
        </div>
    }
}
