//! Files that go with a request. They are read here, so that their bytes never stand in the page; how long one is is asked
//! before a byte of it is read.

use js_sys::Uint8Array;
use wasm_bindgen_futures::JsFuture;
use web_sys::File;

use crate::failure::Tell as _;
use crate::protocol::{ChartsRequest, Failure, Request};

/// Puts the bytes of a request's files into it.
pub(super) async fn take_in(request: &mut Request, files: &[File]) -> Result<(), Failure> {
    let (Request::Charts(ChartsRequest::Plan { name, bytes, .. }), Some(file)) =
        (request, files.first())
    else {
        return Ok(());
    };
    // The browser counts in floating point; a file is far shorter than where that is not exact.
    let length = file.size() as u64;
    chart::import::check_size(name, length).map_err(|refusal| refusal.tell())?;
    let buffer = JsFuture::from(file.array_buffer())
        .await
        .map_err(|_| not_read(name))?;
    *bytes = Uint8Array::new(&buffer).to_vec();
    Ok(())
}

fn not_read(name: &str) -> Failure {
    Failure::new(
        "The file could not be read.",
        "The browser gave no bytes of it: it was moved, changed or taken out meanwhile.",
        name,
        "Choose it again.",
    )
}
