//! Clinical scenarios: data that says how a stay runs, what is written about it, and what an expert codes.
//!
//! A file of `data/scenarios` begins with facts (`word value`), then come sections (`@name title`), each with one or more
//! variants parted by a line of `--`; the passages are written in the marks of [`crate::template`]. The section `@key`
//! ties labels of the passages to codes; it never reaches the chart.

use std::sync::LazyLock;

use records::model::{Class, Poa, Sex};

use crate::lab::Trend;

/// A section: what it is, its title, its variants.
#[derive(Debug)]
pub(crate) struct Section {
    pub(crate) name: &'static str,
    pub(crate) title: &'static str,
    pub(crate) variants: Vec<&'static str>,
}

impl Section {
    /// Lines of the first variant, for sections that are lists.
    pub(crate) fn lines(&self) -> impl Iterator<Item = &'static str> + use<> {
        self.variants
            .first()
            .copied()
            .unwrap_or_default()
            .lines()
            .filter(|l| !l.is_empty())
    }
}

/// What a code of the key is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Use {
    Admitting,
    Principal,
    Secondary,
    /// With the day of the stay, from 0.
    Procedure(i64),
}

/// A line of the key.
#[derive(Debug, Clone)]
pub(crate) struct KeyLine {
    pub(crate) label: &'static str,
    /// May hold `<name>`.
    pub(crate) code: &'static str,
    pub(crate) poa: Poa,
    pub(crate) used: Use,
}

/// A tumour that a scenario is about: registry terms.
#[derive(Debug, Clone)]
pub(crate) struct TumourFacts {
    /// Primary site, ICD-O-3.
    pub(crate) site: &'static str,
    /// Histologic type, ICD-O-3.
    pub(crate) histology: &'static str,
    /// Behavior, ICD-O-3.
    pub(crate) behavior: &'static str,
}

/// A scenario.
#[derive(Debug)]
pub(crate) struct Scenario {
    pub(crate) name: &'static str,
    pub(crate) title: &'static str,
    pub(crate) class: Class,
    /// Shortest and longest stay: days of inpatients and residents, else hours.
    pub(crate) days: (i64, i64),
    pub(crate) age: (i64, i64),
    pub(crate) sex: Option<Sex>,
    pub(crate) drgs: Vec<u16>,
    pub(crate) chronic: Vec<&'static str>,
    pub(crate) never: Vec<&'static str>,
    /// Happens only to those who have this condition.
    pub(crate) needs: Option<&'static str>,
    pub(crate) status: Vec<u8>,
    pub(crate) service: &'static str,
    pub(crate) unit: &'static str,
    pub(crate) anesthesia: Option<&'static str>,
    /// Came through the emergency department.
    pub(crate) through_ed: bool,
    /// What may come after it.
    pub(crate) then: Vec<&'static str>,
    /// Newborns that come of it.
    pub(crate) baby: Vec<&'static str>,
    pub(crate) tumour: Option<TumourFacts>,
    pub(crate) vary: Vec<Vec<(&'static str, &'static str)>>,
    pub(crate) vitals: (Vitals, Vitals),
    pub(crate) labs: Trend,
    pub(crate) sections: Vec<Section>,
    pub(crate) key: Vec<KeyLine>,
}

/// Vital signs.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct Vitals {
    pub(crate) celsius: f32,
    pub(crate) heart: f32,
    pub(crate) breaths: f32,
    pub(crate) systolic: f32,
    pub(crate) diastolic: f32,
    pub(crate) saturation: f32,
}

impl Vitals {
    fn read(text: &str) -> Option<Self> {
        let words: Vec<&str> = text.split_whitespace().collect();
        let [celsius, heart, breaths, pressure, saturation] = words[..] else {
            return None;
        };
        let (systolic, diastolic) = pressure.split_once('/')?;
        Some(Self {
            celsius: celsius.parse().ok()?,
            heart: heart.parse().ok()?,
            breaths: breaths.parse().ok()?,
            systolic: systolic.parse().ok()?,
            diastolic: diastolic.parse().ok()?,
            saturation: saturation.parse().ok()?,
        })
    }
}

impl Scenario {
    /// The section of a name.
    pub(crate) fn section(&self, name: &str) -> Option<&Section> {
        self.sections.iter().find(|section| section.name == name)
    }

    /// All sections of a name.
    pub(crate) fn all(&self, name: &str) -> impl Iterator<Item = &Section> {
        self.sections
            .iter()
            .filter(move |section| section.name == name)
    }

    /// Lines of a section that is a list.
    pub(crate) fn lines(&self, name: &str) -> Vec<&'static str> {
        self.section(name)
            .map(|s| s.lines().collect())
            .unwrap_or_default()
    }

    fn read(file: &'static str) -> Result<Self, String> {
        let mut scenario = Self {
            name: "",
            title: "",
            class: Class::Unknown,
            days: (1, 1),
            age: (18, 95),
            sex: None,
            drgs: Vec::new(),
            chronic: Vec::new(),
            never: Vec::new(),
            needs: None,
            status: vec![1],
            service: "Medicine",
            unit: "3 West",
            anesthesia: None,
            through_ed: false,
            then: Vec::new(),
            baby: Vec::new(),
            tumour: None,
            vary: Vec::new(),
            vitals: (Vitals::default(), Vitals::default()),
            labs: Trend::default(),
            sections: Vec::new(),
            key: Vec::new(),
        };
        let (facts, rest) = file.split_once("\n@").ok_or("no section")?;
        for line in facts.lines().filter(|line| !line.trim().is_empty()) {
            let (word, value) = line
                .split_once(' ')
                .ok_or_else(|| format!("“{line}” has no value"))?;
            scenario
                .fact(word, value.trim())
                .ok_or_else(|| format!("“{line}” can't be read"))?;
        }
        for section in rest.split("\n@") {
            let (head, body) = section.split_once('\n').unwrap_or((section, ""));
            let (name, title) = head.split_once(' ').unwrap_or((head, ""));
            let body = body.trim_matches('\n');
            match name {
                "key" => {
                    for line in body.lines().filter(|l| !l.is_empty()) {
                        let line = key_line(line).ok_or_else(|| format!("key “{line}”"))?;
                        scenario.key.push(line);
                    }
                }
                "labs" => {
                    for line in body.lines().filter(|l| !l.is_empty()) {
                        let read = Trend::read(line).ok_or_else(|| format!("lab “{line}”"))?;
                        scenario.labs.0.push(read);
                    }
                }
                _ => scenario.sections.push(Section {
                    name,
                    title,
                    variants: body.split("\n--\n").map(|v| v.trim_matches('\n')).collect(),
                }),
            }
        }
        Ok(scenario)
    }

    fn fact(&mut self, word: &str, value: &'static str) -> Option<()> {
        let pair = || -> Option<(i64, i64)> {
            let (from, to) = value.split_once(' ')?;
            Some((from.parse().ok()?, to.parse().ok()?))
        };
        let words = || value.split_whitespace().collect::<Vec<&'static str>>();
        match word {
            "scenario" => self.name = value,
            "title" => self.title = value,
            "class" => self.class = Class::ALL.iter().copied().find(|c| c.word() == value)?,
            "days" | "hours" => self.days = pair()?,
            "age" => self.age = pair()?,
            "sex" => self.sex = Some(Sex::ALL.iter().copied().find(|s| s.word() == value)?),
            "drg" => {
                self.drgs = words()
                    .iter()
                    .map(|w| w.parse().ok())
                    .collect::<Option<_>>()?
            }
            "chronic" => self.chronic = words(),
            "never" => self.never = words(),
            "needs" => self.needs = Some(value),
            "status" => {
                self.status = words()
                    .iter()
                    .map(|w| w.parse().ok())
                    .collect::<Option<_>>()?
            }
            "service" => self.service = value,
            "unit" => self.unit = value,
            "anesthesia" => self.anesthesia = Some(value),
            "from" => self.through_ed = value == "ED",
            "then" => self.then = words(),
            "baby" => self.baby = words(),
            "tumour" => {
                let parts = words();
                let [site, histology, behavior] = parts[..] else {
                    return None;
                };
                self.tumour = Some(TumourFacts {
                    site,
                    histology,
                    behavior,
                });
            }
            "vary" => {
                self.vary = value.split(" | ").map(values).collect::<Option<_>>()?;
            }
            "vitals" => {
                let (from, to) = value.split_once(" > ")?;
                self.vitals = (Vitals::read(from)?, Vitals::read(to)?);
            }
            _ => return None,
        }
        Some(())
    }
}

/// `name=value, name=value`; a value may hold commas.
fn values(choice: &'static str) -> Option<Vec<(&'static str, &'static str)>> {
    let mut rest = choice;
    let mut read = Vec::new();
    while !rest.is_empty() {
        let (name, after) = rest.split_once('=')?;
        // The value ends where the next name begins.
        let end = after.match_indices(", ").map(|(at, _)| at).find(|at| {
            let next = &after[at + 2..];
            next.split_once('=').is_some_and(|(name, _)| {
                !name.is_empty()
                    && name
                        .bytes()
                        .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
            })
        });
        let (value, left) = end.map_or((after, ""), |at| (&after[..at], &after[at + 2..]));
        read.push((name, value));
        rest = left;
    }
    Some(read)
}

/// `label code poa use`, or `label code day n` for a procedure.
fn key_line(line: &'static str) -> Option<KeyLine> {
    let words: Vec<&'static str> = line.split_whitespace().collect();
    let (label, code) = (*words.first()?, *words.get(1)?);
    if *words.get(2)? == "day" {
        let used = Use::Procedure(words.get(3)?.parse().ok()?);
        return Some(KeyLine {
            label,
            code,
            poa: Poa::Unknown,
            used,
        });
    }
    let poa = match *words.get(2)? {
        "Y" => Poa::Yes,
        "N" => Poa::No,
        "U" => Poa::Unknowable,
        "W" => Poa::Undetermined,
        "-" => Poa::Exempt,
        _ => return None,
    };
    let used = match words.get(3).copied() {
        None => Use::Secondary,
        Some("principal") => Use::Principal,
        Some("admitting") => Use::Admitting,
        Some(_) => return None,
    };
    Some(KeyLine {
        label,
        code,
        poa,
        used,
    })
}

/// The scenarios in the order of the field: medicine, surgery, birth, tumours, emergency, clinic, skilled nursing.
static FILES: &[&str] = &include!("../data/scenarios.list");

/// All scenarios.
pub(crate) static SCENARIOS: LazyLock<Vec<Scenario>> = LazyLock::new(|| {
    FILES
        .iter()
        .map(|file| {
            Scenario::read(file).unwrap_or_else(|why| {
                // The files are part of the program; a test reads each.
                panic!(
                    "scenario “{}”: {why}",
                    file.lines().next().unwrap_or_default()
                )
            })
        })
        .collect()
});

/// The scenario of a name.
pub(crate) fn named(name: &str) -> Option<&'static Scenario> {
    SCENARIOS.iter().find(|scenario| scenario.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_is_read_and_refers_to_what_there_is() {
        assert!(SCENARIOS.len() >= 40, "{}", SCENARIOS.len());
        for scenario in SCENARIOS.iter() {
            assert!(scenario.class != Class::Unknown, "{}", scenario.name);
            for name in scenario.then.iter().chain(&scenario.baby) {
                assert!(named(name).is_some(), "{}: {name}", scenario.name);
            }
            for name in scenario.chronic.iter().chain(&scenario.never) {
                assert!(
                    crate::condition::named(name).is_some(),
                    "{}: {name}",
                    scenario.name
                );
            }
            for section in &scenario.sections {
                let text = section.variants.join(" ");
                for (open, close) in [('{', '}'), ('[', ']')] {
                    assert_eq!(
                        text.matches(open).count(),
                        text.matches(close).count(),
                        "{}: {open}{close} in @{}",
                        scenario.name,
                        section.name
                    );
                }
            }
            let principals = scenario
                .key
                .iter()
                .filter(|k| k.used == Use::Principal)
                .count();
            assert_eq!(principals, 1, "{}", scenario.name);
            assert_eq!(
                scenario.drgs.is_empty(),
                scenario.class != Class::Inpatient,
                "{}",
                scenario.name
            );
        }
        let mut names: Vec<_> = SCENARIOS.iter().map(|s| s.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), SCENARIOS.len());
    }
}
