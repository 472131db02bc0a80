//! The chart of a stay: which documents there are, in the order in which they are written.

mod exam;
mod hand;
mod intensive;
mod notes;
mod nursing;
mod parts;
mod results;
mod stay;
mod surgery;

use chrono::{NaiveDateTime, TimeDelta};
use records::model::{Class, DocumentKind, DocumentStatus};

pub(crate) use hand::Hand;
pub(crate) use stay::{Stay, one_of};

use crate::draw::Draw;
use crate::template::Text;

/// A document while the chart is put together.
#[derive(Debug, Clone)]
pub(crate) struct Note {
    pub(crate) kind: DocumentKind,
    pub(crate) title: String,
    /// The time it speaks of.
    pub(crate) about: NaiveDateTime,
    /// Place of its author among the staff.
    pub(crate) author: usize,
    pub(crate) role: &'static str,
    pub(crate) text: Text,
    pub(crate) dictated: Option<NaiveDateTime>,
    pub(crate) entered: NaiveDateTime,
    pub(crate) signed: Option<NaiveDateTime>,
    pub(crate) status: DocumentStatus,
    /// Whose name stands above it: another person's where a page went astray.
    pub(crate) astray: bool,
}

/// Puts the chart of a stay together.
pub(crate) fn write(stay: &Stay<'_>, draw: &mut Draw) -> Vec<Note> {
    let mut chart = Chart {
        stay,
        notes: Vec::new(),
        draw: draw.branch(),
    };
    match stay.scenario.class {
        Class::Inpatient | Class::Observation => chart.hospital_stay(),
        Class::SameDaySurgery => chart.day_surgery(),
        Class::Emergency => chart.emergency_visit(),
        Class::SkilledNursing => chart.residence(),
        _ => chart.clinic_visit(),
    }
    let mut notes = chart.notes;
    notes.sort_by_key(|note| note.about);
    notes
}

/// A chart that is being put together.
struct Chart<'a> {
    stay: &'a Stay<'a>,
    notes: Vec<Note>,
    draw: Draw,
}

impl Chart<'_> {
    /// Adds a document that its author typed and signed soon after.
    fn add(
        &mut self,
        kind: DocumentKind,
        title: &str,
        about: NaiveDateTime,
        author: usize,
        text: Text,
    ) {
        let entered = about + TimeDelta::minutes(self.draw.between(5, 50));
        let signed = entered + TimeDelta::minutes(self.draw.between(2, 400));
        self.notes.push(Note {
            kind,
            title: title.to_owned(),
            about,
            author,
            role: match self.stay.staff[author].specialty {
                "Nurse" => "nurse",
                "Physical therapy" | "Respiratory therapy" => "therapist",
                _ if author == self.stay.attending => "attending",
                _ => "consultant",
            },
            text,
            dictated: None,
            entered,
            signed: Some(signed),
            status: DocumentStatus::Authenticated,
            astray: false,
        });
    }

    /// Adds a document that was dictated: it is typed hours later and signed the next day or so.
    fn dictate(
        &mut self,
        kind: DocumentKind,
        title: &str,
        about: NaiveDateTime,
        author: usize,
        text: Text,
    ) {
        self.add(kind, title, about, author, text);
        let minutes = [
            self.draw.between(10, 60),
            self.draw.between(90, 600),
            self.draw.between(60, 2000),
        ];
        if let Some(note) = self.notes.last_mut() {
            let dictated = about + TimeDelta::minutes(minutes[0]);
            note.dictated = Some(dictated);
            note.entered = dictated + TimeDelta::minutes(minutes[1]);
            note.signed = Some(note.entered + TimeDelta::minutes(minutes[2]));
        }
    }

    fn hospital_stay(&mut self) {
        let days = self.stay.days();
        let surgical = self.stay.scenario.section("op").is_some();
        if self.stay.lean {
            self.history(self.stay.at(0, 0, 0) + TimeDelta::minutes(90));
            self.laboratory(0);
            if surgical {
                self.operation();
            }
            self.results_told("path", DocumentKind::Pathology, "Pathology");
            self.results_told("imaging", DocumentKind::Imaging, "Radiology");
            self.summary();
            return;
        }
        if self.stay.scenario.through_ed {
            self.emergency_record(false);
        }
        self.orders();
        self.history(self.stay.admitted + TimeDelta::minutes(95));
        self.nursing_admission();
        if surgical {
            self.operation();
        }
        for day in 0..=days {
            let drawn = day == 0 || days < 9 || day % 2 == 0;
            if drawn {
                self.laboratory(day);
            }
            if day > 0 && day < days {
                self.progress(day, 0);
            }
            if day < days || days == 0 {
                self.nursing_day(day);
            }
        }
        self.told_by_others();
        self.medications();
        self.summary();
    }

    /// Everything that comes from a department: imaging, cultures, tissue, consultants.
    fn told_by_others(&mut self) {
        self.results_told("imaging", DocumentKind::Imaging, "Radiology");
        self.results_told("micro", DocumentKind::Laboratory, "Laboratory");
        self.results_told("path", DocumentKind::Pathology, "Pathology");
        self.results_told("consult", DocumentKind::Consultation, "");
        self.results_told("nurse", DocumentKind::Nursing, "Nurse");
        self.results_told("therapy", DocumentKind::Progress, "Physical therapy");
        self.results_told("dietitian", DocumentKind::Consultation, "Dietitian");
        self.results_told("wound", DocumentKind::Consultation, "Wound care");
    }

    fn day_surgery(&mut self) {
        if !self.stay.lean {
            self.orders();
            self.nursing_day(0);
        }
        self.history(self.stay.admitted + TimeDelta::minutes(20));
        self.operation();
        self.results_told("path", DocumentKind::Pathology, "Pathology");
        self.results_told("imaging", DocumentKind::Imaging, "Radiology");
        if !self.stay.lean {
            self.instructions();
        }
    }

    fn emergency_visit(&mut self) {
        self.emergency_record(true);
        if !self.stay.trend.0.is_empty() || self.stay.scenario.section("imaging").is_none() {
            self.laboratory(0);
        }
        self.told_by_others();
        if !self.stay.lean {
            self.triage();
            self.instructions();
        }
    }

    fn clinic_visit(&mut self) {
        self.clinic_note();
        if !self.stay.trend.0.is_empty() {
            self.laboratory(0);
        }
        self.told_by_others();
    }

    fn residence(&mut self) {
        let days = self.stay.days();
        self.history(self.stay.admitted + TimeDelta::hours(3));
        if !self.stay.lean {
            self.orders();
            self.nursing_admission();
            self.resident_assessment();
            let mut day = 2;
            while day < days {
                self.progress(day, 0);
                self.nursing_day(day);
                day += if day < 8 { 3 } else { 7 };
            }
            for day in [1, days / 2] {
                self.laboratory(day.min(days));
            }
            self.told_by_others();
            self.medications();
        }
        self.summary();
    }
}

/// The very long stay: every shift, every day, as an intensive care unit writes.
pub(crate) fn write_long(stay: &Stay<'_>, draw: &mut Draw) -> Vec<Note> {
    let mut chart = Chart {
        stay,
        notes: Vec::new(),
        draw: draw.branch(),
    };
    chart.hospital_stay();
    for day in 0..stay.days() {
        chart.flow_sheet(day, 0);
        chart.flow_sheet(day, 12);
        chart.ventilator(day);
        chart.medications_of(day);
        if day > 0 {
            chart.progress(day, 1);
            chart.flow_sheet_fluids(day);
        }
        if day % 2 == 1 {
            chart.laboratory(day);
        }
    }
    let mut notes = chart.notes;
    notes.sort_by_key(|note| note.about);
    notes
}
