//! Measuring speed on the device in use, with a file of the user's own.

use engine::protocol::{Event, Request};
use leptos::prelude::*;

use crate::link::Link;
use crate::shell::Shell;
use crate::ui::grouped;

const SECONDS: f64 = 3.0;

/// Groupings a second, and milliseconds a search.
#[component]
pub(super) fn Measure() -> impl IntoView {
    let link = expect_context::<Link>();
    let shell = expect_context::<Shell>();
    let told = RwSignal::new(String::new());
    let group = move |bytes: Vec<u8>| {
        told.set("Measuring for three seconds…".to_owned());
        link.ask(Request::BenchGroup { bytes, seconds: SECONDS }, move |event| match event {
            Event::BenchGroup(figures) => told.set(format!(
                "{} groupings a second over {} claims. The version was ready after {:.0} ms; the engine's memory is {} MB.",
                grouped(rounded(figures.per_second)),
                grouped(u64::from(figures.claims)),
                figures.ready_ms,
                figures.memory_bytes / 1_000_000,
            )),
            Event::Failed(failure) => told.set(format!("{} {} {}", failure.what, failure.why, failure.fix)),
            _ => {}
        });
    };
    let search = move |bytes: Vec<u8>| {
        told.set("Measuring…".to_owned());
        let queries = String::from_utf8_lossy(&bytes)
            .lines()
            .map(str::to_owned)
            .filter(|line| !line.is_empty())
            .collect();
        let request = Request::BenchSearch {
            queries,
            prefixes: true,
            date: crate::ui::today(),
        };
        link.ask(request, move |event| match event {
            Event::BenchSearch(figures) => told.set(format!(
                "{} searches: half within {:.2} ms, 95 of 100 within {:.2} ms, the slowest {:.2} ms.",
                grouped(u64::from(figures.searches)),
                figures.p50_ms,
                figures.p95_ms,
                figures.max_ms,
            )),
            Event::Failed(failure) => told.set(format!("{} {} {}", failure.what, failure.why, failure.fix)),
            _ => {}
        });
    };
    let unreadable = move || shell.say("The browser could not read the file. Choose it again.");
    view! {
        <section>
            <h2>"Measure on this device"</h2>
            <div class="hello-actions">
                <label class="button file">"Grouping, with a claims file"
                    <input autocomplete="off" class="out-of-sight" type="file" data-test="bench-group"
                        on:change:target=move |event| crate::ui::read_chosen(&event.target(), move |_, bytes| group(bytes), unreadable)/>
                </label>
                <label class="button file">"Search, with a file of queries, one a line"
                    <input autocomplete="off" class="out-of-sight" type="file" data-test="bench-search"
                        on:change:target=move |event| crate::ui::read_chosen(&event.target(), move |_, bytes| search(bytes), unreadable)/>
                </label>
            </div>
            <p role="status" class="num" data-test="bench-told">{move || told.get()}</p>
        </section>
    }
}

/// Whole groupings a second.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
const fn rounded(per_second: f64) -> u64 {
    per_second.max(0.0) as u64
}
