//! What nurses write: triage, assessments, a line or two a shift, medications given, instructions.

use std::fmt::Write as _;

use chrono::TimeDelta;
use records::model::DocumentKind;

use super::Chart;
use crate::template::Text;

impl Chart<'_> {
    pub(super) fn triage(&mut self) {
        let stay = self.stay;
        let author = stay.one("Nurse", &mut self.draw);
        let hand = self.hand(author);
        let mut text = Text::default();
        self.put(&mut text, hand, "{Ambulatory to triage|Arrived by private vehicle|To triage by wheelchair}, {alert, skin warm and dry|alert and oriented}. ");
        let level = self.draw.between(2, 4);
        text.line(&format!("Acuity {level}."));
        for line in stay.scenario.lines("nursing") {
            self.put(&mut text, hand, line);
            text.say("\n");
        }
        self.add(
            DocumentKind::Nursing,
            "Triage note",
            stay.admitted + TimeDelta::minutes(4),
            author,
            text,
        );
    }

    pub(super) fn nursing_admission(&mut self) {
        let stay = self.stay;
        let person = stay.person;
        let author = stay.one("Nurse", &mut self.draw);
        let hand = self.hand(author);
        let mut text = Text::default();
        if stay.is_infant() {
            self.put(&mut text, hand, "Infant to nursery, bands checked with mother. Vitamin K and eye ointment given. {Skin pink.|Acrocyanosis of hands only.}\n");
        } else {
            let inches = person.height_cm as f32 / 2.54;
            text.line(&format!(
                "Height {} cm ({inches:.0} in). Weight {} kg ({:.0} lb). Blood type on file: {}.",
                person.height_cm,
                person.weight_kg,
                person.weight_kg as f32 * 2.205,
                person.blood
            ));
            self.put(&mut text, hand, "Identification band checked with two identifiers. {Oriented to room and call light.|Call light within reach, bed low.}\n");
            let braden = self.draw.between(15, 22);
            text.say(&format!("Braden score {braden}. "));
            self.put(&mut text, hand, "Skin: {intact on admission, no pressure areas.|warm, dry, intact; heels and sacrum checked.|no open areas seen with second nurse.}\n");
            self.put(&mut text, hand, "Falls: {low risk.|moderate risk, yellow band.|assist of one, bed alarm on.} {Belongings with family.|Glasses at bedside.|Hearing aids in case.}\n");
        }
        let about = (stay.admitted + TimeDelta::minutes(120)).min(stay.discharged);
        self.add(
            DocumentKind::Nursing,
            "Nursing admission assessment",
            about,
            author,
            text,
        );
    }

    pub(super) fn nursing_day(&mut self, day: i64) {
        let stay = self.stay;
        let author = stay.one("Nurse", &mut self.draw);
        let hand = self.hand(author);
        let mut text = Text::default();
        let times = if day == 0 && stay.days() == 0 {
            vec![9_u32, 12]
        } else {
            vec![8, 12, 16, 20]
        };
        let first = stay.admitted;
        for hour in times {
            let at = stay.at(day, hour, self.draw.below(30));
            if at <= first + TimeDelta::minutes(30) && day == 0 && hour != 20 {
                continue;
            }
            let vitals = stay.vitals(day, &mut self.draw);
            text.line(&format!(
                "{}  T {:.1}  P {:.0}  R {:.0}  BP {:.0}/{:.0}  SpO2 {:.0}%",
                at.format("%H:%M"),
                vitals.celsius,
                vitals.heart,
                vitals.breaths,
                vitals.systolic,
                vitals.diastolic,
                vitals.saturation
            ));
        }
        let own = stay.scenario.lines("nursing");
        if !own.is_empty() {
            let line = own[day as usize % own.len()];
            self.put(&mut text, hand, line);
            text.say("\n");
        }
        if !stay.is_infant() {
            let general = [
                "{Resting quietly, call light in reach.|Up to chair for {breakfast|lunch}, tolerated.|Slept in short stretches.}",
                "{Pain 2/10, no medication wanted.|Pain 4/10, acetaminophen given with relief.|Denies pain.}",
                "{Ate about half of meals.|Good appetite.|Taking fluids well.} {Voiding without difficulty.|Bowel movement today.|Incontinent once, skin care given.}",
                "{Family visited.|Daughter at bedside, questions answered.|Hourly rounding done.}",
            ];
            for passage in general {
                if self.draw.chance(65) {
                    self.put(&mut text, hand, passage);
                    text.say(" ");
                }
            }
            text.say("\n");
        }
        let about = stay.at(day, 19, 20 + self.draw.below(30));
        self.add(DocumentKind::Nursing, "Nursing notes", about, author, text);
    }

    pub(super) fn medications(&mut self) {
        let stay = self.stay;
        self.medications_of(stay.days().max(1) - 1);
    }

    pub(super) fn medications_of(&mut self, day: i64) {
        let stay = self.stay;
        let author = stay.one("Nurse", &mut self.draw);
        let hand = self.hand(author);
        let mut text = Text::default();
        for medication in stay.scenario.lines("meds") {
            text.write(&hand.words(medication), &stay.values, &mut self.draw);
            let hour = 6 + self.draw.below(4);
            let _ = writeln!(
                text.words,
                "  given {hour:02}:{:02}, {hour:02}00 dose",
                self.draw.below(60)
            );
        }
        for medication in stay
            .home
            .iter()
            .map(|taken| taken.words.as_str())
            .filter(|m| !m.contains("PRN") && !m.contains("metformin"))
        {
            text.say(medication);
            let hour = 6 + self.draw.below(4);
            let _ = writeln!(
                text.words,
                "  given {hour:02}:{:02}, {hour:02}00 dose",
                self.draw.below(60)
            );
        }
        self.add(
            DocumentKind::Medications,
            "Medication administration record",
            stay.at(day, 23, 5),
            author,
            text,
        );
    }

    pub(super) fn instructions(&mut self) {
        let stay = self.stay;
        let author = stay.one("Nurse", &mut self.draw);
        let hand = self.hand(author);
        let mut text = Text::default();
        for name in ["dcmeds", "followup"] {
            if let Some(section) = stay.scenario.section(name) {
                let passage = *self.draw.pick(&section.variants);
                self.put(&mut text, hand, passage);
                text.say("\n");
            }
        }
        self.put(&mut text, hand, "{Instructions given in writing and read back.|Teach-back done. Copy given to patient.} Return {for fever, worse pain or any concern|if not better in two days}.\n");
        self.add(
            DocumentKind::Nursing,
            "Discharge instructions",
            stay.discharged,
            author,
            text,
        );
    }

    pub(super) fn resident_assessment(&mut self) {
        let stay = self.stay;
        let author = stay.one("Nurse", &mut self.draw);
        let hand = self.hand(author);
        let mut text = Text::default();
        let recall = self.draw.between(8, 15);
        text.line(&format!(
            "Assessment reference date: {}",
            hand.date(stay.at(5, 12, 0))
        ));
        text.line(&format!("Cognition: interview score {recall} of 15."));
        self.put(&mut text, hand, "Mood: {no depressive symptoms reported|little interest on several days}. Behavior: {none|none observed}.\n");
        self.put(&mut text, hand, "Function, usual performance: transfer {partial|substantial} assistance; walking {10 feet with supervision|50 feet with two turns, partial assistance}; toileting {partial|supervision}.\n");
        self.put(&mut text, hand, "Continence: {always continent of bladder|occasionally incontinent of bladder}; bowel continent. Pain interview: {occasional, moderate|frequent, mild}. Falls since admission: none.\n");
        for line in stay.scenario.lines("resident") {
            self.put(&mut text, hand, line);
            text.say("\n");
        }
        self.add(
            DocumentKind::ResidentAssessment,
            "Resident assessment, admission",
            stay.at(5, 14, 10),
            author,
            text,
        );
    }
}
