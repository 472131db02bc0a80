//! Readers of the source formats: each gives plain rows and knows nothing of packs, so that the official files of
//! CMS and CDC can be read by the same code.

pub mod axis_labels;
pub mod tabular;
pub mod titles;
pub mod weights;
