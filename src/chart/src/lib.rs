//! What a chart's documents say.
//!
//! [`text`] gives places that stay, [`search`] finds words in all documents of an encounter, [`difference`] holds two notes beside
//! each other and measures copying, [`sections`] knows headings and kinds of documents, [`context`] says in which sense
//! words are meant, [`evidence`] finds words again and earlier conditions in this
//! encounter's texts, [`import`] takes files in. The crate does no input or output, keeps nothing and knows no clock.

pub mod context;
pub mod difference;
pub mod evidence;
mod fold;
pub mod import;
pub mod search;
pub mod sections;
pub mod text;
mod words;
