//! Whether a file fits the code sets that are loaded: its day has to lie within theirs, and its codes have to be theirs.
//!
//! Few files name the day from which they hold, and a list of codes looks alike in every year. What tells the editions
//! apart is which codes they have, so each file is held against the releases that are loaded: that finds the day of a
//! file that names none, and a day that was given wrongly.

use codes::book::stands_on;
use codes::cm::{CmPack, Level};
use codes::history::{Timeline, WITHDRAWALS_KNOWN_FROM, day_after};
use codes::pcs::PcsPack;
use codes::{System, Ymd};
use compact_str::CompactString;

use crate::addenda::Action;
use crate::container::Found;
use crate::edition::Given;
use crate::effect::CodeSystem;
use crate::error::{ImportError, Place, Problem};
use crate::import::{Contents, Import, Warning, read};
use crate::index;

/// What a file is held against.
#[derive(Debug, Clone, Copy, Default)]
pub struct Loaded<'p> {
    /// The diagnosis codes.
    pub diagnoses: Option<&'p CmPack>,
    /// The procedure codes.
    pub procedures: Option<&'p PcsPack>,
    /// First and last discharge that a grouper version is meant for.
    pub grouper: Option<(Ymd, Ymd)>,
}

/// How far the codes of a file are those of the code set on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Agreement {
    /// Codes that are in force on the day, as the file says (or not in force, where it deletes them).
    pub agree: usize,
    /// Codes that the set does not have on the day.
    pub new: usize,
    /// Codes of the set that the file lacks; 0 for a file that is not the whole list.
    pub missing: usize,
}

impl Agreement {
    /// Codes in which file and set differ.
    #[must_use]
    pub fn differ(self) -> usize {
        self.new + self.missing
    }
}

/// A day from which a file may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Suggestion {
    /// The day.
    pub day: Ymd,
    /// How far its codes are those of that day. `None` for a file without codes.
    pub agreement: Option<Agreement>,
}

/// What a code of a file has to be for the two to agree.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Due {
    /// A code that can be reported.
    Billable,
    /// That, or the beginning of one.
    Stands,
    /// Neither.
    Gone,
}

/// A file of which more than this part (1 in …) is not in the code set is not the file it seems to be.
const STRANGE: usize = 10;

/// Holds a file against what is loaded. `None` where it has no codes, or the set it speaks about is not loaded.
///
/// # Errors
/// [`ImportError`] when its day lies outside of what is loaded ([`Problem::WrongYear`]), or when its codes are those of
/// another release, or of none ([`Problem::OtherEdition`]).
pub fn hold(
    file: &str,
    import: &Import,
    loaded: Loaded<'_>,
) -> Result<Option<Agreement>, ImportError> {
    // Words hold no code, and those of an older year are still read.
    if matches!(import.contents, Contents::Guidelines(_)) {
        return Ok(None);
    }
    let sets = Sets::of(import.effect.system, loaded);
    if let Some((first, last)) = sets.span(import, loaded)
        && !(first..=last).contains(&import.edition.effective)
    {
        return Err(ImportError::outside(file, import.edition, first, last));
    }
    let Some(lists) = sets.lists(import) else {
        return Ok(None);
    };
    let day = import.edition.effective;
    let here = sets.agreement(&lists, day);
    let better = sets
        .releases
        .iter()
        .map(|release| (*release, sets.agreement(&lists, *release)))
        .min_by_key(|(_, there)| there.differ())
        .filter(|(_, there)| there.differ() < here.differ());
    if let Some((release, there)) = better
        && (lists.whole || there.differ() == 0)
    {
        return Err(ImportError::of_release(file, day, here, release, there));
    }
    // Changes that are newer than every release are unknown to it by their nature.
    let newer = sets.releases.last().is_some_and(|last| day > *last);
    if (lists.whole || !newer) && here.differ() * STRANGE > here.agree + here.differ() {
        return Err(ImportError::strange(file, day, here));
    }
    Ok(Some(here))
}

/// Codes of an index that no code of its day has or begins with, each with its term: misprints, or of another edition.
#[must_use]
pub fn unknown_codes(file: &str, import: &Import, loaded: Loaded<'_>) -> Vec<Warning> {
    let sets = Sets::of(import.effect.system, loaded);
    let (Contents::Index(index), true) = (&import.contents, sets.horizon.is_some()) else {
        return Vec::new();
    };
    let day = sets.horizon.map_or(import.edition.effective, |horizon| {
        import.edition.effective.min(horizon)
    });
    index::unknown_codes(index, |code| sets.agrees(code, Due::Stands, day))
        .map(|(term, code)| Warning {
            place: Place {
                line: index.term(term).map(|term| term.line as usize),
                ..Place::whole(file)
            },
            what: format!(
                "{code} at “{}” is not in the code set of {day}",
                index.path_text(term)
            ),
        })
        .collect()
}

/// The days from which a file may hold that does not say so itself, earliest first, each with how far its codes are
/// those of that day. Empty when the file names its day, or none is loaded.
///
/// # Errors
/// As [`read`], except that no day is needed.
pub fn suggest(
    found: &Found,
    expected_year: Option<u16>,
    loaded: Loaded<'_>,
) -> Result<Vec<Suggestion>, ImportError> {
    let given = |effective| Given {
        expected_year,
        effective,
    };
    let mut days = match read(found, given(None)) {
        Ok(_) => return Ok(Vec::new()),
        Err(error) => match error.problem() {
            Problem::DateNeeded { choices, .. } => choices.clone(),
            _ => return Err(error),
        },
    };
    if days.is_empty() {
        days = Sets::of(found.kind.effect(Ymd(0)).system, loaded).releases;
    }
    let Some(import) = days
        .first()
        .map(|day| read(found, given(Some(*day))))
        .transpose()?
    else {
        return Ok(Vec::new());
    };
    let sets = Sets::of(import.effect.system, loaded);
    let lists = sets.lists(&import);
    Ok(days
        .into_iter()
        .map(|day| Suggestion {
            day,
            agreement: lists.as_ref().map(|lists| sets.agreement(lists, day)),
        })
        .collect())
}

/// Of several days the one whose codes fit best; of equals the earliest. `None` where nothing tells them apart.
#[must_use]
pub fn best(suggestions: &[Suggestion]) -> Option<Suggestion> {
    let differ = |s: &Suggestion| s.agreement.map(Agreement::differ);
    let least = suggestions.iter().filter_map(differ).min()?;
    suggestions
        .iter()
        .find(|s| differ(s) == Some(least))
        .copied()
}

/// The releases of a set from which every withdrawal is known: older ones can't be told apart.
fn known(timeline: &Timeline<'_>) -> Vec<Ymd> {
    timeline
        .releases()
        .iter()
        .copied()
        .filter(|release| *release >= WITHDRAWALS_KNOWN_FROM)
        .collect()
}

/// The codes that a file names.
struct Lists {
    codes: Vec<(CompactString, Due)>,
    /// Whether what the file does not name is not in force.
    whole: bool,
}

/// The code set that a file speaks about.
struct Sets<'p> {
    diagnoses: Option<&'p CmPack>,
    procedures: Option<&'p PcsPack>,
    releases: Vec<Ymd>,
    horizon: Option<Ymd>,
}

impl<'p> Sets<'p> {
    fn of(system: CodeSystem, loaded: Loaded<'p>) -> Self {
        let system = system.code_set();
        let diagnoses = loaded.diagnoses.filter(|_| system == Some(System::Cm));
        let procedures = loaded.procedures.filter(|_| system == Some(System::Pcs));
        let timeline = diagnoses
            .map(Timeline::of_diagnoses)
            .or_else(|| procedures.map(Timeline::of_procedures));
        Self {
            diagnoses,
            procedures,
            releases: timeline.as_ref().map_or_else(Vec::new, known),
            horizon: timeline.map(|t| t.horizon()),
        }
    }

    /// First and last day that what is loaded speaks about.
    fn span(&self, import: &Import, loaded: Loaded<'_>) -> Option<(Ymd, Ymd)> {
        match import.effect.system.code_set() {
            // The release that follows the last one directly may come before a newer Chartroom does.
            Some(_) => Some((*self.releases.first()?, day_after(self.horizon?))),
            None => loaded.grouper,
        }
    }

    fn lists(&self, import: &Import) -> Option<Lists> {
        if self.diagnoses.is_none() && self.procedures.is_none() {
            return None;
        }
        let each = |codes: Vec<(CompactString, Due)>| {
            Some(Lists {
                codes,
                whole: false,
            })
        };
        match &import.contents {
            Contents::Order(rows) => Some(Lists {
                codes: rows
                    .iter()
                    .filter(|r| r.billable)
                    .map(|r| (r.code.clone(), Due::Billable))
                    .collect(),
                whole: true,
            }),
            Contents::ProcedureTables(tables) => Some(Lists {
                codes: tables.codes().map(|code| (code, Due::Billable)).collect(),
                whole: true,
            }),
            Contents::Tabular(list) => each(
                list.entries()
                    .iter()
                    .filter(|entry| entry.level >= Level::Category)
                    .map(|entry| (entry.id.clone(), Due::Stands))
                    .collect(),
            ),
            Contents::PoaExempt(rows) => each(
                rows.iter()
                    .map(|r| (r.code.clone(), Due::Billable))
                    .collect(),
            ),
            Contents::Addenda(changes) => each(
                changes
                    .iter()
                    .filter(|change| change.billable)
                    .filter_map(|change| match change.action {
                        Action::Add => Some((change.code.clone(), Due::Billable)),
                        Action::Delete => Some((change.code.clone(), Due::Gone)),
                        Action::ReviseFrom | Action::ReviseTo => None,
                    })
                    .collect(),
            ),
            Contents::Index(index) => {
                let mut codes: Vec<_> = index
                    .terms()
                    .flat_map(|(_, term)| {
                        let due = |code: &crate::IndexCode| {
                            (CompactString::new(code.code()), Due::Stands)
                        };
                        term.all_codes().map(due)
                    })
                    .collect();
                codes.sort_unstable_by(|a, b| a.0.cmp(&b.0));
                codes.dedup_by(|a, b| a.0 == b.0);
                each(codes)
            }
            Contents::Definitions(_)
            | Contents::Key(_)
            | Contents::DeviceAggregation(_)
            | Contents::Table5(_)
            | Contents::Guidelines(_) => None,
        }
    }

    /// Behind the last loaded day the codes of that day are what a list goes on from.
    fn agreement(&self, lists: &Lists, day: Ymd) -> Agreement {
        let day = self.horizon.map_or(day, |horizon| day.min(horizon));
        let agree = lists
            .codes
            .iter()
            .filter(|(code, due)| self.agrees(code, *due, day))
            .count();
        let all = match (self.diagnoses, self.procedures) {
            (Some(pack), _) => pack.billable_count(day),
            (_, Some(pack)) => pack.billable_count(day),
            _ => 0,
        };
        Agreement {
            agree,
            new: lists.codes.len() - agree,
            missing: if lists.whole {
                all.saturating_sub(agree)
            } else {
                0
            },
        }
    }

    fn agrees(&self, code: &str, due: Due, day: Ymd) -> bool {
        let (billable, stands) = if let Some(pack) = self.diagnoses {
            let found = pack.code(code);
            let billable = found.is_some_and(|c| c.billable_on(day));
            (
                billable,
                billable || due == Due::Stands && found.is_some_and(|c| stands_on(c, day)),
            )
        } else if let Some(pack) = self.procedures {
            let billable = pack.code(code).is_some_and(|c| c.billable_on(day));
            let begins = || pack.starting_with(code).any(|c| c.billable_on(day));
            (billable, billable || due == Due::Stands && begins())
        } else {
            (false, false)
        };
        match due {
            Due::Billable => billable,
            Due::Stands => stands,
            Due::Gone => !billable,
        }
    }
}
