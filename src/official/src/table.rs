//! Rows of separated fields, with the place of each: the `csv` crate does the splitting and the quotes.

use csv::{ReaderBuilder, StringRecord};

use crate::error::{ImportError, Place};

/// One row, fields trimmed.
pub(crate) struct Record {
    fields: StringRecord,
    place: Place,
}

impl Record {
    /// Field `at`, counted from 0; empty where the row has none.
    pub(crate) fn field(&self, at: usize) -> &str {
        self.fields.get(at).map_or("", str::trim)
    }

    pub(crate) fn fields(&self) -> impl Iterator<Item = &str> {
        self.fields.iter().map(str::trim)
    }

    pub(crate) fn is_blank(&self) -> bool {
        self.fields().all(str::is_empty)
    }

    pub(crate) fn place(&self) -> Place {
        self.place.clone()
    }

    pub(crate) fn damaged(&self, why: impl Into<String>) -> ImportError {
        ImportError::damaged(self.place(), why.into())
    }
}

/// The rows of `text`, blank ones included, separated by `separator`; rows may be of different lengths.
pub(crate) fn records<'t>(
    file: &'t str,
    text: &'t str,
    separator: u8,
) -> impl Iterator<Item = Result<Record, ImportError>> + 't {
    // The lines are counted here: the crate puts a row after CR LF on the line before.
    let (mut line, mut counted) = (1, 0);
    ReaderBuilder::new()
        .delimiter(separator)
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes())
        .into_records()
        .map(move |record| match record {
            Ok(fields) => {
                let bytes = text.as_bytes();
                let begin = fields.position().map_or(counted, |p| {
                    usize::try_from(p.byte()).unwrap_or(bytes.len())
                });
                let ends = |b: &&u8| matches!(b, b'\r' | b'\n');
                let begin = begin + bytes.iter().skip(begin).take_while(ends).count();
                let between = bytes.get(counted..begin).unwrap_or_default();
                line += between.iter().filter(|&&b| b == b'\n').count();
                counted = begin;
                let place = Place {
                    file: file.to_owned(),
                    line: Some(line),
                    offset: Some(begin),
                };
                Ok(Record { fields, place })
            }
            Err(error) => Err(ImportError::damaged(Place::whole(file), error.to_string())),
        })
}
