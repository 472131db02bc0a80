//! The chart beside the codes: words that are selected there wait for a code, and a code leads to its words.

use leptos::prelude::*;

use crate::chart::{ChartPane, Charts};
use crate::coding::session::{Session, Words};

#[component]
pub(in crate::coding) fn ChartTab() -> impl IntoView {
    let session = expect_context::<Session>();
    let charts = expect_context::<Charts>();
    let encounter = Memo::new(move |_| {
        session
            .case
            .with(|case| case.as_ref().map(|case| case.of.encounter))
    });
    Effect::new(move |_| {
        if let Some(encounter) = encounter.get() {
            charts.load(encounter);
        }
        if let Some((_, document, start, end)) = session.sought_now() {
            charts.show(document, start, end);
        }
    });
    let spans = Memo::new(move |_| {
        session
            .case
            .with(|case| case.as_ref().map(|case| case.spans.clone()))
    });
    Effect::new(move |before: Option<()>| {
        spans.track();
        if before.is_some() {
            charts.reread();
        }
    });
    charts.take_words(move |selected| {
        session.take_words(Words {
            document: selected.document,
            title: selected.title,
            bytes: (selected.start, selected.end),
            body_sha256: selected.body_sha256,
            words: selected.words,
        });
    });
    view! { <ChartPane/> }
}
