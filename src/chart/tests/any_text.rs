//! What holds of any text: places, search, senses and difference.

#![allow(clippy::unwrap_used)]

use chart::context::Senses;
use chart::difference::{Kind, difference};
use chart::search::{ChartIndex, Query};
use chart::sections::sections;
use chart::text::Text;
use proptest::prelude::*;

/// Notes made of what notes are made of, and of anything.
fn note() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("no evidence of ".to_owned()),
        Just("heart failure".to_owned()),
        Just("\n".to_owned()),
        Just("\r\n".to_owned()),
        Just("\u{c}\n".to_owned()),
        Just("Plan:".to_owned()),
        Just("FAMILY HISTORY: ".to_owned()),
        Just("e\u{301}\u{ad}ö ".to_owned()),
        Just(". ".to_owned()),
        "[a-c]{1,2} ",
        "\\PC{0,4}",
    ];
    proptest::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn lines_and_pages_cover_the_body_and_places_lie_in_them(body in note()) {
        let text = Text::new(body.as_str()).unwrap();
        let pages: Vec<_> = (0..text.pages()).filter_map(|n| text.page(n)).collect();
        prop_assert_eq!(pages.first().map(|page| page.start), Some(0));
        prop_assert_eq!(pages.last().map(|page| page.end as usize), Some(body.len()));
        prop_assert!(pages.windows(2).all(|two| two[0].end == two[1].start));
        for (at, _) in body.char_indices() {
            let byte = u32::try_from(at).unwrap();
            let place = text.place(byte);
            let page = pages[place.page as usize - 1];
            prop_assert!(page.start <= byte && (byte < page.end || page.end as usize == body.len()));
            let quote = text.quote(text.span(byte, byte).unwrap(), 9).unwrap();
            let quoted = quote.before + &quote.words;
            prop_assert!(body.contains(&quoted), "{:?}", quoted);
        }
        for section in sections(&text) {
            prop_assert!(body.get(section.span.range()).is_some() && body.get(section.heading.range()).is_some());
        }
    }

    #[test]
    fn every_word_of_a_note_is_found_by_itself(body in note()) {
        let mut index = ChartIndex::new();
        index.add("note", Text::new(body.as_str()).unwrap());
        for word in body.split_whitespace().filter(|word| word.chars().all(|c| c.is_ascii_lowercase())) {
            let results = index.search(&Query::parse(&format!("\"{word}\"")), usize::MAX);
            let found = results.hits.iter().flat_map(|hit| &hit.marked).any(|m| &body[m.span.range()] == word);
            prop_assert!(found, "{word:?} in {body:?}");
        }
    }

    #[test]
    fn any_question_has_an_answer_and_marks_words_of_the_note(body in note(), question in note()) {
        let mut index = ChartIndex::new();
        index.add("note", Text::new(body.as_str()).unwrap());
        let results = index.search(&Query::parse(&question), 20);
        prop_assert!(results.hits.len() <= results.total);
        for marked in results.hits.iter().flat_map(|hit| &hit.marked) {
            prop_assert!(body.get(marked.span.range()).is_some_and(|words| !words.is_empty()));
            prop_assert!(marked.context.cues.iter().all(|cue| body.get(cue.span.range()).is_some()));
        }
    }

    #[test]
    fn each_line_of_both_notes_stands_in_the_difference_once_in_order(earlier in note(), later in note()) {
        let (left, right) = (Text::new(earlier.as_str()).unwrap(), Text::new(later.as_str()).unwrap());
        let found = difference(&left, &right);
        let numbers = |side: fn(&chart::difference::Row) -> Option<usize>| -> Vec<usize> {
            found.rows.iter().filter_map(side).collect()
        };
        for side in [numbers(|r| r.left.as_ref().map(|l| l.number)), numbers(|r| r.right.as_ref().map(|l| l.number))] {
            prop_assert_eq!(side.clone(), (1..=side.len()).collect::<Vec<_>>());
        }
        let squeezed = |note: &str| note.split_whitespace().collect::<Vec<_>>().join(" ");
        for row in &found.rows {
            let words = |line: &Option<chart::difference::Line>, of: &str| line.as_ref().map(|l| squeezed(&of[l.span.range()]));
            if row.kind == Kind::Same && row.left.as_ref().is_some_and(|l| l.pieces.is_empty()) {
                prop_assert_eq!(words(&row.left, &earlier), words(&row.right, &later));
            }
        }
        let share = found.copied.whole;
        prop_assert!(share.copied <= share.words);
        prop_assert_eq!(share.words, found.copied.sections.iter().map(|s| s.share.words).sum::<usize>());
        prop_assert_eq!(share.copied, found.copied.runs.iter().map(|run| run.words).sum::<usize>());
    }

    #[test]
    fn senses_of_any_words_are_read(body in note(), a in 0_usize..400, b in 0_usize..400) {
        let text = Text::new(body.as_str()).unwrap();
        let boundary = |at: usize| (0..=at.min(body.len())).rev().find(|at| body.is_char_boundary(*at)).unwrap();
        let (start, end) = (boundary(a.min(b)), boundary(a.max(b)));
        let span = text.span(u32::try_from(start).unwrap(), u32::try_from(end).unwrap()).unwrap();
        for cue in Senses::of(&text).read(&text, span).cues {
            prop_assert!(body.get(cue.span.range()).is_some());
        }
    }
}
