//! Readers of the files that CDC and CMS publish for ICD-10-CM, ICD-10-PCS and MS-DRG.
//!
//! A user picks a file as published (`.xml`, `.txt`, `.csv`, `.json`, `.pdf` of the guidelines, or the `.zip` or `.gz` it came in);
//! [`recognise`] says by content what is in it, [`read`] gives the typed contents with their edition, what they
//! replace ([`Effect`]), how many rows there are and what is odd about them. The crate does no input or output and
//! knows no clock: a date that the file does not state has to be given, and is asked for by an error.
//!
//! ```
//! use official::{Given, Problem, read, recognise};
//!
//! let bytes = b"OrdFY26\tPOAexemptCode\tDescription\n01241\tB91\tSequelae of blorp\n";
//! let found = &recognise("list.txt", bytes)?.files[0];
//! let asked = read(found, Given::default()).unwrap_err();
//! let Problem::DateNeeded { choices, .. } = asked.problem() else { panic!() };
//! let import = read(found, Given { effective: Some(choices[0]), ..Given::default() })?;
//! assert_eq!(import.edition.effective.to_iso(), "2025-10-01");
//! assert_eq!(import.count("codes"), Some(1));
//! # Ok::<(), official::ImportError>(())
//! ```
//!
//! A text list that was cut off exactly at the end of a line can't always be told from a whole one: order files are
//! known by their last chapter, XML by its closing tags, the other lists can only be judged by their row count.

pub mod addenda;
mod code;
mod container;
pub mod definitions;
mod edition;
mod effect;
mod error;
pub mod fit;
pub mod guidelines;
mod guidelines_pdf;
mod import;
pub mod index;
pub mod keys;
mod kind;
mod lines;
pub mod order;
pub mod poa_exempt;
pub mod procedure_tables;
mod table;
pub mod table_5;
pub mod tabular;
mod xml;

pub use code::IndexCode;
pub use container::{Container, Found, Limits, PassedOver, recognise, recognise_within};
pub use edition::{Edition, Given};
pub use effect::{CodeSystem, Effect, EffectKind, Part, in_force};
pub use error::{ImportError, Place, Problem};
pub use import::{Contents, Import, Warning, read};
pub use kind::Kind;
