//! Composes the content of the ICD-10-PCS pack: codes, titles, axis labels.

use std::collections::BTreeMap;

use codes::TitleSource;
use codes::pcs::content::Procedure;

use crate::PackerError;
use crate::calendar::Calendar;
use crate::labels::LabelBook;

/// Composes the procedures: every code of the calendar, with a title from the lists, earlier lists first, or one
/// composed from its axis labels.
///
/// # Errors
/// [`PackerError::Content`] for something that is no seven-character code.
pub(crate) fn compose(
    calendar: &Calendar,
    titles: &[BTreeMap<String, String>],
    labels: &LabelBook,
) -> Result<Vec<Procedure>, PackerError> {
    calendar
        .iter()
        .map(|(code, periods)| {
            if code.len() != 7 || !code.is_ascii() {
                return Err(PackerError::Content {
                    pack: "icd10pcs",
                    detail: format!("“{code}” is no code"),
                });
            }
            let axes = labels.axes(code);
            let (title, title_source) = match titles.iter().find_map(|list| list.get(code)) {
                Some(title) => (title.clone(), TitleSource::Official),
                None => (crate::wording::compose(code, &axes), TitleSource::Composed),
            };
            Ok(Procedure {
                code: code.clone(),
                title,
                title_source,
                periods: periods.clone(),
                labels: axes,
            })
        })
        .collect()
}
