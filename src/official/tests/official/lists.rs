//! Order files, addenda, the POA-exempt list, Table 5, keys, tables and definitions of ICD-10-PCS, the tabular list.

use codes::cm::{Level, NoteKind};
use official::addenda::Action;
use official::{Contents, Import, Problem};

use crate::samples::{self, import, order};

fn read(text: &str) -> Import {
    import(text.as_bytes()).unwrap()
}

fn problem(text: &str) -> (Problem, Option<usize>) {
    let error = import(text.as_bytes()).unwrap_err();
    (error.problem().clone(), error.place().line)
}

#[test]
fn order_files_have_headers_codes_and_two_titles() {
    let import = read(&samples::diagnosis_order());
    assert_eq!(
        (import.count("codes"), import.count("headers")),
        (Some(3), Some(1))
    );
    let Contents::Order(rows) = import.contents else {
        panic!()
    };
    assert_eq!((rows[1].code.as_str(), rows[1].billable), ("A000", true));
    assert_eq!(rows[3].short_title, "Umbrage, Ménière type");
    assert_eq!(rows[3].long_title, rows[3].short_title);
}

#[test]
fn an_order_file_that_lost_lines_or_has_a_code_that_is_none_is_refused() {
    let whole = samples::diagnosis_order();
    let lines: Vec<&str> = whole.lines().collect();
    let without_second = [lines[0], lines[2], lines[3]].join("\n");
    assert_eq!(
        read(&without_second).warnings.len(),
        1,
        "a gap may be meant"
    );
    let moved = [lines[0], lines[2], lines[1], lines[3]].join("\n");
    assert_eq!(problem(&moved), (Problem::Damaged, Some(3)));
    let cut_at_a_line = lines[..2].join("\n");
    assert_eq!(problem(&cut_at_a_line), (Problem::Damaged, Some(2)));
    let before_2020 = order(&[("A00", 1, "Blorp"), ("Z9989", 1, "Dependence on blorp")]);
    assert_eq!(read(&before_2020).count("codes"), Some(2));
    let cut_in_a_line = &whole[..whole.len() - 40];
    assert_eq!(problem(cut_in_a_line), (Problem::Damaged, Some(4)));
    let code = order(&[("A00", 0, "Blorp"), ("A0!0", 1, "Blorp"), ("U07", 1, "x")]);
    assert_eq!(problem(&code), (Problem::Code, Some(2)));
    let of_the_other_set = order(&[
        ("A00", 0, "Blorp"),
        ("0DB10ZX", 1, "Nibble"),
        ("U07", 1, "x"),
    ]);
    assert_eq!(problem(&of_the_other_set), (Problem::Code, Some(2)));
}

#[test]
fn addenda_are_actions_on_headers_and_codes() {
    let import = read(samples::ADDENDA);
    assert_eq!(import.count("codes added"), Some(1));
    let Contents::Addenda(changes) = import.contents else {
        panic!()
    };
    let actions: Vec<_> = changes.iter().map(|c| (c.action, c.billable)).collect();
    assert_eq!(
        actions,
        [
            (Action::Delete, true),
            (Action::Add, false),
            (Action::Add, true),
            (Action::ReviseFrom, true),
            (Action::ReviseTo, true)
        ]
    );
    assert_eq!(changes[1].long_title, "Blorp, all sorts");
    let unpaired = samples::ADDENDA.replace("Revise to,1,L02232", "Revise to,1,L02233");
    assert_eq!(read(&unpaired).warnings.len(), 1);
    assert_eq!(
        problem(&samples::ADDENDA.replace("Add,1", "Invent,1")),
        (Problem::Damaged, Some(4))
    );
    assert_eq!(
        problem(&samples::ADDENDA.replace("D6911", "0DB10ZX")),
        (Problem::Code, Some(4))
    );
}

#[test]
fn the_exempt_list_keeps_codes_without_dots_and_notes_doubles() {
    let Contents::PoaExempt(rows) = read(samples::EXEMPT).contents else {
        panic!()
    };
    assert_eq!(
        (rows[0].code.as_str(), rows[1].code.as_str()),
        ("B900", "B91")
    );
    assert_eq!(rows[1].description, "Older \"blorp\"");
    let doubled = format!("{}01241\tB91\tAgain\n", samples::EXEMPT);
    assert_eq!(read(&doubled).warnings.len(), 1);
    assert_eq!(
        problem(&samples::EXEMPT.replace("B90.0", "B900")),
        (Problem::Code, Some(2))
    );
}

#[test]
fn table_5_keeps_printed_digits_and_a_proposed_rule_is_refused() {
    let Contents::Table5(rows) = import(samples::TABLE_5).unwrap().contents else {
        panic!()
    };
    let first = rows[0].weight.unwrap();
    assert_eq!((first.weight, first.weight_before_cap), (281_000, 280_239));
    assert_eq!((first.gmlos, first.amlos), (Some(258), Some(362)));
    let second = rows[1].weight.unwrap();
    assert!(second.post_acute && second.special_pay);
    assert_eq!(rows[1].title, "BLORP, OTHER");
    assert_eq!((rows[2].drg, rows[2].weight), (999, None));
    let text: String = samples::TABLE_5.iter().map(|&b| char::from(b)).collect();
    assert_eq!(
        problem(&text.replace("Final Rule", "Proposed Rule")).0,
        Problem::Proposed
    );
    assert_eq!(
        problem(&text.replace("\t1.5\t1.5", "\t1.5\t.")).0,
        Problem::Damaged
    );
    assert_eq!(
        problem(&text.replace("003\tYes", "003\tMaybe")).0,
        Problem::Damaged
    );
    assert_eq!(problem(&text.replace("003\t", "001\t")).0, Problem::Damaged);
}

#[test]
fn tables_of_procedures_expand_to_exactly_their_codes() {
    let Contents::ProcedureTables(tables) = read(samples::PCS_TABLES).contents else {
        panic!()
    };
    let codes: Vec<_> = tables.codes().collect();
    assert_eq!(codes, ["0DB10ZX", "0DB10ZZ", "0DB20ZX", "0DB20ZZ"]);
    for (code, held) in [
        ("0DB10ZX", true),
        ("0DB30ZX", false),
        ("0DB10Z", false),
        ("0DB10ZXX", false),
        ("0DC10ZX", false),
        ("", false),
    ] {
        assert_eq!(tables.holds(code), held, "{code}");
    }
    let table = tables.table("0DB").unwrap();
    assert_eq!(table.definition.as_deref(), Some("Taking a little away"));
    for (from, to) in [
        ("codes=\"4\"", "codes=\"5\""),
        ("pos=\"7\" values=\"2\"", "pos=\"7\" values=\"3\""),
        ("pos=\"6\"", "pos=\"5\""),
        ("code=\"2\">Lower", "code=\"1\">Lower"),
    ] {
        assert_eq!(
            problem(&samples::PCS_TABLES.replace(from, to)).0,
            Problem::Damaged,
            "{to}"
        );
    }
    let letter_o = samples::PCS_TABLES.replace("code=\"2\">Lower", "code=\"O\">Lower");
    assert_eq!(problem(&letter_o).0, Problem::Code);
}

#[test]
fn definitions_and_keys_are_found_by_value() {
    let Contents::Definitions(definitions) = read(samples::DEFINITIONS).contents else {
        panic!()
    };
    let gizzard = definitions.find('0', 4, "Gizzard, Right").unwrap();
    assert_eq!(gizzard.includes, ["Nook"]);
    assert!(definitions.find('1', 4, "Gizzard, Right").is_none());
    let Contents::DeviceAggregation(table) = read(samples::AGGREGATION).contents else {
        panic!()
    };
    assert_eq!(
        table, definitions.device_aggregation,
        "both files print the same table"
    );
    let Contents::Key(key) = read(samples::BODY_PARTS).contents else {
        panic!()
    };
    assert_eq!(key[1].term, "Nook");
    assert_eq!(key[1].values.len(), 2);
    let short = samples::BODY_PARTS.replace("\"count_terms\": 2", "\"count_terms\": 3");
    assert_eq!(problem(&short).0, Problem::Damaged);
}

#[test]
fn the_tabular_list_keeps_hierarchy_notes_and_7th_characters() {
    let Contents::Tabular(list) = read(samples::TABULAR).contents else {
        panic!()
    };
    let at = list.find("S720X").unwrap();
    let path: Vec<_> = list
        .path(at)
        .iter()
        .map(|e| (e.level, e.id.as_str()))
        .collect();
    assert_eq!(
        path,
        [
            (Level::Chapter, "19"),
            (Level::Block, "S70-S79"),
            (Level::Category, "S72"),
            (Level::Code, "S720"),
            (Level::Code, "S720X")
        ]
    );
    assert!(list.entries()[at].placeholder);
    assert_eq!(list.seventh_characters(at)[1], ('D', "again".to_owned()));
    let category = &list.entries()[list.find("S72").unwrap()];
    assert_eq!(
        category.notes[0],
        (NoteKind::Excludes1, "bump of hip (S78.-)".to_owned())
    );
    assert_eq!(
        list.entries()[list.find("S720").unwrap()].inclusion_terms,
        ["Neck bump"]
    );
    for (from, to, expected) in [
        (
            "<name>S72.0X</name>",
            "<name>S73.0X</name>",
            Problem::Damaged,
        ),
        (
            "<name>S72.0X</name>",
            "<name>S72.0</name>",
            Problem::Damaged,
        ),
        ("<name>S72.0X</name>", "<name>S720X</name>", Problem::Code),
        ("<name>19</name>", "<name>XIX</name>", Problem::Damaged),
        ("char=\"A\"", "char=\"AB\"", Problem::Damaged),
        ("<desc>Bump of femur</desc>", "", Problem::Damaged),
    ] {
        assert_eq!(
            problem(&samples::TABULAR.replace(from, to)).0,
            expected,
            "{to}"
        );
    }
}
