//! A PDF or picture as it came. Its bytes come from the sealed store piece by piece and live under an address of this page
//! alone, which is taken back when the document is left or the records are locked.
//!
//! A picture is shown as a picture and a PDF by the browser's own viewer; the type is set here by what the bytes were found
//! to be when they came in, so that neither can become a page with scripts. (A sandboxed frame would be
//! safer still; browsers open no PDF in one.)

use custodian::protocol::{BodyView, ChartsEvent, ChartsRequest, Failure};
use leptos::prelude::*;
use wasm_bindgen::JsValue;
use web_sys::{Blob, BlobPropertyBag, Url};

use super::Charts;
use crate::ui::{counted, failure};

/// Where the bytes are.
#[derive(Clone)]
enum Stage {
    /// So many pieces are here.
    Coming(u32),
    /// They are here, under this address.
    Here(String),
    /// They can't be had.
    Failed(Failure),
}

/// The type by which the browser shows a body; none for what it can't show.
fn type_of(media: &str) -> Option<&'static str> {
    match media {
        "pdf" => Some("application/pdf"),
        "png" => Some("image/png"),
        "jpeg" => Some("image/jpeg"),
        _ => None,
    }
}

/// Shows a body.
#[component]
pub(super) fn Picture(
    /// Which.
    body: BodyView,
    /// The document's title.
    title: String,
) -> impl IntoView {
    let charts = expect_context::<Charts>();
    let Some(kind) = type_of(&body.media) else {
        return view! {
            <p class="notice info chart-note" data-test="chart-not-shown">{format!(
                "This document is a {} file of {} bytes. Browsers don't show this format; it is kept sealed, whole, as it came.",
                if body.media.is_empty() { "foreign".to_owned() } else { body.media.to_uppercase() },
                crate::ui::grouped(body.bytes),
            )}</p>
        }
        .into_any();
    };
    let stage = RwSignal::new(Stage::Coming(0));
    let parts = StoredValue::new_local(js_sys::Array::new());
    let (id, pieces) = (body.id, body.pieces);
    fetch(charts, (id, kind), 0, stage, parts);
    on_cleanup(move || {
        let here = stage.try_with_untracked(|stage| match stage {
            Stage::Here(address) => Some(address.clone()),
            _ => None,
        });
        if let Some(address) = here.flatten() {
            let _ = Url::revoke_object_url(&address);
        }
    });
    let natural = RwSignal::new(false);
    let title = StoredValue::new(title);
    view! {
        <div class="chart-picture" data-test="chart-picture">
            {move || match stage.get() {
                Stage::Failed(told) => failure(&told).into_any(),
                Stage::Coming(here) => view! {
                    <p class="quiet" role="status">{format!("Opening: {here} of {}", counted(u64::from(pieces), "piece", "pieces"))}</p>
                }.into_any(),
                Stage::Here(address) if kind == "application/pdf" => view! {
                    <iframe class="chart-pdf" src=format!("{address}#navpanes=0") title=title.get_value() data-test="chart-pdf" referrerpolicy="no-referrer"></iframe>
                    <p class="quiet small">"Shown by the browser's PDF viewer. Its links lead out of Chartroom, and its download button writes the document in the clear."</p>
                }.into_any(),
                Stage::Here(address) => view! {
                    <p><button type="button" class="button" aria-pressed=move || natural.get().to_string() on:click=move |_| natural.update(|natural| *natural = !*natural)>"Actual size"</button></p>
                    <div class="chart-image" class:natural=move || natural.get() tabindex="0" role="group" aria-label="Picture">
                        <img src=address alt=title.get_value() data-test="chart-image" draggable="false"/>
                    </div>
                }.into_any(),
            }}
        </div>
    }
    .into_any()
}

/// Fetches a piece and those behind it, then makes an address of them.
fn fetch(
    charts: Charts,
    (body, kind): ([u8; 16], &'static str),
    piece: u32,
    stage: RwSignal<Stage>,
    parts: StoredValue<js_sys::Array, LocalStorage>,
) {
    let Some(encounter) = charts.encounter.get_untracked() else {
        return;
    };
    let request = ChartsRequest::Piece {
        encounter,
        body,
        piece,
    };
    charts.ask_or(
        request,
        move |event| {
            let ChartsEvent::Piece(come) = event else {
                return;
            };
            // The document may have been left meanwhile.
            let bytes = js_sys::Uint8Array::from(come.bytes.as_slice());
            if parts.try_with_value(|parts| parts.push(&bytes)).is_none() {
                return;
            }
            if come.last {
                let address = parts.try_with_value(|parts| address_of(parts, kind));
                match address {
                    Some(Ok(address)) => {
                        if let Some(Stage::Here(address)) = stage.try_set(Stage::Here(address)) {
                            let _ = Url::revoke_object_url(&address);
                        }
                    }
                    Some(Err(_)) => {
                        stage.try_set(Stage::Failed(no_address()));
                    }
                    None => {}
                }
            } else {
                stage.try_set(Stage::Coming(piece + 1));
                fetch(charts, (body, kind), piece + 1, stage, parts);
            }
        },
        move |told| {
            stage.try_set(Stage::Failed(told));
        },
    );
}

fn address_of(parts: &js_sys::Array, kind: &str) -> Result<String, JsValue> {
    let options = BlobPropertyBag::new();
    options.set_type(kind);
    let blob = Blob::new_with_u8_array_sequence_and_options(parts, &options)?;
    parts.set_length(0);
    Url::create_object_url_with_blob(&blob)
}

fn no_address() -> Failure {
    Failure::new(
        "The document can't be shown.",
        "The browser gave no room for it.",
        "the document",
        "Close other tabs and open it again.",
    )
}
