//! Large files piece by piece: gathered by the browser as they come from the custodian, which may keep them on the disk, and
//! read by it as the custodian asks for more.

use custodian::protocol::{Failure, FilePiece};
use leptos::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, File};

/// Bytes handed over at a time.
const PIECE: f64 = 1_048_576.0;

/// Pieces of a file on its way out. A copy is only a reference.
#[derive(Clone, Copy)]
pub(super) struct Gathered(StoredValue<Vec<Blob>, LocalStorage>);

impl Gathered {
    pub(super) fn new() -> Self {
        Self(StoredValue::new_local(Vec::new()))
    }

    pub(super) fn clear(self) {
        self.0.set_value(Vec::new());
    }

    /// Takes a piece; false where the browser has no room for it.
    pub(super) fn take(self, bytes: &[u8]) -> bool {
        let parts = js_sys::Array::of1(&js_sys::Uint8Array::from(bytes));
        let piece = Blob::new_with_u8_array_sequence(&parts);
        piece
            .map(|piece| self.0.update_value(|pieces| pieces.push(piece)))
            .is_ok()
    }

    /// Gives the user all of it as a file; false where the browser does not take it.
    pub(super) fn give(self, name: &str) -> bool {
        let pieces = self.0.try_update_value(core::mem::take);
        let parts = js_sys::Array::new();
        for piece in &pieces.unwrap_or_default() {
            parts.push(piece);
        }
        Blob::new_with_blob_sequence(&parts)
            .and_then(|file| crate::ui::give(name, &file))
            .is_ok()
    }
}

/// The piece of a file that begins there, and where the next one does.
pub(super) async fn piece_of(file: File, from: f64) -> Result<(FilePiece, f64), Failure> {
    let to = (from + PIECE).min(file.size());
    let (first, last) = (from <= 0.0, to >= file.size());
    let part = file.slice_with_f64_and_f64(from, to);
    let part = part.map_err(|_| unreadable())?;
    let buffer = JsFuture::from(part.array_buffer()).await;
    let buffer = buffer.map_err(|_| unreadable())?;
    let piece = FilePiece {
        first,
        last,
        bytes: js_sys::Uint8Array::new(&buffer).to_vec(),
    };
    Ok((piece, to))
}

fn unreadable() -> Failure {
    Failure::new(
        "The file can't be read.",
        "The browser did not give its bytes: it was moved or changed, or the disk is gone.",
        "the file",
        "Choose it again.",
    )
}
