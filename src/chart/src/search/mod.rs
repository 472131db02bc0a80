//! Search within a chart: all documents of an encounter, by words, phrases and beginnings of words.
//!
//! The index is built as documents come in and lives in memory only: it holds the words of the record. Case and accents
//! don't matter; each found word says whether it stands in a negated phrase, a history or the family's.

mod find;
mod index;
mod query;

pub use find::{Hit, Marked, Results};
pub use index::ChartIndex;
pub use query::{MOST_TERMS, Query};

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::context::Sense;
    use crate::text::Text;

    fn chart(notes: &[(&str, &str)]) -> ChartIndex {
        let mut index = ChartIndex::new();
        for (id, note) in notes {
            index.add(id, Text::new(*note).unwrap());
        }
        index
    }

    fn found(index: &ChartIndex, question: &str) -> Vec<(String, u32, Vec<String>)> {
        let results = index.search(&Query::parse(question), 100);
        assert_eq!(results.total, results.hits.len());
        results
            .hits
            .into_iter()
            .map(|hit| {
                let text = index.text(&hit.document).unwrap();
                let words = hit
                    .marked
                    .iter()
                    .map(|m| text.words(m.span).to_owned())
                    .collect();
                (hit.document, hit.place.page, words)
            })
            .collect()
    }

    #[test]
    fn words_are_found_in_any_order_by_their_beginnings_without_case_and_accents() {
        let index = chart(&[
            (
                "a",
                "Bilateral PNEUMONIA.\u{c}\nSjögren's syndrome, MI in 2019, 40 mg",
            ),
            ("b", "pneumothorax"),
        ]);
        assert_eq!(
            found(&index, "pneum bilat"),
            [("a".into(), 1, vec!["Bilateral".into(), "PNEUMONIA".into()])]
        );
        assert_eq!(
            found(&index, "sjogren"),
            [("a".into(), 2, vec!["Sjögren's".into()])]
        );
        assert_eq!(found(&index, "MI"), [("a".into(), 2, vec!["MI".into()])]);
        assert_eq!(found(&index, "pneumo").len(), 2);
        assert_eq!(found(&index, "nothing here"), []);
    }

    #[test]
    fn a_phrase_stands_in_its_order_and_whole() {
        let index = chart(&[(
            "a",
            "Acute on chronic heart failure. The heart. Failure to thrive. Heart\nfailures.",
        )]);
        assert_eq!(found(&index, "\"heart failure\"").len(), 1);
        assert_eq!(found(&index, "\"failure heart\""), []);
        let beginnings = found(&index, "\"heart failure*\"");
        assert_eq!(
            beginnings.iter().map(|hit| hit.2.len()).sum::<usize>(),
            3,
            "{beginnings:?}"
        );
    }

    #[test]
    fn a_hit_within_a_negated_phrase_says_so() {
        let index = chart(&[(
            "a",
            "No evidence of pulmonary embolism.\n\nPlan: treat the embolism of the leg.",
        )]);
        let results = index.search(&Query::parse("embolism"), 10);
        let negated: Vec<bool> = results
            .hits
            .iter()
            .flat_map(|hit| &hit.marked)
            .map(|marked| marked.context.is(Sense::Negated))
            .collect();
        assert_eq!(negated, [true, false]);
    }

    #[test]
    fn places_with_all_words_come_first() {
        let far = format!(
            "sepsis {} lactate. {} sepsis with lactate 4.1",
            "word ".repeat(80),
            "word ".repeat(80)
        );
        let index = chart(&[("a", &far)]);
        let results = index.search(&Query::parse("lactate sepsis"), 10);
        let complete: Vec<bool> = results.hits.iter().map(|hit| hit.complete).collect();
        assert_eq!(complete, [true, false, false]);
    }

    #[test]
    fn a_replaced_document_is_found_by_its_new_words_only() {
        let mut index = chart(&[("a", "gout"), ("b", "gout")]);
        index.add("a", Text::new("asthma").unwrap());
        assert_eq!(found(&index, "gout").len(), 1);
        assert_eq!(found(&index, "asthma").len(), 1);
        assert!(index.remove("b") && !index.remove("b"));
        assert_eq!((index.len(), found(&index, "gout").len()), (1, 0));
    }

    #[test]
    fn what_stands_nowhere_is_named_and_the_number_shown_is_limited() {
        let index = chart(&[("a", &"cough. \n\n".repeat(1000))]);
        let results = index.search(&Query::parse("cough unicorn"), 5);
        assert_eq!(
            (results.total, results.nowhere.as_slice()),
            (0, ["unicorn".to_owned()].as_slice())
        );
        assert_eq!(index.search(&Query::parse("cough"), 5).hits.len(), 5);
    }
}
