//! Official files on the command line: recognised, dated, held against the packs, counted; or refused with the same
//! words as on screen.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use codes::cm::CmPack;
use codes::pcs::PcsPack;
use codes::{PackKind, Ymd};
use grouper::Version;
use official::fit::{self, Agreement, Loaded, Suggestion};
use official::{Found, Given, Import, ImportError, Problem, Warning, recognise};

use crate::Options;

/// What the command line asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// The files.
    pub files: Vec<PathBuf>,
    /// First day for which they speak, where they do not say it.
    pub date: Option<Ymd>,
    /// Folder of the packs to hold them against.
    pub packs: PathBuf,
}

impl Asked {
    /// Reads the words after `import`.
    ///
    /// # Errors
    /// A sentence about the word that is not understood.
    pub fn read(words: Vec<OsString>) -> Result<Self, String> {
        let mut asked = Self {
            files: Vec::new(),
            date: None,
            packs: Options::default().packs,
        };
        let mut words = words.into_iter();
        while let Some(word) = words.next() {
            match word.to_str() {
                Some("--date") => {
                    let date = words.next().unwrap_or_default();
                    let read = date.to_str().and_then(Ymd::parse_iso);
                    asked.date =
                        Some(read.ok_or_else(|| format!("“{}” is no date", date.display()))?);
                }
                Some("--packs") => {
                    asked.packs = words
                        .next()
                        .ok_or("there is no folder after --packs")?
                        .into();
                }
                Some(option) if option.starts_with('-') => {
                    return Err(format!("there is no option “{option}”"));
                }
                _ => asked.files.push(word.into()),
            }
        }
        if asked.files.is_empty() {
            return Err("no file is named".to_owned());
        }
        Ok(asked)
    }
}

/// Reads each file, says what it is, and what is refused. Returns whether all can be taken in.
pub fn run(asked: &Asked, say: &mut dyn FnMut(&str), refuse: &mut dyn FnMut(&str)) -> bool {
    let pack = |kind: PackKind| std::fs::read(asked.packs.join(kind.file_name())).ok();
    let diagnoses = pack(PackKind::Icd10Cm).and_then(|bytes| CmPack::open(&bytes).ok());
    let procedures = pack(PackKind::Icd10Pcs).and_then(|bytes| PcsPack::open(&bytes).ok());
    if diagnoses.is_none() || procedures.is_none() {
        say(&format!(
            "No code sets in {}: files are read, and not held against codes.",
            asked.packs.display()
        ));
    }
    let loaded = Loaded {
        diagnoses: diagnoses.as_ref(),
        procedures: procedures.as_ref(),
        grouper: Some((Version::ALL[0].first_day(), last_grouped_day())),
    };
    let mut all = true;
    for path in &asked.files {
        all &= one(path, asked.date, loaded, say, refuse);
    }
    all
}

/// The last day of the fiscal year of the newest version.
fn last_grouped_day() -> Ymd {
    let newest = Version::ALL[Version::ALL.len() - 1];
    Ymd(i64::from(newest.fiscal_year()) * 10_000 + 9_30)
}

fn one(
    path: &Path,
    date: Option<Ymd>,
    loaded: Loaded<'_>,
    say: &mut dyn FnMut(&str),
    refuse: &mut dyn FnMut(&str),
) -> bool {
    let name = path
        .file_name()
        .unwrap_or(path.as_os_str())
        .to_string_lossy();
    let bytes = match std::fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) => {
            refuse(&format!("{}: {error}. Check the name.", path.display()));
            return false;
        }
    };
    let container = match recognise(&name, &bytes) {
        Ok(container) => container,
        Err(error) => {
            refuse(&error.to_string());
            return false;
        }
    };
    for passed in &container.passed_over {
        say(&format!(
            "{}: passed over; {}",
            passed.name,
            passed.error.why()
        ));
    }
    let mut all = true;
    for found in &container.files {
        let given = Given {
            effective: date,
            ..Given::default()
        };
        let held = official::read(found, given).and_then(|import| {
            fit::hold(&found.name, &import, loaded).map(|agreement| (import, agreement))
        });
        match held {
            Ok((import, agreement)) => {
                let unknown = fit::unknown_codes(&found.name, &import, loaded);
                say(&report(&found.name, &import, agreement, &unknown));
            }
            Err(error) => {
                all = false;
                refuse(&error.to_string());
                if let Some(days) = days(found, &error, loaded) {
                    refuse(&days);
                }
            }
        }
    }
    all
}

/// `index.xml: ICD-10-CM Index …, FY2026, from 2025-10-01: 314 main terms, …`, and a line for each warning.
fn report(
    name: &str,
    import: &Import,
    agreement: Option<Agreement>,
    unknown: &[Warning],
) -> String {
    let rows: Vec<String> = import
        .rows
        .iter()
        .map(|(what, count)| format!("{count} {what}"))
        .collect();
    let mut out = format!(
        "{name}: {}, FY{}, from {}: {}",
        import.kind.name(),
        import.edition.fiscal_year,
        import.edition.effective,
        rows.join(", ")
    );
    if let Some(a) = agreement {
        out += &format!("\n  {}", codes(a));
    }
    for warning in import.warnings.iter().chain(unknown) {
        out += &format!("\n  warning: {}: {}", warning.place, warning.what);
    }
    out
}

fn codes(a: Agreement) -> String {
    format!(
        "{} codes as in the packs, {} that they do not have, {} missing",
        a.agree, a.new, a.missing
    )
}

/// The days to choose from, for a file that does not name its own.
fn days(found: &Found, error: &ImportError, loaded: Loaded<'_>) -> Option<String> {
    if !matches!(error.problem(), Problem::DateNeeded { .. }) {
        return None;
    }
    let suggestions = fit::suggest(found, None, loaded).ok()?;
    let best = fit::best(&suggestions);
    let line = |s: &Suggestion| {
        let fits = if best == Some(*s) { ", fits best" } else { "" };
        let agreement = s
            .agreement
            .map_or_else(String::new, |a| format!(": {}", codes(a)));
        format!("  --date {}{agreement}{fits}", s.day)
    };
    Some(suggestions.iter().map(line).collect::<Vec<_>>().join("\n"))
}
