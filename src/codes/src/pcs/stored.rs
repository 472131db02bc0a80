//! The bytes of an ICD-10-PCS pack: columns, one value a code, in ascending order of codes.

use serde::{Deserialize, Serialize};

use super::PcsPack;
use super::axes::{Labels, LabelsWriter, StoredLabels};
use super::content::{Procedure, label_rules};
use crate::TitleSource;
use crate::history::Replacement;
use crate::lookup::Lookup;
use crate::pack::{self, PackError, PackKind};
use crate::replaced::{Replacements, ReplacementsWriter, StoredReplacements};
use crate::texts::{StoredTexts, Texts, TextsWriter};
use crate::validity::{StoredValidity, Validity, ValidityWriter};

/// The payload.
#[derive(Debug, Serialize, Deserialize)]
struct Stored<'a> {
    sources: &'a [u8],
    #[serde(borrow)]
    codes: StoredTexts<'a>,
    #[serde(borrow)]
    titles: StoredTexts<'a>,
    #[serde(borrow)]
    validity: StoredValidity<'a>,
    #[serde(borrow)]
    labels: StoredLabels<'a>,
}

/// See [`super::content::write`].
pub(super) fn write(
    procedures: &[Procedure],
    replacements: &[Replacement<'_>],
) -> Result<Vec<u8>, String> {
    let mut sources = Vec::with_capacity(procedures.len());
    let (mut codes, mut titles) = (TextsWriter::default(), TextsWriter::default());
    let mut validity = ValidityWriter::default();
    for procedure in procedures {
        let wrong = |what: &str| format!("ICD-10-PCS code “{}”: {what}", procedure.code);
        if procedure.title.is_empty() {
            return Err(wrong("has no title"));
        }
        sources.push(procedure.title_source.to_byte());
        codes.push(&procedure.code);
        titles.push(&procedure.title);
        validity
            .push(&procedure.periods)
            .ok_or_else(|| wrong("too many distinct calendars, or a date that is none"))?;
    }
    let labels = LabelsWriter::new(&label_rules(procedures)?);
    let replacements = ReplacementsWriter::new(replacements)?;
    let bytes = pack::encode(
        PackKind::Icd10Pcs,
        &(
            Stored {
                sources: &sources,
                codes: codes.stored(),
                titles: titles.stored(),
                validity: validity.stored(),
                labels: labels.stored(),
            },
            replacements.stored(),
            // No rewording of a procedure's title is known.
            (),
        ),
    );
    // What the reader would refuse must not be written.
    open(&bytes).map_err(|e| e.to_string()).map(|_| bytes)
}

/// See [`PcsPack::open`].
pub(super) fn open(bytes: &[u8]) -> Result<PcsPack, PackError> {
    let malformed = |place: &str| PackError::malformed(PackKind::Icd10Pcs, place);
    let pack::CodesPayload {
        content: stored,
        replacements,
        ..
    }: pack::CodesPayload<Stored<'_>, StoredReplacements<'_>, ()> =
        pack::borrow_codes(PackKind::Icd10Pcs, bytes)?;
    let replacements = match &replacements {
        Some(stored) => Replacements::open(stored).ok_or_else(|| malformed("replacements"))?,
        None => Replacements::default(),
    };
    let codes = Texts::open(stored.codes).ok_or_else(|| malformed("codes"))?;
    let titles = Texts::open(stored.titles).ok_or_else(|| malformed("titles"))?;
    let validity = Validity::open(&stored.validity).ok_or_else(|| malformed("validity"))?;
    let sources: Vec<TitleSource> = stored
        .sources
        .iter()
        .map(|&b| TitleSource::from_byte(b))
        .collect::<Option<_>>()
        .ok_or_else(|| malformed("title sources"))?;
    let count = sources.len();
    if [codes.len(), titles.len(), validity.len()]
        .iter()
        .any(|&n| n != count)
        || u32::try_from(count).is_err()
    {
        return Err(malformed("number of codes"));
    }
    let seven = |code: &str| code.len() == 7 && code.bytes().all(|b| b.is_ascii_alphanumeric());
    let in_order =
        (0..count).all(|i| seven(codes.get(i)) && (i == 0 || codes.get(i - 1) < codes.get(i)));
    if !in_order {
        return Err(malformed("codes"));
    }
    let labels = Labels::open(&stored.labels).ok_or_else(|| malformed("axis labels"))?;
    let lookup = Lookup::build((0u32..).zip(0..count).map(|(row, i)| (codes.get(i), row)))
        .ok_or_else(|| malformed("codes"))?;
    Ok(PcsPack {
        codes,
        titles,
        sources,
        validity,
        labels,
        lookup,
        replacements,
        arranged: std::sync::OnceLock::new(),
    })
}
