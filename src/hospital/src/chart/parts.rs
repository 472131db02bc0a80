//! The parts that physicians' notes share: what somebody has and takes, how somebody lives, vital signs, the examination, the
//! plan. Each is written in its author's manner and out of the same stay, so that notes agree.

use records::model::Class;

use super::exam::{DENIALS, FAMILY, NORMAL, RETIRED, WORKING};
use super::notes::day_of;
use super::{Chart, Hand};
use crate::condition::Condition;
use crate::template::Text;

impl Chart<'_> {
    pub(super) fn hand(&self, author: usize) -> Hand {
        Hand(self.stay.staff[author].hand)
    }

    /// Adds a passage in an author's words.
    pub(super) fn put(&mut self, text: &mut Text, hand: Hand, passage: &str) {
        let from = text.words.len();
        text.write(&hand.words(passage), &self.stay.values, &mut self.draw);
        text.sentences(from);
    }

    /// Adds a headed part of a note, where the scenario has the section.
    pub(super) fn part(
        &mut self,
        text: &mut Text,
        hand: Hand,
        heading: &str,
        section: &str,
        variant: usize,
    ) -> bool {
        let Some(section) = self.stay.scenario.section(section) else {
            return false;
        };
        let passage = section.variants[variant % section.variants.len()];
        text.say(&hand.heading(heading));
        let from = text.words.len();
        self.put(text, hand, passage);
        text.capital(from);
        text.say("\n\n");
        true
    }

    /// A number by which notes of one stay choose different variants.
    pub(super) fn turn(&self) -> usize {
        (self.stay.person.number as usize)
            .wrapping_add(self.stay.admitted.and_utc().timestamp() as usize / 86_400)
    }

    pub(super) fn vital_signs(&mut self, text: &mut Text, hand: Hand, day: i64) {
        let vitals = self.stay.vitals(day, &mut self.draw);
        let fahrenheit = vitals.celsius * 1.8 + 32.0;
        let oxygen = if vitals.saturation < 92.0 {
            " on room air"
        } else {
            ""
        };
        text.say(&hand.heading("Vital signs"));
        let said = match hand.0 % 3 {
            0 => format!(
                "Temp {fahrenheit:.1} F, pulse {:.0}, resp {:.0}, BP {:.0}/{:.0}, SpO2 {:.0}%{oxygen}\n",
                vitals.heart, vitals.breaths, vitals.systolic, vitals.diastolic, vitals.saturation
            ),
            1 => format!(
                "T {:.1} HR {:.0} RR {:.0} BP {:.0}/{:.0} sat {:.0}%{oxygen}\n",
                vitals.celsius,
                vitals.heart,
                vitals.breaths,
                vitals.systolic,
                vitals.diastolic,
                vitals.saturation
            ),
            _ => format!(
                "BP {:.0}/{:.0} | P {:.0} | RR {:.0} | T {:.1} C | O2 sat {:.0}%{oxygen}\n",
                vitals.systolic,
                vitals.diastolic,
                vitals.heart,
                vitals.breaths,
                vitals.celsius,
                vitals.saturation
            ),
        };
        text.line(&said);
    }

    /// The examination: what the scenario finds, the ordinary elsewhere. Late in a stay it has mostly passed.
    pub(super) fn examination(&mut self, text: &mut Text, hand: Hand, day: i64, systems: usize) {
        let found = self.stay.scenario.lines("exam");
        // After an operation the findings before it have passed too.
        let operated = self
            .stay
            .scenario
            .section("op")
            .is_some_and(|op| day > day_of(op.title).0);
        let late = day > 0 && (day * 3 > self.stay.days() * 2 || operated);
        let better = self.stay.scenario.lines("examlate");
        text.say(&hand.heading("Physical examination"));
        // What was operated on is looked at as a wound.
        let healing = operated && better.is_empty() && self.stay.scenario.anesthesia.is_some();
        let mut left = systems;
        for (system, ordinary) in NORMAL {
            let said = |lines: &[&'static str]| {
                lines.iter().find_map(|line| {
                    let (named, words) = line.split_once(": ")?;
                    named.eq_ignore_ascii_case(system).then_some(words)
                })
            };
            let finding = if late && !better.is_empty() {
                said(&better)
            } else if healing {
                None
            } else {
                said(&found)
            };
            // How ill somebody looked on arrival is not said again once it gets better.
            if day > 0
                && !late
                && finding.is_some_and(|f| *system == "General" || f.contains("rient"))
            {
                continue;
            }
            let passage = match finding {
                Some(words) => words,
                None if left == 0 => continue,
                None if self.stay.is_infant() && matches!(*system, "Psych" | "Neck") => continue,
                None if self.stay.is_infant() && matches!(*system, "General" | "Neuro") => {
                    if *system == "General" {
                        "{Pink, vigorous|Active, good color}."
                    } else {
                        "Good tone, Moro and suck present."
                    }
                }
                None => {
                    left -= 1;
                    self.draw.pick(ordinary)
                }
            };
            text.say(&format!("{system}: "));
            self.put(text, hand, passage);
            text.say("\n");
        }
        let shown = if healing {
            text.say("Incision: ");
            self.put(
                text,
                hand,
                "{clean and dry|dressing dry, no redness|edges together, no drainage|no hematoma}.\n",
            );
            Vec::new()
        } else if late && !better.is_empty() {
            better
        } else {
            found
        };
        for line in shown {
            if let Some((named, words)) = line.split_once(": ")
                && !NORMAL
                    .iter()
                    .any(|(system, _)| named.eq_ignore_ascii_case(system))
            {
                text.say(&format!("{named}: "));
                self.put(text, hand, words);
                text.say("\n");
            }
        }
        text.say("\n");
    }

    /// Past history as a list.
    pub(super) fn past(&mut self, text: &mut Text, hand: Hand) {
        if self.stay.is_infant() {
            return;
        }
        text.say(&hand.heading("Past medical history"));
        let documented = self.stay.documented.clone();
        if documented.is_empty() {
            self.put(
                text,
                hand,
                "{None significant|No chronic illness|Negative}.",
            );
        }
        for (n, condition) in documented.iter().enumerate() {
            if hand.is_terse() {
                text.say(if n > 0 { ", " } else { "" });
            } else {
                text.say(&hand.item(n));
            }
            let from = text.words.len();
            self.put(
                text,
                hand,
                &format!("[{}:{}]", condition.name, condition.said),
            );
            text.capital(from);
            text.say(if hand.is_terse() { "" } else { "\n" });
        }
        text.say(if hand.is_terse() || documented.is_empty() {
            "\n\n"
        } else {
            "\n"
        });
    }

    pub(super) fn home_medications(&mut self, text: &mut Text, hand: Hand) {
        let home = self.stay.home.clone();
        if self.stay.is_infant() {
            return;
        }
        text.say(&hand.heading("Home medications"));
        if home.is_empty() {
            text.line("None.");
        }
        for (n, medication) in home.iter().enumerate() {
            text.say(if hand.is_terse() && n > 0 { "; " } else { "" });
            text.labelled(&medication.label, &medication.words);
            text.say(if hand.is_terse() { "" } else { "\n" });
        }
        text.say(if hand.is_terse() { "\n" } else { "" });
        text.say(&hand.heading("Allergies"));
        let allergic = self.stay.documented.iter().any(|c| c.name == "penicillin");
        self.put(
            text,
            hand,
            if allergic {
                "Penicillin - rash."
            } else {
                "{NKDA|No known drug allergies}."
            },
        );
        text.say("\n\n");
    }

    pub(super) fn living(&mut self, text: &mut Text, hand: Hand) {
        if self.stay.age() < 18 {
            return;
        }
        text.say(&hand.heading("Social history"));
        // A life is the same whoever asks.
        let mut life = self.stay.life();
        let social = *life.pick(if self.stay.age() < 66 {
            WORKING
        } else {
            RETIRED
        });
        let family = *life.pick(FAMILY);
        let own = self.stay.scenario.lines("social");
        match own.first() {
            Some(own) => self.put(text, hand, own),
            None => {
                text.write(&hand.words(social), &self.stay.values, &mut life);
            }
        }
        let tobacco = if self.stay.person.has("smoker") {
            " Smokes {half a pack|a pack} a day."
        } else if self.stay.person.has("exsmoker") {
            " Quit smoking {years ago|in the past}."
        } else {
            " {Never smoker|No tobacco}."
        };
        text.write(&hand.words(tobacco), &self.stay.values, &mut life);
        if own.is_empty() {
            let drink = " {No alcohol or drugs|Rare alcohol|Social alcohol use, no illicit drugs}.";
            text.write(&hand.words(drink), &self.stay.values, &mut life);
        }
        text.say("\n");
        text.say(&hand.heading("Family history"));
        text.write(&hand.words(family), &self.stay.values, &mut life);
        text.say("\n\n");
    }

    /// Denials that the history itself does not gainsay.
    pub(super) fn review(&mut self, text: &mut Text, hand: Hand) {
        if self.stay.is_infant() {
            return;
        }
        let told: String = ["hpi", "cc", "ros"]
            .iter()
            .filter_map(|name| self.stay.scenario.section(name))
            .flat_map(|section| section.variants.iter().copied())
            .collect::<Vec<_>>()
            .join(" ")
            .to_lowercase();
        text.say(&hand.heading("Review of systems"));
        let mut last = "";
        for (system, denial, unless) in DENIALS {
            if unless.iter().any(|word| told.contains(word)) || self.draw.chance(30) {
                continue;
            }
            if *system != last && !hand.is_terse() {
                text.say(if last.is_empty() { "" } else { "\n" });
                text.say(&format!("{system}: "));
            } else if !last.is_empty() {
                text.say(" ");
            }
            last = system;
            self.put(text, hand, denial);
        }
        text.line("");
        self.put(text, hand, "{All other systems reviewed and negative.|Remainder negative except as in HPI.|10-point ROS otherwise negative.}");
        text.say("\n\n");
    }

    /// The plan's lines for what the patient lives with.
    fn chronic_plan(&mut self, text: &mut Text, hand: Hand, from: usize, at_most: usize) {
        let documented: Vec<&Condition> = self
            .stay
            .documented
            .iter()
            .copied()
            .filter(|c| !c.plan.is_empty())
            .collect();
        // Holding doses and sliding scales belong to a bed.
        let bed = matches!(
            self.stay.scenario.class,
            Class::Inpatient | Class::Observation
        );
        for (n, condition) in documented.iter().take(at_most).enumerate() {
            text.say(&hand.item(from + n));
            let begun = text.words.len();
            if bed {
                self.put(
                    text,
                    hand,
                    &format!("[{}:{}]", condition.name, condition.plan),
                );
            } else {
                let plan = "{stable, no change|continue current treatment|controlled|unchanged, refills given}";
                self.put(
                    text,
                    hand,
                    &format!("[{}:{}]: {plan}.", condition.name, condition.said),
                );
            }
            text.capital(begun);
            text.say("\n");
        }
        text.say("\n");
    }

    /// Assessment and plan: the scenario's problems one a line, then the chronic ones.
    pub(super) fn assessment(
        &mut self,
        text: &mut Text,
        hand: Hand,
        passage: &str,
        chronic: usize,
    ) {
        text.say(&hand.heading("Assessment and plan"));
        if hand.is_terse() {
            text.say("\n");
        }
        let mut n = 0;
        for line in passage.lines() {
            // Several problems may stand in one line of the data.
            for problem in line
                .split("* ")
                .map(str::trim)
                .filter(|problem| !problem.is_empty())
            {
                text.say(&hand.item(n));
                n += 1;
                let from = text.words.len();
                self.put(text, hand, problem);
                text.capital(from);
                text.say("\n");
            }
        }
        self.chronic_plan(text, hand, n, chronic);
    }
}
