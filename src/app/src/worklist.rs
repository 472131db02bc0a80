//! The worklist, and the case that is taken from it onto the coding screen.
//!
//! The desk stands between the coding screen and the custodian: it opens cases, saves every change of them, takes their
//! steps, and asks for the reasons that the rights demand. The list itself stays with the custodian; the page asks for the
//! rows in sight.

mod asking;
mod desk;
mod filters;
mod give;
mod list;
mod page;
mod saving;
mod table;

pub(crate) use asking::AskedDialog;
pub(crate) use desk::Desk;
pub(crate) use filters::WAITS_FOR;
pub(crate) use give::GiveDialogs;
pub(crate) use page::WorklistPage;
pub(crate) use saving::Saved;
pub(crate) use table::status_chip;
