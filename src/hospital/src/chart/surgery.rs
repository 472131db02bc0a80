//! The operation: consent, evaluation before anesthesia, report, evaluation after.

use chrono::TimeDelta;
use records::model::{Class, DocumentKind};

use super::Chart;
use super::notes::day_of;
use crate::template::Text;

impl Chart<'_> {
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
}
