//! What nurses, technicians and departments write: orders, results, flow sheets, the operation with its anesthesia.

use std::fmt::Write as _;

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

    /// The operation: consent, evaluation before anesthesia, report, evaluation after.
    pub(super) fn operation(&mut self) {
        let stay = self.stay;
        let Some(op) = stay.scenario.section("op") else {
            return;
        };
        let (day, title) = day_of(op.title);
        let start = if day == 0 {
            stay.admitted
                + TimeDelta::minutes(if stay.scenario.class == Class::SameDaySurgery {
                    70
                } else {
                    240
                })
        } else {
            stay.at(day, 8 + self.draw.below(5), self.draw.below(60))
        };
        let start = start.min(stay.discharged);
        let surgeon = stay.attending;
        let mut named = Text::default();
        named.write(title, &stay.values, &mut self.draw);
        if let Some(kind) = stay.scenario.anesthesia.filter(|_| !stay.lean) {
            let hand = self.hand(surgeon);
            let mut text = Text::default();
            text.line(&format!("Procedure: {}", named.words));
            self.put(&mut text, hand, "Risks, benefits and alternatives explained{, including bleeding, infection and injury to nearby structures|}. Questions answered. Signed by {patient|patient or representative}, witnessed by nursing.\n");
            self.add(
                DocumentKind::Consent,
                "Consent to operation",
                start - TimeDelta::minutes(50).min(start - stay.admitted),
                surgeon,
                text,
            );

            let author = stay.one("Anesthesiology", &mut self.draw);
            let hand = self.hand(author);
            let mut text = Text::default();
            let class = if stay.documented.len() > 2 { 3 } else { 2 };
            text.line(&format!("ASA class {class}. Planned: {kind}."));
            self.put(&mut text, hand, "{Mallampati II|Mallampati I|Airway: Mallampati III, neck extension full}. NPO since midnight. {No personal or family trouble with anesthesia.|Prior general anesthesia uneventful.}\n");
            let conditions = stay.documented.clone();
            for condition in conditions.iter().take(3) {
                self.put(
                    &mut text,
                    hand,
                    &format!("[{}:{}]. ", condition.name, condition.said),
                );
            }
            text.say("\n");
            self.add(
                DocumentKind::PreAnesthesia,
                "Pre-anesthesia evaluation",
                start - TimeDelta::minutes(40).min(start - stay.admitted),
                author,
                text,
            );
            let mut text = Text::default();
            self.put(&mut text, hand, "{Awake, airway patent|Drowsy, arousable, airway patent}, vital signs stable, {pain controlled|pain 3/10}, {no nausea|mild nausea treated with ondansetron}. {No anesthesia complications.|No apparent complication of anesthesia.}\n");
            self.add(
                DocumentKind::PostAnesthesia,
                "Post-anesthesia evaluation",
                (start + TimeDelta::minutes(150)).min(stay.discharged),
                author,
                text,
            );
        }
        let hand = self.hand(surgeon);
        let mut text = Text::default();
        text.line(&format!("Date of procedure: {}", hand.date(start)));
        text.line(&format!("Surgeon: {}", stay.staff[surgeon].name));
        if let Some(kind) = stay.scenario.anesthesia {
            text.line(&format!("Anesthesia: {kind}"));
        }
        text.say("Procedure performed: ");
        let from = text.words.len();
        text.line(&named.words).say("\n");
        text.capital(from);
        let passage = *self.draw.pick(&op.variants);
        self.put(&mut text, hand, passage);
        text.say("\n");
        let title = if stay.scenario.anesthesia.is_some() {
            "Operative report"
        } else {
            "Procedure report"
        };
        self.dictate(
            DocumentKind::Operative,
            title,
            (start + TimeDelta::minutes(95)).min(stay.discharged),
            surgeon,
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

    /// Twelve hours of vital signs and turns, one line an hour.
    pub(super) fn flow_sheet(&mut self, day: i64, from: u32) {
        let stay = self.stay;
        let author = stay.one("Nurse", &mut self.draw);
        let hand = self.hand(author);
        let mut text = Text::default();
        text.line(
            "Time   T     HR   RR   BP        MAP  SpO2  FiO2  PEEP  RASS  Position  Urine mL",
        );
        for hour in from..from + 12 {
            let vitals = stay.vitals(day, &mut self.draw);
            let mean = vitals.diastolic + (vitals.systolic - vitals.diastolic) / 3.0;
            let _ = writeln!(
                text.words,
                "{hour:02}:00  {:.1}  {:<4.0} {:<4.0} {:.0}/{:<6.0} {:<4.0} {:<5.0} {:<5} {:<5} {:<5} {:<9} {}",
                vitals.celsius,
                vitals.heart,
                vitals.breaths,
                vitals.systolic,
                vitals.diastolic,
                mean,
                vitals.saturation,
                30 + self.draw.below(6) * 5,
                5 + self.draw.below(6),
                self.draw.between(-4, 0),
                ["left", "right", "supine"][hour as usize % 3],
                20 + self.draw.below(90)
            );
        }
        let checks = [
            "Neuro: {opens eyes to voice|opens eyes to pain|follows simple commands}, pupils {2|3} mm brisk, moves {all four|arms only} {weakly|to command}.",
            "Lungs: {coarse bilaterally|rhonchi, clears with suction|diminished at both bases}. Suctioned for {small|moderate|large} {thin white|thick tan} secretions {x2|x3|every two hours}.",
            "Cardiac: {sinus tachycardia|sinus rhythm with rare PVC}, pulses palpable, {trace|1+|2+} edema.",
            "GI: tube feeding at {30|45|55} mL/h, residual {10|40|90} mL, bowel sounds {present|hypoactive}. {No stool|Loose stool x1|Formed stool x1}.",
            "GU: catheter to gravity, urine {clear yellow|amber|concentrated}. Catheter care done.",
            "Skin: turned every two hours. {Heels floated.|Foam dressing to sacrum intact.|Lips dry, moistened.}",
            "Lines: {right internal jugular|left subclavian} site {clean and dry|dressing changed}. Arterial line {zeroed, good waveform|dampened, repositioned}.",
            "{Family updated by telephone.|Family at bedside, holding hand.|No visitors this shift.|Chaplain visited.}",
        ];
        for check in checks {
            self.put(&mut text, hand, check);
            text.say("\n");
        }
        let title = if from == 0 {
            "Critical care flow sheet, night"
        } else {
            "Critical care flow sheet, day"
        };
        self.add(
            DocumentKind::Nursing,
            title,
            stay.at(day, from + 11, 40),
            author,
            text,
        );
    }

    pub(super) fn flow_sheet_fluids(&mut self, day: i64) {
        let author = self.stay.one("Nurse", &mut self.draw);
        let mut text = Text::default();
        text.line("Hour   IV      Feeding  Flush   Blood   Urine   Stool   Drain   Balance");
        let mut balance = 0_i64;
        for hour in 0..24 {
            let (iv, feeding, flush) = (
                self.draw.between(20, 125),
                self.draw.between(0, 55),
                self.draw.between(0, 2) * 30,
            );
            let (urine, drain) = (self.draw.between(15, 140), self.draw.between(0, 10));
            balance += iv + feeding + flush - urine - drain;
            let _ = writeln!(
                text.words,
                "{hour:02}:00  {iv:<7} {feeding:<8} {flush:<7} {:<7} {urine:<7} {:<7} {drain:<7} {balance}",
                0, 0
            );
        }
        self.add(
            DocumentKind::Nursing,
            "Intake and output",
            self.stay.at(day, 23, 55),
            author,
            text,
        );
    }

    pub(super) fn ventilator(&mut self, day: i64) {
        let stay = self.stay;
        let author = stay.one("Respiratory therapy", &mut self.draw);
        let hand = self.hand(author);
        let mut text = Text::default();
        for hour in [2, 6, 10, 14, 18, 22] {
            let _ = writeln!(
                text.words,
                "{hour:02}:{:02}  AC/VC  rate {}  Vt {}  FiO2 {}%  PEEP {}  peak {}  plateau {}  minute volume {}.{} L",
                self.draw.below(20),
                self.draw.between(16, 26),
                self.draw.between(36, 44) * 10,
                self.draw.between(6, 14) * 5,
                self.draw.between(5, 12),
                self.draw.between(22, 34),
                self.draw.between(18, 29),
                self.draw.between(7, 11),
                self.draw.below(10)
            );
        }
        self.put(&mut text, hand, "Breath sounds {coarse|diminished at bases|rhonchi cleared with suction}. {Small|Moderate|Large} amount of {thick tan|white|yellow} secretions. Cuff pressure {24|26|28} cm. Tube secured at {22|23|24} cm at the teeth. {Spontaneous breathing trial not done: FiO2 too high.|Breathing trial failed after {8|15|20} minutes for tachypnea.|Trial deferred at physician request.}\n");
        self.add(
            DocumentKind::Progress,
            "Respiratory therapy, ventilator",
            stay.at(day, 22, 30),
            author,
            text,
        );
    }
}
