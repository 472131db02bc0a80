//! The worker behind the screen: it owns the packs and answers one typed request / event protocol.
//!
//! The page depends on [`protocol`], [`draft`], [`choices`], [`cited`] and [`code_text`] only (and on `client`, which starts the
//! worker). The engine itself is a state machine without a browser in it, behind the feature `worker`.

pub mod choices;
pub mod cited;
#[cfg(feature = "client")]
pub mod client;
pub mod code_text;
pub mod draft;
pub mod payment_fields;
pub mod protocol;

#[cfg(feature = "worker")]
mod about;
#[cfg(feature = "worker")]
mod assess;
#[cfg(feature = "worker")]
mod batch;
#[cfg(feature = "worker")]
mod bench;
#[cfg(feature = "worker")]
mod build_procedure;
#[cfg(feature = "worker")]
mod calendar;
#[cfg(feature = "worker")]
mod changes;
#[cfg(feature = "worker")]
mod code_page;
#[cfg(feature = "worker")]
mod continue_code;
#[cfg(feature = "worker")]
mod dispute;
#[cfg(feature = "worker")]
mod engine;
#[cfg(feature = "worker")]
mod examples;
#[cfg(feature = "worker")]
mod explain;
#[cfg(feature = "worker")]
mod facility;
#[cfg(feature = "worker")]
mod figures;
#[cfg(feature = "worker")]
mod instead;
#[cfg(feature = "worker")]
mod intake;
#[cfg(feature = "worker")]
mod json_file;
#[cfg(feature = "worker")]
mod manifest;
#[cfg(feature = "worker")]
mod official;
#[cfg(feature = "worker")]
mod packs;
#[cfg(feature = "worker")]
mod payment;
#[cfg(feature = "worker")]
mod query;
#[cfg(feature = "worker")]
mod rewording;
#[cfg(feature = "worker")]
mod search;
#[cfg(feature = "worker")]
mod stay_file;
#[cfg(feature = "worker")]
mod suppose;
#[cfg(feature = "worker")]
mod survey;
#[cfg(feature = "worker")]
mod tabular;
#[cfg(feature = "worker")]
mod versions;
#[cfg(feature = "worker")]
mod views;
#[cfg(feature = "worker")]
mod watch;
#[cfg(feature = "worker")]
mod what_if;
#[cfg(all(feature = "worker", target_arch = "wasm32"))]
pub mod worker;

#[cfg(feature = "worker")]
pub use engine::{Clock, Engine};
#[cfg(feature = "worker")]
pub use manifest::Manifest;
pub use protocol::{Asked, Event, Request, RequestId, Told};
