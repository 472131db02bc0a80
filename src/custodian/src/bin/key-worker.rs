//! The throw-away worker that derives keys from a password. Everything is in the library.

#[cfg(target_arch = "wasm32")]
fn main() {
    custodian::stretch::start();
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    eprintln!(
        "key-worker runs in a browser's worker: build it for wasm32-unknown-unknown. See the README."
    );
}
