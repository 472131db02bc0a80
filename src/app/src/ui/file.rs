//! Files that the user chooses and files that the user is given. Nothing else touches the disk.

use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, BlobPropertyBag, HtmlAnchorElement, HtmlInputElement, Url};

/// Reads the file chosen in a file field and empties the field, so that the same file can be chosen again.
/// `take` gets its name and its bytes; `fail` is called where the browser can't read it.
pub(crate) fn read_chosen(
    field: &HtmlInputElement,
    take: impl FnOnce(String, Vec<u8>) + 'static,
    fail: impl FnOnce() + 'static,
) {
    let Some(file) = field.files().and_then(|files| files.get(0)) else {
        return;
    };
    let name = file.name();
    let reading = file.array_buffer();
    leptos::task::spawn_local(async move {
        match JsFuture::from(reading).await {
            Ok(buffer) => take(name, js_sys::Uint8Array::new(&buffer).to_vec()),
            Err(_) => fail(),
        }
    });
    field.set_value("");
}

/// Reads each of several files, in any order. `take` gets a file's name and bytes; `fail` is called where the browser
/// can't read one.
pub(crate) fn read_all(
    files: &web_sys::FileList,
    take: impl Fn(String, Vec<u8>) + Copy + 'static,
    fail: impl Fn() + Copy + 'static,
) {
    for file in (0..files.length()).filter_map(|at| files.get(at)) {
        let name = file.name();
        let reading = file.array_buffer();
        leptos::task::spawn_local(async move {
            match JsFuture::from(reading).await {
                Ok(buffer) => take(name, js_sys::Uint8Array::new(&buffer).to_vec()),
                Err(_) => fail(),
            }
        });
    }
}

/// Gives the user a file, as a download. False where the browser does not let us.
pub(crate) fn hand_over(name: &str, media_type: &str, bytes: &[u8]) -> bool {
    write(name, media_type, bytes).is_ok()
}

fn write(name: &str, media_type: &str, bytes: &[u8]) -> Result<(), JsValue> {
    let parts = js_sys::Array::of1(&js_sys::Uint8Array::from(bytes));
    let options = BlobPropertyBag::new();
    options.set_type(media_type);
    give(
        name,
        &Blob::new_with_u8_array_sequence_and_options(&parts, &options)?,
    )
}

/// Gives the user a file that the browser holds already.
pub(crate) fn give(name: &str, file: &Blob) -> Result<(), JsValue> {
    let address = Url::create_object_url_with_blob(file)?;
    let link: HtmlAnchorElement = document().create_element("a")?.unchecked_into();
    link.set_href(&address);
    link.set_download(name);
    link.click();
    set_timeout(
        move || {
            let _ = Url::revoke_object_url(&address);
        },
        core::time::Duration::from_secs(30),
    );
    Ok(())
}
