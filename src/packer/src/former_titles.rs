//! What codes were called before, from editions of the tabular list that word a title differently.
//!
//! Only words count: an edition that sets a comma, a bracket or a space otherwise has not reworded the title. The
//! procedures need nothing of the kind: the two lists of their titles agree in every code that both have, and a test
//! of the packs holds that.

use std::collections::{BTreeMap, HashMap};

use codes::cm::Level;
use codes::cm::content::{FormerTitle, Node};

use crate::read::tabular::Tabular;

/// Gives nodes the titles they had in earlier editions. `tabulars` are newest first, as the nodes' titles are.
pub(crate) fn add(nodes: &mut [Node], tabulars: &[Tabular]) {
    let by_id: HashMap<String, usize> = nodes
        .iter()
        .enumerate()
        .filter(|(_, node)| node.level >= Level::Category)
        .map(|(at, node)| (node.id.clone(), at))
        .collect();
    let editions: Vec<BTreeMap<String, String>> = tabulars.iter().map(titles).collect();
    // From the oldest on, so that a node's titles come in order.
    for at in (1..tabulars.len()).rev() {
        for (code, was) in &editions[at] {
            let Some(became) = editions[at - 1].get(code) else {
                continue;
            };
            if let Some(&node) = by_id.get(code).filter(|_| reworded(was, became)) {
                nodes[node].former_titles.push(FormerTitle {
                    title: was.clone(),
                    seen: tabulars[at].effective,
                    revised_by: tabulars[at - 1].effective,
                });
            }
        }
    }
}

/// Every category and code of an edition with its title, codes with a 7th character among them.
fn titles(tabular: &Tabular) -> BTreeMap<String, String> {
    let mut out = BTreeMap::new();
    for (entry, seventh) in tabular.with_seventh_characters() {
        if entry.level >= Level::Category {
            out.insert(entry.id.clone(), entry.description.clone());
        }
        out.extend(seventh.iter().map(|(character, meaning)| {
            (
                format!("{:X<6}{character}", entry.id),
                format!("{}, {meaning}", entry.description),
            )
        }));
    }
    out
}

/// Whether two titles differ in their words.
fn reworded(one: &str, other: &str) -> bool {
    fn words(title: &str) -> impl Iterator<Item = String> {
        title
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .map(str::to_lowercase)
    }
    !words(one).eq(words(other))
}

#[cfg(test)]
mod tests {
    use super::reworded;

    #[test]
    fn spacing_punctuation_and_capitals_reword_nothing() {
        assert!(!reworded(
            "Craniosynostosis unspecified",
            "Craniosynostosis, unspecified"
        ));
        assert!(!reworded("a natural  orifice", "A natural orifice"));
        assert!(reworded("fracture of wrist and hand", "fracture of hand"));
        assert!(reworded("toe joints", "toe joint(s)"));
    }
}
