//! The laboratory: analytes with their units and reference ranges, and results that run over days.
//!
//! Ranges are those commonly printed for adults; every report says its own.

use std::fmt::Write as _;

use crate::draw::Draw;

/// An analyte.
#[derive(Debug)]
pub(crate) struct Analyte {
    /// As a scenario names it.
    pub(crate) key: &'static str,
    /// As a report prints it.
    pub(crate) name: &'static str,
    pub(crate) unit: &'static str,
    pub(crate) low: f32,
    pub(crate) high: f32,
    /// Decimals printed.
    pub(crate) places: usize,
    /// Panel it is drawn with.
    pub(crate) panel: &'static str,
}

const fn analyte(
    panel: &'static str,
    key: &'static str,
    name: &'static str,
    unit: &'static str,
    low: f32,
    high: f32,
    places: usize,
) -> Analyte {
    Analyte {
        key,
        name,
        unit,
        low,
        high,
        places,
        panel,
    }
}

const BMP: &str = "BASIC METABOLIC PANEL";
const CBC: &str = "COMPLETE BLOOD COUNT";
const LFT: &str = "HEPATIC FUNCTION";
const COAG: &str = "COAGULATION";
const CARDIAC: &str = "CARDIAC MARKERS";
const GAS: &str = "ARTERIAL BLOOD GAS";
const URINE: &str = "URINALYSIS";
const OTHER: &str = "OTHER CHEMISTRY";

pub(crate) const ANALYTES: &[Analyte] = &[
    analyte(BMP, "na", "Sodium", "mmol/L", 136.0, 145.0, 0),
    analyte(BMP, "k", "Potassium", "mmol/L", 3.5, 5.1, 1),
    analyte(BMP, "cl", "Chloride", "mmol/L", 98.0, 107.0, 0),
    analyte(BMP, "co2", "CO2, total", "mmol/L", 22.0, 29.0, 0),
    analyte(BMP, "bun", "Urea nitrogen", "mg/dL", 7.0, 20.0, 0),
    analyte(BMP, "cr", "Creatinine", "mg/dL", 0.6, 1.2, 2),
    analyte(BMP, "glu", "Glucose", "mg/dL", 70.0, 110.0, 0),
    analyte(BMP, "ca", "Calcium", "mg/dL", 8.6, 10.2, 1),
    analyte(CBC, "wbc", "WBC", "K/uL", 4.0, 10.8, 1),
    analyte(CBC, "hgb", "Hemoglobin", "g/dL", 12.0, 16.0, 1),
    analyte(CBC, "hct", "Hematocrit", "%", 36.0, 47.0, 1),
    analyte(CBC, "plt", "Platelets", "K/uL", 150.0, 400.0, 0),
    analyte(LFT, "ast", "AST", "U/L", 10.0, 40.0, 0),
    analyte(LFT, "alt", "ALT", "U/L", 7.0, 45.0, 0),
    analyte(LFT, "alp", "Alkaline phosphatase", "U/L", 40.0, 130.0, 0),
    analyte(LFT, "bili", "Bilirubin, total", "mg/dL", 0.2, 1.2, 1),
    analyte(LFT, "alb", "Albumin", "g/dL", 3.5, 5.0, 1),
    analyte(LFT, "lipase", "Lipase", "U/L", 10.0, 60.0, 0),
    analyte(COAG, "inr", "INR", "", 0.9, 1.1, 1),
    analyte(COAG, "ddimer", "D-dimer, FEU", "ng/mL", 0.0, 500.0, 0),
    analyte(
        CARDIAC,
        "trop",
        "Troponin I, high sensitivity",
        "ng/L",
        0.0,
        20.0,
        0,
    ),
    analyte(CARDIAC, "bnp", "BNP", "pg/mL", 0.0, 100.0, 0),
    analyte(GAS, "ph", "pH", "", 7.35, 7.45, 2),
    analyte(GAS, "pco2", "pCO2", "mmHg", 35.0, 45.0, 0),
    analyte(GAS, "po2", "pO2", "mmHg", 80.0, 100.0, 0),
    analyte(OTHER, "lact", "Lactate", "mmol/L", 0.5, 2.0, 1),
    analyte(OTHER, "pct", "Procalcitonin", "ng/mL", 0.0, 0.1, 2),
    analyte(OTHER, "crp", "C-reactive protein", "mg/L", 0.0, 5.0, 1),
    analyte(OTHER, "mg", "Magnesium", "mg/dL", 1.6, 2.6, 1),
    analyte(OTHER, "phos", "Phosphorus", "mg/dL", 2.5, 4.5, 1),
    analyte(OTHER, "a1c", "Hemoglobin A1c", "%", 4.0, 5.6, 1),
    analyte(OTHER, "ldl", "LDL cholesterol", "mg/dL", 0.0, 100.0, 0),
    analyte(OTHER, "tsh", "TSH", "mIU/L", 0.4, 4.5, 2),
    analyte(OTHER, "ferr", "Ferritin", "ng/mL", 20.0, 300.0, 0),
    analyte(OTHER, "bhb", "Beta-hydroxybutyrate", "mmol/L", 0.0, 0.4, 1),
    analyte(OTHER, "etoh", "Ethanol", "mg/dL", 0.0, 10.0, 0),
    analyte(OTHER, "apap", "Acetaminophen", "ug/mL", 0.0, 20.0, 0),
    analyte(OTHER, "psa", "PSA, total", "ng/mL", 0.0, 4.0, 1),
    analyte(OTHER, "cea", "CEA", "ng/mL", 0.0, 3.0, 1),
    analyte(OTHER, "ldh", "LDH", "U/L", 120.0, 250.0, 0),
    analyte(OTHER, "ck", "Creatine kinase", "U/L", 30.0, 200.0, 0),
    analyte(OTHER, "preal", "Prealbumin", "mg/dL", 18.0, 38.0, 0),
    analyte(URINE, "uwbc", "WBC, urine", "/hpf", 0.0, 5.0, 0),
    analyte(URINE, "urbc", "RBC, urine", "/hpf", 0.0, 3.0, 0),
    analyte(URINE, "uprot", "Protein, urine", "mg/dL", 0.0, 14.0, 0),
];

/// Results that depart from the ordinary: by analyte, one value a day; the last one holds.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Trend(pub(crate) Vec<(String, Vec<f32>)>);

impl Trend {
    /// Reads `key value value …`.
    pub(crate) fn read(line: &str) -> Option<(String, Vec<f32>)> {
        let mut words = line.split_whitespace();
        let key = words.next()?;
        ANALYTES.iter().find(|analyte| analyte.key == key)?;
        let values = words
            .map(|w| w.parse().ok())
            .collect::<Option<Vec<f32>>>()?;
        (!values.is_empty()).then(|| (key.to_owned(), values))
    }

    /// Puts a trend in place of the one there.
    pub(crate) fn set(&mut self, key: &str, values: Vec<f32>) {
        self.0.retain(|(known, _)| known != key);
        self.0.push((key.to_owned(), values));
    }

    /// The trend of an analyte.
    pub(crate) fn of(&self, key: &str) -> Option<&[f32]> {
        self.0
            .iter()
            .find(|(known, _)| known == key)
            .map(|(_, v)| v.as_slice())
    }

    fn on(&self, key: &str, day: usize) -> Option<f32> {
        let values = self.of(key)?;
        values.get(day).or(values.last()).copied()
    }
}

/// One result line as a report prints it.
fn line(analyte: &Analyte, value: f32) -> String {
    let flag = if value < analyte.low {
        "L"
    } else if value > analyte.high {
        "H"
    } else {
        ""
    };
    format!(
        "{:<30} {:>8} {:<2} {:<8} {}\n",
        analyte.name,
        format!("{value:.*}", analyte.places),
        flag,
        analyte.unit,
        if analyte.low > 0.0 {
            format!(
                "{:.*}-{:.*}",
                analyte.places, analyte.low, analyte.places, analyte.high
            )
        } else {
            format!("<={:.*}", analyte.places, analyte.high)
        }
    )
}

/// Results of a day, in the order of the report.
pub(crate) type Results = Vec<(&'static Analyte, f32)>;

/// Draws the results of a day: both blood panels, and whatever else has a trend. On later days single tests stop
/// where their trend ends.
pub(crate) fn results(trend: &Trend, day: usize, draw: &mut Draw) -> Results {
    let mut drawn = Results::new();
    let mut hemoglobin = 0.0;
    for analyte in ANALYTES {
        let basic = analyte.panel == BMP || analyte.panel == CBC;
        let given = trend.on(analyte.key, day);
        let wanted = match given {
            Some(_) if day == 0 || basic => true,
            // A single test is ordered as often as the trend says.
            Some(_) => trend
                .of(analyte.key)
                .is_some_and(|values| day < values.len()),
            None => basic,
        };
        if !wanted {
            continue;
        }
        let mut share = |from: u32, to: u32| (from + draw.below(to - from)) as f32 / 100.0;
        let value = match given {
            // A few per cent would carry an electrolyte or a pH out of its range.
            Some(value) if matches!(analyte.key, "na" | "cl" | "ph") => value,
            Some(value) if analyte.places > 0 || value > 40.0 => value * share(98, 103),
            Some(value) => value,
            // Hematocrit follows hemoglobin; the rest stays within the middle of the range.
            None if analyte.key == "hct" => hemoglobin * share(295, 306),
            None => analyte.low + (analyte.high - analyte.low) * share(15, 80),
        };
        if analyte.key == "hgb" {
            hemoglobin = value;
        }
        drawn.push((analyte, value));
    }
    drawn
}

/// The report of a day.
pub(crate) fn report(results: &Results) -> String {
    let mut out = String::new();
    let mut panel = "";
    for (analyte, value) in results {
        if analyte.panel != panel {
            panel = analyte.panel;
            let _ = writeln!(out, "{panel}");
        }
        out.push_str(&line(analyte, *value));
    }
    out
}

/// What departs from the range, as a physician jots it down.
pub(crate) fn notable(results: &Results) -> String {
    let mut out = String::new();
    for (analyte, value) in results {
        if *value < analyte.low || *value > analyte.high {
            let sep = if out.is_empty() { "" } else { ", " };
            let short = match analyte.key {
                "na" => "Na",
                "k" => "K",
                "cr" => "Cr",
                "trop" => "hs-trop",
                "glu" => "glucose",
                "alb" => "albumin",
                "lact" => "lactate",
                "hgb" => "Hgb",
                key if key.len() < 4 => &key.to_uppercase(),
                _ => analyte.name,
            };
            let _ = write!(out, "{sep}{short} {value:.*}", analyte.places);
        }
    }
    out
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_trend_runs_over_the_days_and_is_flagged() {
        let trend = Trend(vec![Trend::read("na 128 131 137").unwrap()]);
        let day = |day| report(&results(&trend, day, &mut Draw::new(1, 1, 1)));
        assert!(day(0).contains("128 L"), "{}", day(0));
        assert!(day(2).contains("137   "), "{}", day(2));
        assert!(day(9).contains("137   "));
        assert!(day(0).contains("136-145"));
        assert_eq!(Trend::read("nope 1"), None);
        assert_eq!(Trend::read("na"), None);
    }
}
