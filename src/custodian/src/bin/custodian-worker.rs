//! The custodian as a web worker. Everything is in the library; this is the door the browser comes in by.

#[cfg(target_arch = "wasm32")]
fn main() {
    custodian::worker::start();
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    eprintln!(
        "custodian-worker runs in a browser's worker: build it for wasm32-unknown-unknown. See the README."
    );
}
