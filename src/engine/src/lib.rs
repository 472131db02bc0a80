//! The worker behind the screen: it owns the packs and answers one typed request / event protocol.
//!
//! The page depends on [`protocol`], [`draft`], [`choices`] and [`code_text`] only (and on `client`, which starts the
//! worker). The engine itself is a state machine without a browser in it, behind the feature `worker`.

pub mod choices;
#[cfg(all(feature = "client", target_arch = "wasm32"))]
pub mod client;
pub mod code_text;
pub mod draft;
pub mod protocol;

pub use protocol::{Asked, Event, Request, RequestId, Told};
