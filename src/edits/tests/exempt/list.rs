//! CMS's list of codes exempt from present-on-admission reporting, read out of its compressed file.
//!
//! Included by path: a test holds the rules against it, and the accuracy figures count the agreement.

use std::collections::HashSet;
use std::io::{self, Read as _};

/// The codes, without dots.
pub(crate) fn read(compressed: &[u8]) -> io::Result<HashSet<String>> {
    let mut text = Vec::new();
    flate2::read::GzDecoder::new(compressed).read_to_end(&mut text)?;
    Ok(String::from_utf8_lossy(&text)
        .lines()
        .skip(1)
        .filter_map(|line| Some(line.split('\t').nth(1)?.replace('.', "")))
        .collect())
}
