//! Orders, and what departments send back: laboratory, imaging, tissue, consultants.

use chrono::TimeDelta;
use records::model::{Class, DocumentKind};

use super::Chart;
use super::notes::day_of;
use crate::lab;
use crate::template::Text;

impl Chart<'_> {
    pub(super) fn orders(&mut self) {
        let stay = self.stay;
        let hand = self.hand(stay.attending);
        let mut text = Text::default();
        let admit = match stay.scenario.class {
            Class::Inpatient => "Admit to inpatient.",
            Class::Observation => "Place in observation.",
            Class::SkilledNursing => "Admit to skilled nursing facility, skilled level of care.",
            _ => "Same-day surgery. Discharge when criteria met.",
        };
        text.line(&format!(
            "{} {admit}",
            (stay.admitted + TimeDelta::minutes(55))
                .min(stay.discharged)
                .format("%H:%M")
        ));
        text.line(&format!(
            "Unit: {}. Attending: {}",
            stay.scenario.unit, stay.staff[stay.attending].name
        ));
        for line in stay
            .scenario
            .lines("orders")
            .into_iter()
            .chain(stay.scenario.lines("meds"))
        {
            text.write(&hand.words(line), &stay.values, &mut self.draw);
            text.say("\n");
        }
        if !stay.is_infant() {
            self.put(&mut text, hand, "{Vitals q4h.|Vital signs every 4 hours, I&O.} {Activity as tolerated.|Up with assistance.} {Regular diet unless otherwise ordered.|Diet per protocol.}\n");
        }
        let about = (stay.admitted + TimeDelta::minutes(55)).min(stay.discharged);
        self.add(
            DocumentKind::Orders,
            "Admission orders",
            about,
            stay.attending,
            text,
        );
    }

    pub(super) fn laboratory(&mut self, day: i64) {
        let stay = self.stay;
        let Some(results) = stay
            .results
            .get(day as usize)
            .filter(|results| !results.is_empty())
        else {
            return;
        };
        // A healthy newborn's blood is not drawn.
        if stay.is_infant() && stay.trend.0.is_empty() {
            return;
        }
        let mut text = Text::default();
        let about = if day == 0 {
            stay.admitted + TimeDelta::minutes(25)
        } else {
            stay.at(day, 5, 12 + (day as u32 % 40))
        };
        text.line(&format!("Collected {}", about.format("%m/%d/%Y %H:%M")))
            .say("\n");
        text.say(&format!(
            "{:<30} {:>8} {:<2} {:<8} {}\n",
            "Test", "Result", "", "Unit", "Reference"
        ));
        text.say(&lab::report(results));
        let author = stay.one("Laboratory", &mut self.draw);
        self.add(
            DocumentKind::Laboratory,
            "Laboratory results",
            about.min(stay.discharged),
            author,
            text,
        );
    }

    /// A section whose title says the day and what it is, from a department.
    pub(super) fn results_told(&mut self, section: &str, kind: DocumentKind, department: &str) {
        let stay = self.stay;
        for told in stay.scenario.all(section) {
            let (day, title) = day_of(told.title);
            let day = if day == 99 {
                stay.days()
            } else {
                day.min(stay.days())
            };
            let specialty = if department.is_empty() {
                title
            } else {
                department
            };
            let author = stay.one(specialty, &mut self.draw);
            let hand = self.hand(author);
            let mut text = Text::default();
            let passage = *self.draw.pick(&told.variants);
            self.put(&mut text, hand, passage);
            text.say("\n");
            let about = match day {
                0 => stay.admitted + TimeDelta::minutes(60 + self.draw.between(0, 90)),
                day => stay.at(day, 10 + self.draw.below(6), self.draw.below(60)),
            };
            // Tissue is not there before it is taken.
            let taken = self
                .notes
                .iter()
                .find(|note| note.kind == DocumentKind::Operative);
            let about = match taken {
                Some(operation) if kind == DocumentKind::Pathology => {
                    about.max(operation.about + TimeDelta::minutes(25))
                }
                _ => about,
            };
            let called = if kind == DocumentKind::Consultation {
                format!("{title} consultation")
            } else {
                title.to_owned()
            };
            let mut named = Text::default();
            named.write(&called, &stay.values, &mut self.draw);
            let about = about.min(stay.discharged);
            if matches!(
                kind,
                DocumentKind::Pathology | DocumentKind::Imaging | DocumentKind::Consultation
            ) {
                self.dictate(kind, &named.words, about, author, text);
            } else {
                self.add(kind, &named.words, about, author, text);
            }
        }
    }
}
