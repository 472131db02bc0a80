//! The workplace: the open chart in all the width there is, or the way to one.

use leptos::prelude::*;

use super::choose::Choose;
use super::{ChartPane, Charts};
use crate::records::Behind;

/// The workplace.
#[component]
pub(crate) fn ChartPage() -> impl IntoView {
    let charts = expect_context::<Charts>();
    view! {
        <div class="page chart-page" data-test="chart">
            <Behind>
                {move || if charts.encounter.with(Option::is_some) {
                    view! { <ChartPane/> }.into_any()
                } else {
                    view! { <Choose/> }.into_any()
                }}
            </Behind>
        </div>
    }
}
