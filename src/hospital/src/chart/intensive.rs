//! An intensive care unit: an hour a line, every shift of every day. It makes the stay of five hundred pages.

use std::fmt::Write as _;

use records::model::DocumentKind;

use super::Chart;
use crate::template::Text;

impl Chart<'_> {
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
