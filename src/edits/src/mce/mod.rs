//! The Medicare Code Editor: what Medicare would send back, decided from codes, dates, age and sex.
//!
//! It goes by the **discharge date** alone and knows nothing of grouper versions. The results equal those of
//! CMS's own component in every field (see the conformance tests). Source of the edits: CMS, Definitions of
//! Medicare Code Edits.

mod edit;
pub mod tables;

use codes::{PackError, PackKind, pack};
use grouper::tables::CodeTable;
use grouper::{CodeIndex, Diagnosis, Sex, Stay};
use smallvec::SmallVec;

pub use edit::{Edit, EditSet, EditType, McEdits};
use tables::Tables;

/// First day that the editor takes.
const FIRST_DAY: i64 = 1985_10_01;
/// From this day sex is not edited any more.
const SEX_NOT_EDITED: i64 = 2024_10_01;
/// Oldest age the editor takes.
const OLDEST: i64 = 124;
/// A procedure flagged `los` takes at least as many days.
const SHORTEST_STAY_OF_LONG_PROCEDURE: i64 = 5;
/// Above this age an artificial heart is not covered (flag `ncov12agele60`).
const OLDEST_COVERED: i64 = 60;

macro_rules! flags {
    ($($name:ident = $text:literal),* $(,)?) => {
        /// Flags as bits.
        mod flag {
            flags!(@each 0u32; $($name,)*);
            /// Names in the tables.
            pub(super) const NAMES: &[(&str, u32)] = &[$(($text, $name)),*];
        }
    };
    (@each $bit:expr; $name:ident, $($rest:ident,)*) => {
        pub(super) const $name: u32 = 1 << ($bit);
        flags!(@each $bit + 1; $($rest,)*);
    };
    (@each $bit:expr;) => {};
}

flags! {
    EXTERNAL_CAUSE = "ecodepdx",
    UNSPECIFIED = "unspecified",
    UNACCEPTABLE = "unacceptable",
    REQUIRES_SECONDARY = "reqsdx",
    MANIFESTATION = "manifestation",
    QUESTIONABLE_ADMISSION = "qadm",
    WRONG_PROCEDURE = "wrngproc",
    OUTCOME_OF_DELIVERY = "delout",
    TYPE_1_DIABETES = "diabtypeI",
    MALE = "male",
    FEMALE = "female",
    NEWBORN = "newborn",
    PEDIATRIC = "pediatric",
    MATERNITY = "maternity",
    ADULT = "adult",
    NOT_COVERED = "noncovered",
    NOT_COVERED_STERILIZATION = "ncov_z302",
    NOT_COVERED_WITH_DIAGNOSIS = "ncov6",
    NOT_COVERED_OVER_60 = "ncov12agele60",
    NOT_COVERED_PANCREAS = "ncov45",
    LIMITED = "lcov",
    KIDNEY_TRANSPLANT = "kidneyxp",
    CESAREAN = "csect",
    VAGINAL_DELIVERY = "vagdel",
    LONG = "los",
}

/// Flags of the codes that name an age group.
const AGE_FLAGS: [(&str, u32); 4] = [
    ("newborn", flag::NEWBORN),
    ("pediatric", flag::PEDIATRIC),
    ("maternity", flag::MATERNITY),
    ("adult", flag::ADULT),
];

/// The Medicare Code Editor, opened from a pack.
#[derive(Debug, Clone)]
pub struct CodeEditor {
    diagnoses: Master,
    procedures: Master,
    periods: Vec<(i64, i64)>,
    flag_sets: Vec<u32>,
    /// Flag, youngest, oldest, first day, last day.
    ages: Vec<(u32, [i64; 4])>,
    /// Periods of each discharge status, by its number.
    discharge_statuses: Vec<Vec<(i64, i64)>>,
    last_day: i64,
}

/// Codes with their dated rows.
#[derive(Debug, Clone)]
struct Master {
    index: CodeIndex<Entry>,
    /// Rows of codes with more than one.
    further: Vec<Row>,
}

/// What the index says of a code: its row, or where its rows begin. Nearly all codes have one. Two bytes, so that
/// the index stays small.
#[derive(Debug, Clone, Copy, Default)]
struct Entry(u16);

/// Marks an entry that gives a place among further rows.
const SEVERAL: u16 = 1 << 15;

impl Entry {
    /// `None` for a row that has a further one.
    fn one(row: Row) -> Option<Self> {
        (row.set & MORE == 0).then(|| Self(u16::from(row.period) << 7 | u16::from(row.set)))
    }

    /// `None` for a place beyond 32,767.
    fn several(first: usize) -> Option<Self> {
        let first = u16::try_from(first).ok().filter(|at| *at < SEVERAL)?;
        Some(Self(SEVERAL | first))
    }
}

/// What holds for a code during a period.
#[derive(Debug, Clone, Copy)]
struct Row {
    period: u8,
    /// Flag set; the highest bit says that the code has a further row.
    set: u8,
}

/// The code has a further row.
const MORE: u8 = 0x80;

impl Master {
    fn open(table: &CodeTable, periods: usize, flag_sets: usize) -> Option<Self> {
        let keys = table.keys()?;
        let most = flag_sets.min(usize::from(MORE));
        let rows: Vec<Row> = table
            .spans
            .iter()
            .zip(&table.values)
            .map(|(period, set)| {
                let within = usize::from(*period) < periods && usize::from(*set) < most;
                within.then_some(Row {
                    period: *period,
                    set: *set as u8,
                })
            })
            .collect::<Option<_>>()?;
        let mut further: Vec<Row> = Vec::new();
        let mut entries = Vec::with_capacity(keys.len());
        let mut rest = &rows[..];
        for of_code in &table.rows {
            let (of_code, others) = rest.split_at_checked(usize::from(*of_code))?;
            rest = others;
            match of_code {
                [] => return None,
                [only] => entries.push(Entry::one(*only)?),
                [earlier @ .., last] => {
                    entries.push(Entry::several(further.len())?);
                    further.extend(earlier.iter().map(|row| Row {
                        set: row.set | MORE,
                        ..*row
                    }));
                    further.push(*last);
                }
            }
        }
        Some(Self {
            index: CodeIndex::build(keys.into_iter().zip(entries)),
            further,
        })
    }
}

impl CodeEditor {
    /// Opens a pack of kind `mce`.
    ///
    /// # Errors
    /// [`PackError`] naming the pack.
    pub fn open(bytes: &[u8]) -> Result<Self, PackError> {
        let t: Tables = pack::decode(PackKind::Mce, bytes)?;
        let malformed = |place: &str| PackError::malformed(PackKind::Mce, place);
        let bits: Vec<u32> = t
            .flags
            .iter()
            .map(|name| {
                flag::NAMES
                    .iter()
                    .find(|(known, _)| known == name)
                    .map_or(0, |(_, bit)| *bit)
            })
            .collect();
        let flag_sets = t
            .flag_sets
            .iter()
            .map(|set| {
                set.iter()
                    .try_fold(0, |all, at| bits.get(usize::from(*at)).map(|bit| all | bit))
            })
            .collect::<Option<Vec<u32>>>()
            .ok_or_else(|| malformed("flag sets"))?;
        let (periods, sets) = (t.periods.len(), flag_sets.len());
        Ok(Self {
            diagnoses: Master::open(&t.diagnoses, periods, sets)
                .ok_or_else(|| malformed("diagnoses"))?,
            procedures: Master::open(&t.procedures, periods, sets)
                .ok_or_else(|| malformed("procedures"))?,
            periods: t.periods,
            flag_sets,
            ages: t
                .ages
                .iter()
                .filter_map(|a| {
                    let (_, bit) = AGE_FLAGS.iter().find(|(name, _)| *name == a.flag)?;
                    Some((*bit, [a.youngest, a.oldest, a.first, a.last]))
                })
                .collect(),
            discharge_statuses: by_status(&t.discharge_statuses),
            last_day: t.last_day,
        })
    }

    /// Last discharge date that the tables cover.
    #[must_use]
    pub const fn last_day(&self) -> i64 {
        self.last_day
    }

    /// The flags of a code on a date; `None` if it isn't valid then.
    fn flags(&self, master: &Master, code: &str, date: i64) -> Option<u32> {
        let holds = |row: Row| {
            let (first, last) = self.periods[usize::from(row.period)];
            (first <= date && date <= last).then(|| self.flag_sets[usize::from(row.set & !MORE)])
        };
        let Entry(entry) = master.index.find(code)?;
        if entry & SEVERAL == 0 {
            return holds(Row {
                period: (entry >> 7) as u8,
                set: entry as u8 & !MORE,
            });
        }
        for row in &master.further[usize::from(entry & !SEVERAL)..] {
            if let Some(flags) = holds(*row) {
                return Some(flags);
            }
            if row.set & MORE == 0 {
                break;
            }
        }
        None
    }

    fn is_age_conflict(&self, flags: u32, age: i64, date: i64) -> bool {
        flags & (flag::NEWBORN | flag::PEDIATRIC | flag::MATERNITY | flag::ADULT) != 0
            && self
                .ages
                .iter()
                .any(|(bit, [youngest, oldest, first, last])| {
                    flags & bit != 0
                        && *first <= date
                        && date <= *last
                        && !(*youngest..=*oldest).contains(&age)
                })
    }

    /// Edits a stay.
    #[must_use]
    pub fn edit(&self, stay: &Stay) -> McEdits {
        let mut edits = McEdits::default();
        self.edit_into(stay, &mut edits);
        edits
    }

    /// Edits a stay into `edits`, keeping its memory: for many stays in a row.
    pub fn edit_into(&self, stay: &Stay, edits: &mut McEdits) {
        let date = stay.discharge_date.0;
        let diagnoses = stay
            .principal_diagnosis
            .iter()
            .chain(&stay.secondary_diagnoses);
        edits.edit_type = EditType::None;
        edits.counts = [0; Edit::ALL.len()];
        edits.diagnoses.clear();
        edits.procedures.clear();
        edits.admitting = stay.admitting_diagnosis.as_ref().map(|_| EditSet::NONE);
        if !(FIRST_DAY..=self.last_day).contains(&date) {
            edits.edit_type = EditType::InvalidDischargeDate;
            edits.diagnoses.extend(diagnoses.map(|_| EditSet::NONE));
            edits
                .procedures
                .extend(stay.procedures.iter().map(|_| EditSet::NONE));
            return;
        }
        self.edit_patient(stay, edits);
        if let Some(admitting) = &stay.admitting_diagnosis {
            let mut set = EditSet::NONE;
            match self.flags(&self.diagnoses, &admitting.code, date) {
                None if is_blank(&admitting.code) => {}
                None => {
                    set.insert(Edit::InvalidAdmitDx);
                    edits.add(Edit::InvalidAdmitDx);
                }
                Some(flags) => self.edit_age_and_sex(flags, stay, &mut set),
            }
            edits.admitting = Some(set);
        }
        let mut of_claim = 0;
        let mut of_secondary = 0;
        let mut first: Option<&Diagnosis> = None;
        for (i, diagnosis) in diagnoses.enumerate() {
            let mut set = EditSet::NONE;
            match self.flags(&self.diagnoses, &diagnosis.code, date) {
                Some(flags) => {
                    of_claim |= flags;
                    if i > 0 || stay.principal_diagnosis.is_none() {
                        of_secondary |= flags;
                    }
                    match first {
                        None => self.edit_principal(flags, stay, &mut set),
                        Some(first) if first.code.eq_ignore_ascii_case(&diagnosis.code) => {
                            set.insert(Edit::DuplicateOfPdx);
                        }
                        Some(_) => {}
                    }
                    self.edit_diagnosis(flags, stay, &mut set);
                }
                None if is_blank(&diagnosis.code) && i > 0 => {}
                None if diagnosis.code.trim().is_empty() => {}
                None => set.insert(Edit::InvalidCode),
            }
            first = first.or(Some(diagnosis));
            edits.add_all(set);
            edits.diagnoses.push(set);
        }
        if !stay.procedures.is_empty() {
            self.edit_procedures(stay, [of_claim, of_secondary], edits);
        }
        let typed = |(edit, count): (Edit, &u32)| *count > 0 && edit != Edit::InvalidAdmitDx;
        if Edit::ALL.into_iter().zip(&edits.counts).any(typed) {
            edits.edit_type = EditType::Prepayment;
        }
    }

    fn edit_patient(&self, stay: &Stay, edits: &mut McEdits) {
        let date = stay.discharge_date.0;
        if stay.sex == Sex::Unknown && date < SEX_NOT_EDITED {
            edits.add(Edit::InvalidSex);
        }
        if !(0..=OLDEST).contains(&stay.age) {
            edits.add(Edit::InvalidAge);
        }
        let periods = usize::try_from(stay.discharge_status)
            .ok()
            .and_then(|at| self.discharge_statuses.get(at));
        let within = |(first, last): &(i64, i64)| *first <= date && date <= *last;
        if !periods.is_some_and(|periods| periods.iter().any(within)) {
            edits.add(Edit::InvalidDischargeStatus);
        }
    }

    /// What a diagnosis is told wherever it stands.
    fn edit_diagnosis(&self, flags: u32, stay: &Stay, set: &mut EditSet) {
        if flags == 0 {
            return;
        }
        if flags & flag::UNSPECIFIED != 0 {
            set.insert(Edit::Unspecified);
        }
        if flags & flag::WRONG_PROCEDURE != 0 {
            set.insert(Edit::WrongProcedurePerformed);
        }
        self.edit_age_and_sex(flags, stay, set);
    }

    fn edit_age_and_sex(&self, flags: u32, stay: &Stay, set: &mut EditSet) {
        if self.is_age_conflict(flags, stay.age, stay.discharge_date.0) {
            set.insert(Edit::AgeConflict);
        }
        if is_sex_conflict(flags, stay) {
            set.insert(Edit::SexConflict);
        }
    }

    fn edit_principal(&self, flags: u32, stay: &Stay, set: &mut EditSet) {
        let alone =
            stay.secondary_diagnoses.len() <= usize::from(stay.principal_diagnosis.is_none());
        for (bit, edit) in [
            (flag::EXTERNAL_CAUSE, Edit::ECodeAsPdx),
            (flag::MANIFESTATION, Edit::ManifestationAsPdx),
            (flag::QUESTIONABLE_ADMISSION, Edit::QuestionableAdmission),
        ] {
            if flags & bit != 0 {
                set.insert(edit);
            }
        }
        if flags & flag::REQUIRES_SECONDARY != 0 {
            if alone {
                set.insert(Edit::RequiresSdx);
            }
        } else if flags & flag::UNACCEPTABLE != 0 {
            set.insert(Edit::UnacceptablePdx);
        }
    }

    fn edit_procedures(
        &self,
        stay: &Stay,
        [of_claim, of_secondary]: [u32; 2],
        edits: &mut McEdits,
    ) {
        let all: SmallVec<[Option<u32>; 8]> = stay
            .procedures
            .iter()
            .map(|code| self.flags(&self.procedures, code, stay.discharge_date.0))
            .collect();
        let with_kidney = all
            .iter()
            .flatten()
            .any(|f| f & flag::KIDNEY_TRANSPLANT != 0);
        for (code, flags) in stay.procedures.iter().zip(&all) {
            let Some(flags) = *flags else {
                let mut set = EditSet::NONE;
                if !is_blank(code) {
                    set.insert(Edit::InvalidCode);
                    edits.add(Edit::InvalidCode);
                }
                edits.procedures.push(set);
                continue;
            };
            if flags == 0 {
                edits.procedures.push(EditSet::NONE);
                continue;
            }
            let mut set = EditSet::NONE;
            let not_covered = flags & flag::NOT_COVERED != 0
                || flags
                    & of_claim
                    & (flag::NOT_COVERED_STERILIZATION | flag::NOT_COVERED_WITH_DIAGNOSIS)
                    != 0
                || flags & flag::NOT_COVERED_OVER_60 != 0 && stay.age > OLDEST_COVERED
                || flags & flag::NOT_COVERED_PANCREAS != 0
                    && !with_kidney
                    && of_claim & flag::TYPE_1_DIABETES == 0;
            if is_sex_conflict(flags, stay) {
                set.insert(Edit::SexConflict);
            }
            if not_covered {
                set.insert(Edit::NonCovered);
            } else if flags & flag::LIMITED != 0 {
                set.insert(Edit::LimitedCoverage);
            }
            let short = stay
                .length_of_stay
                .is_some_and(|days| days < SHORTEST_STAY_OF_LONG_PROCEDURE);
            if flags & flag::LONG != 0 && short {
                set.insert(Edit::InconsistentWithLengthOfStay);
            }
            if flags & (flag::CESAREAN | flag::VAGINAL_DELIVERY) != 0
                && of_secondary & flag::OUTCOME_OF_DELIVERY == 0
            {
                set.insert(Edit::QuestionableObstetricAdmission);
            }
            edits.add_all(set);
            edits.procedures.push(set);
        }
    }
}

/// Periods by status, for the two-digit numbers that a claim has room for.
fn by_status(statuses: &[(i64, i64, i64)]) -> Vec<Vec<(i64, i64)>> {
    let mut periods = vec![Vec::new(); 100];
    for (status, first, last) in statuses {
        if let Some(of) = usize::try_from(*status)
            .ok()
            .and_then(|at| periods.get_mut(at))
        {
            of.push((*first, *last));
        }
    }
    periods
}

/// Blank and all-zero codes are no codes.
fn is_blank(code: &str) -> bool {
    code.trim().bytes().all(|b| b == b'0')
}

/// Male codes of women and the reverse. From 2024-10-01 no code bears a sex.
fn is_sex_conflict(flags: u32, stay: &Stay) -> bool {
    match stay.sex {
        Sex::Male => flags & flag::FEMALE != 0,
        Sex::Female => flags & flag::MALE != 0,
        Sex::Unknown => {
            flags & (flag::MALE | flag::FEMALE) != 0 && stay.discharge_date.0 < SEX_NOT_EDITED
        }
    }
}
