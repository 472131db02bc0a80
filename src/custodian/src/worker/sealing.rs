//! Chunks of attachments sealed and opened over the browser's own AES-GCM, which takes a tenth of the time; the bytes are those
//! that are sealed natively. Where the browser does not do it, and where a seal does not hold, the native way answers: its
//! refusal says which chunk of what.

use js_sys::{Array, Object, Reflect, Uint8Array};
use line::worker::scope;
use vault::attachment::{Sealer, TAG, chunk_nonce};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AesGcmParams, CryptoKey, SubtleCrypto};

/// Seals a chunk; nothing where the browser does not.
pub(super) async fn seal(sealer: &Sealer, chunk: u32, frame: &[u8]) -> Option<Vec<u8>> {
    let layout = sealer.layout();
    if chunk >= layout.chunks() || frame.len() != layout.frame_len(chunk) {
        return None;
    }
    let (subtle, key, how) = ready(sealer, chunk, "encrypt").await.ok()?;
    let sealing = subtle
        .encrypt_with_object_and_js_u8_array(&how, &key, &Uint8Array::from(frame))
        .ok()?;
    bytes(sealing).await
}

/// Opens a chunk; nothing where its seal does not hold, or the browser does not.
pub(super) async fn open(sealer: &Sealer, chunk: u32, sealed: &[u8]) -> Option<Vec<u8>> {
    let layout = sealer.layout();
    if chunk >= layout.chunks() || sealed.len() != layout.frame_len(chunk) + TAG {
        return None;
    }
    let (subtle, key, how) = ready(sealer, chunk, "decrypt").await.ok()?;
    let opening = subtle
        .decrypt_with_object_and_js_u8_array(&how, &key, &Uint8Array::from(sealed))
        .ok()?;
    bytes(opening).await
}

/// The attachment's key, which the browser does not give out again, and the chunk's nonce and associated data.
async fn ready(
    sealer: &Sealer,
    chunk: u32,
    usage: &str,
) -> Result<(SubtleCrypto, CryptoKey, AesGcmParams), JsValue> {
    let subtle = scope().crypto()?.subtle();
    let algorithm = Object::new();
    Reflect::set(&algorithm, &"name".into(), &"AES-GCM".into())?;
    let raw = Uint8Array::from(sealer.key_for_webcrypto().as_slice());
    let importing = subtle.import_key_with_object(
        "raw",
        &raw,
        &algorithm,
        false,
        &Array::of1(&usage.into()),
    )?;
    let imported = JsFuture::from(importing).await;
    raw.fill(0, 0, raw.length());
    let nonce = chunk_nonce(chunk, sealer.layout().is_last(chunk));
    let how = AesGcmParams::new_with_u8_array("AES-GCM", &Uint8Array::from(nonce.as_slice()));
    let associated = sealer.associated(chunk);
    how.set_additional_data_u8_array(&Uint8Array::from(associated.as_slice()));
    Ok((subtle, imported?.unchecked_into(), how))
}

async fn bytes(done: js_sys::Promise) -> Option<Vec<u8>> {
    let buffer = JsFuture::from(done).await.ok()?;
    Some(Uint8Array::new(&buffer).to_vec())
}
