//! Alphabetic indexes: conventions of OCG section I.A, and the ways through them.

use official::Contents;
use official::index::{
    Cell, Index, OfIndex, Resolution, Specificity, TermId, defects, unknown_codes,
};

use crate::samples;

fn index(text: &str) -> Index {
    match samples::import(text.as_bytes()).unwrap().contents {
        Contents::Index(index) => index,
        other => panic!("an index, not {other:?}"),
    }
}

fn find(index: &Index, path: &str) -> TermId {
    match index.find(path) {
        Resolution::Term(id) => id,
        other => panic!("{path}: {other:?}"),
    }
}

#[test]
fn a_main_term_has_default_code_modifiers_and_abbreviation() {
    let index = index(samples::DISEASES);
    let blorp = index.term(find(&index, "Blorp")).unwrap();
    assert_eq!(blorp.words, "Blorp, blorping");
    assert_eq!(blorp.title(), "Blorp, blorping (acute) (chronic) NEC");
    assert_eq!(blorp.modifiers, ["acute", "chronic"]);
    assert_eq!(blorp.specificity, Some(Specificity::Nec));
    assert_eq!(blorp.codes[0].to_string(), "R68.89");
    assert_eq!((blorp.level, blorp.line), (0, 7));
}

#[test]
fn etiology_and_manifestation_stand_together_in_order() {
    let index = index(samples::DISEASES);
    let term = index
        .term(find(&index, "Blorp, with, fizzle & pop"))
        .unwrap();
    let codes: Vec<String> = term.all_codes().map(ToString::to_string).collect();
    assert_eq!(codes, ["E10.21", "N08"]);
    assert_eq!(term.manifestation.as_ref().unwrap().code(), "N08");
}

#[test]
fn terms_are_reached_by_letters_children_and_path() {
    let index = index(samples::DISEASES);
    let titles = |letters| -> Vec<String> {
        index
            .main_terms(letters)
            .map(|id| index.path_text(id))
            .collect()
    };
    assert_eq!(titles("bl"), ["Blorp, blorping", "Blunk"]);
    assert_eq!(titles("BLU"), ["Blunk"]);
    assert_eq!(titles("").len(), 3);
    assert!(titles("zz").is_empty());
    let blorp = find(&index, "blorp");
    let children: Vec<String> = index
        .children(blorp)
        .map(|id| index.path_text(id))
        .collect();
    assert_eq!(
        children,
        [
            "Blorp, blorping, with",
            "Blorp, blorping, gizzard",
            "Blorp, blorping, wobbly"
        ]
    );
    let neck = find(&index, "Blorp, gizzard, neck");
    assert_eq!(index.path(neck).len(), 3);
    assert_eq!(index.path_text(neck), "Blorp, blorping, gizzard, neck");
}

#[test]
fn a_search_engine_gets_every_path_with_its_codes() {
    let index = index(samples::DISEASES);
    let entries: Vec<_> = index.entries().collect();
    assert_eq!(entries.len(), index.len());
    let neck = entries
        .iter()
        .find(|e| e.path.last() == Some(&"neck"))
        .unwrap();
    assert_eq!(neck.path, ["Blorp, blorping", "gizzard", "neck"]);
    assert_eq!(neck.codes[0].code(), "S7200");
}

#[test]
fn see_and_see_also_lead_to_a_term_a_choice_a_book_or_are_defects() {
    let index = index(samples::DISEASES);
    let of = |path: &str| index.resolve(&index.term(find(&index, path)).unwrap().references[0]);
    assert_eq!(
        of("Blunk"),
        Resolution::Term(find(&index, "Blorp, with, fizzle & pop"))
    );
    assert_eq!(
        of("Wobble, knee"),
        Resolution::Term(find(&index, "Blorp, gizzard, neck"))
    );
    // A joining term ("with") may be left out of a reference.
    assert_eq!(
        of("Wobble, elbow"),
        Resolution::Term(find(&index, "Blorp, with, fizzle & pop"))
    );
    assert_eq!(
        of("Wobble"),
        Resolution::Choice(Some(find(&index, "Blorp")))
    );
    assert_eq!(of("Wobble, any"), Resolution::Choice(None));
    assert_eq!(of("Wobble, heel"), Resolution::Tabular);
    assert_eq!(of("Wobble, poison"), Resolution::Book(OfIndex::Drugs));
    assert_eq!(of("Wobble, toe"), Resolution::Nowhere(None));
    assert_eq!(
        of("Blorp, wobbly"),
        Resolution::Nowhere(Some(find(&index, "Wobble")))
    );
}

#[test]
fn the_defects_list_shrinks_when_the_book_referred_to_is_there() {
    let (diseases, drugs) = (index(samples::DISEASES), index(samples::DRUGS));
    let listed = |books: &[&Index]| -> Vec<(String, Option<OfIndex>)> {
        defects(books)
            .into_iter()
            .map(|d| (d.text, d.needs))
            .collect()
    };
    let wobble = ("Wobble, gizzard".to_owned(), None);
    let zindle = ("Zindle".to_owned(), None);
    let poison = (
        "Table of Drugs and Chemicals, zorbium".to_owned(),
        Some(OfIndex::Drugs),
    );
    assert_eq!(
        listed(&[&diseases]),
        [wobble.clone(), poison, zindle.clone()]
    );
    assert_eq!(listed(&[&diseases, &drugs]), [wobble, zindle]);
}

#[test]
fn tables_have_a_cell_for_each_heading() {
    let drugs = index(samples::DRUGS);
    assert_eq!(drugs.headings(), ["Poisoning Accidental", "Adverse effect"]);
    let cells = |path| &drugs.term(find(&drugs, path)).unwrap().cells;
    assert!(
        matches!(cells("Zorbium").as_slice(), [Cell::Code(code), Cell::Dash] if code.code() == "T513X1")
    );
    assert!(matches!(
        cells("Zorbium vapor").as_slice(),
        [Cell::Missing, Cell::Code(_)]
    ));
    assert!(cells("Zilch").is_empty());
    let neoplasms = index(samples::NEOPLASMS);
    let gizzard = neoplasms
        .term(find(&neoplasms, "Neoplasm, gizzard"))
        .unwrap();
    assert_eq!(gizzard.remarks, ["of a bird"]);
    assert_eq!(gizzard.cells[1], Cell::Dash);
}

#[test]
fn the_procedure_index_leads_to_tables_values_and_terms() {
    let index = index(samples::PCS_INDEX);
    let nibblectomy = index.term(find(&index, "Nibblectomy")).unwrap();
    assert_eq!(
        nibblectomy.references.len(),
        2,
        "terms without a title belong to the term above"
    );
    let gizzard = find(&index, "Nibbling, Gizzard");
    assert_eq!(
        index.resolve(&nibblectomy.references[0]),
        Resolution::Term(gizzard)
    );
    assert_eq!(
        index.resolve(&nibblectomy.references[1]),
        Resolution::Tabular
    );
    assert_eq!(nibblectomy.references[1].codes[0].code(), "0DB");
    let code = &index.term(gizzard).unwrap().codes[0];
    assert!(code.is_open());
    let of = |path: &str| index.resolve(&index.term(find(&index, path)).unwrap().references[0]);
    assert_eq!(of("Nook"), Resolution::Tabular);
    assert_eq!(
        of("Nip"),
        Resolution::Choice(Some(find(&index, "Nibbling")))
    );
}

#[test]
fn a_misprinted_code_is_noted_and_the_index_stays() {
    let text = samples::DISEASES.replace("<code>R68.89</code>", "<code>R6889</code>");
    let import = samples::import(text.as_bytes()).unwrap();
    assert_eq!(import.warnings.len(), 1);
    assert_eq!(import.warnings[0].place.line, Some(9));
    let text = text.replace("<term level=\"2\">", "<term level=\"3\">");
    assert_eq!(samples::import(text.as_bytes()).unwrap().warnings.len(), 3);
}

#[test]
fn codes_that_the_code_set_does_not_have_are_listed() {
    let index = index(samples::DISEASES);
    let known = |code: &str| matches!(code, "R6889" | "E1021" | "N08" | "S720");
    let unknown: Vec<_> = unknown_codes(&index, known)
        .map(|(_, code)| code.to_string())
        .collect();
    assert_eq!(unknown, ["S72.00"]);
}
