//! What physicians write: the emergency record, history and physical, progress notes, clinic notes, the discharge summary.

use chrono::{NaiveDateTime, TimeDelta};
use records::model::{Class, DocumentKind};

use super::Chart;
use super::exam::NIGHTS;
use crate::lab;
use crate::template::Text;

impl Chart<'_> {
    pub(super) fn emergency_record(&mut self, alone: bool) {
        let stay = self.stay;
        let author = if alone {
            stay.attending
        } else {
            stay.one("Emergency medicine", &mut self.draw)
        };
        let hand = self.hand(author);
        let mut text = Text::default();
        let turn = self.turn();
        self.part(&mut text, hand, "Chief complaint", "cc", turn);
        self.part(&mut text, hand, "History of present illness", "hpi", turn);
        if !stay.lean {
            self.review(&mut text, hand);
        }
        self.past(&mut text, hand);
        if !stay.lean {
            self.home_medications(&mut text, hand);
            self.living(&mut text, hand);
        }
        self.vital_signs(&mut text, hand, 0);
        self.examination(&mut text, hand, 0, if stay.lean { 1 } else { 5 });
        if let Some(today) = stay.results.first().filter(|_| !stay.trend.0.is_empty()) {
            let notable = lab::notable(today);
            if !notable.is_empty() {
                text.say(&hand.heading("Laboratory data"))
                    .line(&notable)
                    .say("\n");
            }
        }
        self.part(
            &mut text,
            hand,
            "Emergency department course",
            "edcourse",
            turn,
        );
        let impression = if alone { "dx" } else { "edimp" };
        self.part(&mut text, hand, "Impression", impression, turn);
        let disposition = if alone {
            "Disposition: {discharged home in stable condition|home, stable, return precautions given}.\n"
        } else {
            "Disposition: admitted to the {hospitalist|inpatient} service. Discussed with the admitting physician.\n"
        };
        if stay.scenario.class != Class::Emergency || stay.discharged > stay.admitted {
            self.put(&mut text, hand, disposition);
        }
        let about = if alone {
            stay.admitted + TimeDelta::minutes(35)
        } else {
            stay.admitted + TimeDelta::minutes(10)
        };
        self.add(
            DocumentKind::Emergency,
            "Emergency department record",
            about,
            author,
            text,
        );
    }

    pub(super) fn history(&mut self, about: NaiveDateTime) {
        let stay = self.stay;
        let hand = self.hand(stay.attending);
        let turn = self.turn() + 1;
        let mut text = Text::default();
        if !self.part(&mut text, hand, "Chief complaint", "cc", turn) {
            text.say("");
        }
        self.part(&mut text, hand, "History of present illness", "hpi", turn);
        self.past(&mut text, hand);
        if !stay.lean {
            self.home_medications(&mut text, hand);
            self.living(&mut text, hand);
            self.review(&mut text, hand);
        }
        self.vital_signs(&mut text, hand, 0);
        self.examination(&mut text, hand, 0, if stay.lean { 1 } else { 8 });
        if let Some(today) = stay.results.first() {
            let notable = lab::notable(today);
            if !notable.is_empty() && stay.scenario.class != Class::SameDaySurgery {
                text.say(&hand.heading("Laboratory data"))
                    .line(&notable)
                    .say("\n");
            }
        }
        if let Some(section) = stay.scenario.section("assess") {
            let passage = section.variants[turn % section.variants.len()];
            self.assessment(&mut text, hand, passage, 7);
        }
        if stay.scenario.class == Class::Inpatient && !stay.lean && !stay.is_infant() {
            self.put(
                &mut text,
                hand,
                "{Code status: full code.|Full code, discussed with patient or family.|Code status discussed: full code.} {DVT prophylaxis ordered.|VTE prophylaxis: per protocol.}\n",
            );
        }
        let about = about.min(stay.discharged);
        self.dictate(
            DocumentKind::HistoryAndPhysical,
            "History and physical",
            about,
            stay.attending,
            text,
        );
    }

    /// A progress note. `line` 1 is written by the intensive care unit beside the attending's.
    pub(super) fn progress(&mut self, day: i64, line: u32) {
        let stay = self.stay;
        let author = if line == 1 {
            stay.one("Pulmonary and critical care", &mut self.draw)
        } else {
            stay.attending
        };
        let hand = self.hand(author);
        let mut text = Text::default();
        if let Some(section) = stay.scenario.section("day") {
            let count = section.variants.len() as i64;
            // The first and last days have their own words; those between are gone through in turn.
            let last = stay.days() - 1;
            let place = if day >= last && day > 1 {
                count - 1
            } else if day <= 1 || count < 3 {
                0
            } else {
                1 + (day - 2) % (count - 2)
            };
            let variant = section.variants[place as usize];
            let (told, plan) = variant.split_once("\nA: ").unwrap_or((variant, ""));
            text.say(&hand.heading("Subjective"));
            let from = text.words.len();
            self.put(&mut text, hand, told.trim_start_matches("S: "));
            text.capital(from);
            if !stay.is_infant() && line == 0 && self.draw.chance(60) {
                text.say(" ");
                let night = *self.draw.pick(NIGHTS);
                self.put(&mut text, hand, night);
            }
            text.say("\n\n");
            self.vital_signs(&mut text, hand, day);
            self.examination(&mut text, hand, day, 2);
            if let Some(today) = stay.results.get(day as usize) {
                let notable = lab::notable(today);
                let reported = stay.days() < 9 || day % 2 == 0;
                if !notable.is_empty() && reported && stay.scenario.class != Class::SkilledNursing {
                    text.say(&hand.heading("Laboratory data"))
                        .line(&notable)
                        .say("\n");
                }
            }
            let chronic = if line == 1 {
                1
            } else {
                self.draw.between(1, 3) as usize
            };
            self.assessment(&mut text, hand, plan, chronic);
        }
        let about = stay.at(day, 7 + line * 3 + self.draw.below(3), self.draw.below(60));
        let title = match (line, stay.scenario.class) {
            (1, _) => "Critical care progress note",
            (_, Class::SkilledNursing) => "Visit note, skilled nursing",
            _ => "Progress note",
        };
        self.add(DocumentKind::Progress, title, about, author, text);
    }

    pub(super) fn clinic_note(&mut self) {
        let stay = self.stay;
        let hand = self.hand(stay.attending);
        let turn = self.turn();
        let mut text = Text::default();
        self.part(&mut text, hand, "Chief complaint", "cc", turn);
        self.part(&mut text, hand, "History of present illness", "hpi", turn);
        self.past(&mut text, hand);
        if !stay.lean {
            self.home_medications(&mut text, hand);
            self.living(&mut text, hand);
            self.review(&mut text, hand);
        }
        self.vital_signs(&mut text, hand, 0);
        self.examination(&mut text, hand, 0, if stay.lean { 1 } else { 4 });
        if let Some(section) = stay.scenario.section("assess") {
            let passage = section.variants[turn % section.variants.len()];
            self.assessment(&mut text, hand, passage, 4);
        }
        let about = stay.admitted + TimeDelta::minutes(20);
        self.add(
            DocumentKind::Clinic,
            "Clinic note",
            about.min(stay.discharged),
            stay.attending,
            text,
        );
    }

    pub(super) fn summary(&mut self) {
        let stay = self.stay;
        let author = stay.attending;
        let hand = self.hand(author);
        let turn = self.turn();
        let mut text = Text::default();
        text.line(&format!("Admitted: {}", hand.date(stay.admitted)));
        text.line(&format!(
            "{}: {}\n",
            if stay.died { "Expired" } else { "Discharged" },
            hand.date(stay.discharged)
        ));
        text.say(&hand.heading("Discharge diagnoses"));
        if hand.is_terse() {
            text.say("\n");
        }
        let mut n = 0;
        if let Some(section) = stay.scenario.section("dx") {
            for line in section.variants[turn % section.variants.len()].lines() {
                text.say(&hand.item(n));
                n += 1;
                let from = text.words.len();
                self.put(&mut text, hand, line);
                text.capital(from);
                text.say("\n");
            }
        }
        for condition in stay.documented.clone() {
            // Not everything in the history makes it to the list.
            if !condition.plan.is_empty() && self.draw.chance(75) {
                text.say(&hand.item(n));
                n += 1;
                let from = text.words.len();
                self.put(
                    &mut text,
                    hand,
                    &format!("[{}:{}]", condition.name, condition.said),
                );
                text.capital(from);
                text.say("\n");
            }
        }
        text.say("\n");
        if let Some(op) = stay.scenario.section("op") {
            text.say(&hand.heading("Procedures"));
            let (day, title) = day_of(op.title);
            let at = stay.at(day, 9, 0);
            self.put(&mut text, hand, title);
            text.line(&format!(", {}", hand.date(at))).say("\n");
        }
        self.part(&mut text, hand, "Hospital course", "course", turn);
        if stay.died {
            self.put(&mut text, hand, "Despite treatment <he> declined further; the family chose comfort measures and <he> was pronounced dead on the unit.\n\n");
        } else {
            text.say(&hand.heading("Condition at discharge"));
            self.put(
                &mut text,
                hand,
                "{Stable.|Good.|Improved, stable for discharge.|Fair, stable.}\n\n",
            );
            self.part(&mut text, hand, "Discharge medications", "dcmeds", turn);
            self.part(&mut text, hand, "Follow-up", "followup", turn);
        }
        let about = stay.discharged;
        self.dictate(
            DocumentKind::DischargeSummary,
            "Discharge summary",
            about,
            author,
            text,
        );
    }
}

/// A title with the day of the stay before it: `2 CT of the abdomen`.
pub(super) fn day_of(title: &str) -> (i64, &str) {
    match title.split_once(' ') {
        Some((day, rest)) => day.parse().map_or((0, title), |day| (day, rest)),
        None => (0, title),
    }
}
