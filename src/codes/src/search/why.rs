//! The sentence that says why a code is among the hits.

use super::build::Index;
use super::lexicon::Kind;
use super::plan::{Plan, Reading};
use super::score::Scored;

impl Index {
    /// A short sentence about `scored`: a phrase of the lexicon, a corrected word, an inclusion term or the title.
    pub(super) fn why(&self, plan: &Plan, scored: &Scored) -> String {
        let mut parts: Vec<String> = Vec::new();
        for (at, slot) in plan.slots[..plan.typed].iter().enumerate() {
            if slot.reading == Reading::Spelling
                && scored.missing & 1 << at == 0
                && let Some(best) = slot.best
            {
                let word = self.vocabulary.word(usize::from(best));
                parts.push(format!("“{}” read as {word}", slot.typed));
            }
        }
        if let Some(phrase) = scored.used.and_then(|at| plan.uses.get(usize::from(at))) {
            if let Some(id) = phrase.meaning {
                let meaning = self.meanings.get(id);
                if !meaning.reads.is_empty() && !meaning.reads.eq_ignore_ascii_case(&meaning.shown)
                {
                    parts.push(format!("“{}” read as {}", meaning.shown, meaning.reads));
                } else if meaning.reads.is_empty() && meaning.kind == Kind::Procedure {
                    parts.push(format!(
                        "“{}” is a clinical name of this procedure",
                        meaning.shown
                    ));
                } else if meaning.reads.is_empty() {
                    parts.push(format!("“{}” leads to this code", meaning.shown));
                }
            } else if !phrase.targets.is_empty() {
                parts.push("code begins as typed".to_owned());
            }
        }
        let node = &self.nodes[scored.node as usize];
        if scored.field != node.fields && parts.is_empty() {
            let own = self.fields(scored.node).contains(&(scored.field as usize));
            let text = self.term(scored.field as usize);
            parts.push(match (text.is_empty(), own) {
                _ if self.is_indexed(scored.field) => format!("index: {text}"),
                (true, _) => "heading above the code has the words".to_owned(),
                (false, true) => format!("includes “{text}”"),
                (false, false) => format!("heading includes “{text}”"),
            });
        }
        if parts.is_empty() {
            parts.push(
                if scored.missing == 0 {
                    "title has all the words"
                } else {
                    "title has some of the words"
                }
                .to_owned(),
            );
        }
        let missing: Vec<String> = plan.slots[..plan.typed]
            .iter()
            .enumerate()
            .filter(|(at, _)| scored.missing & 1 << at != 0)
            .map(|(_, slot)| format!("“{}”", slot.typed))
            .collect();
        if !missing.is_empty() {
            parts.push(format!("without {}", missing.join(", ")));
        }
        parts.join("; ")
    }
}
