//! The readers against the files that CDC and CMS published, counted. Not in the repository: looked for in
//! the folder that `CHARTROOM_OFFICIAL` names or in `../shared/data/cms` beside it, and among the sources the packer keeps. A file that is not there is named and left out.

use std::collections::HashSet;
use std::path::Path;

use codes::Ymd;
use official::index::{Index, OfIndex, Resolution, defects, unknown_codes};
use official::{Contents, Given, Import, Kind, read, recognise};

/// Bytes of a published file, or a word that it was not found.
fn bytes(path: &Path) -> Option<Vec<u8>> {
    let found = std::fs::read(path).ok();
    if found.is_none() {
        eprintln!("NOT RUN: no {}", path.display());
    }
    found
}

/// Reads a file of `../shared/data/cms` as of `day`, within the time a user waits without asking why.
fn shared(name: &str, day: i64) -> Option<Import> {
    let folder = std::env::var_os("CHARTROOM_OFFICIAL")
        .map_or_else(|| sample::root().join("../shared/data/cms"), Into::into);
    let bytes = bytes(&folder.join(name))?;
    Some(import(name, &bytes, day))
}

/// A file that the packer downloaded, by the end of its name.
fn of_packer(ending: &str) -> Option<Vec<u8>> {
    let folder = sample::packs().join("../sources/files");
    let path = std::fs::read_dir(&folder)
        .ok()
        .into_iter()
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.path()))
        .find(|path| path.to_string_lossy().ends_with(ending));
    path.map_or_else(
        || {
            eprintln!("NOT RUN: no …{ending} in {}", folder.display());
            None
        },
        |path| bytes(&path),
    )
}

fn import(name: &str, bytes: &[u8], day: i64) -> Import {
    let start = std::time::Instant::now();
    let container = recognise(name, bytes).unwrap();
    let [found] = container.files.as_slice() else {
        panic!("{name} holds one file");
    };
    let given = Given {
        effective: Some(Ymd(day)),
        ..Given::default()
    };
    let import = read(found, given).unwrap_or_else(|e| panic!("{e}"));
    eprintln!(
        "{name}: {:?} {:?} {} warnings, {:.0?}",
        import.kind,
        import.rows,
        import.warnings.len(),
        start.elapsed()
    );
    import
}

fn counts(import: &Import, expected: &[(&'static str, usize)]) {
    for (name, count) in expected {
        assert_eq!(
            import.count(name),
            Some(*count),
            "{name} of {:?}",
            import.kind
        );
    }
}

fn index(import: &Import) -> &Index {
    match &import.contents {
        Contents::Index(index) => index,
        other => panic!("an index, not {other:?}"),
    }
}

#[test]
fn diagnosis_indexes_have_the_counts_of_april_2025() {
    let day = 2025_04_01;
    if let Some(drugs) = shared("icd10cm_drug_2025_april.xml.gz", day) {
        assert_eq!(drugs.kind, Kind::DrugTable);
        assert_eq!(drugs.edition.fiscal_year, 2025);
        counts(
            &drugs,
            &[
                ("main terms", 5177),
                ("terms", 2251),
                ("cells", 43_212),
                ("cross-references", 132),
            ],
        );
        assert_eq!(index(&drugs).headings().len(), 6);
        assert_eq!(led(&drugs), [121, 6, 0, 0, 5]);
    }
    if let Some(causes) = shared("icd10cm_eindex_2025_april.xml.gz", day) {
        assert_eq!(causes.kind, Kind::ExternalCauseIndex);
        counts(
            &causes,
            &[
                ("main terms", 314),
                ("terms", 7750),
                ("cross-references", 902),
            ],
        );
        assert_eq!(led(&causes), [702, 84, 48, 45, 23]);
    }
    if let Some(neoplasms) = shared("icd10cm_neoplasm_2025_april.xml.gz", day) {
        assert_eq!(neoplasms.kind, Kind::NeoplasmTable);
        counts(
            &neoplasms,
            &[("main terms", 1), ("terms", 1938), ("cells", 10_916)],
        );
        assert_eq!(led(&neoplasms), [168, 3, 2, 0, 14]);
    }
}

/// How many references lead to a term, to a choice, to another book, to the tabular list or tables, and nowhere.
fn led(import: &Import) -> [usize; 5] {
    let index = index(import);
    let mut led = [0; 5];
    for reference in index.terms().flat_map(|(_, term)| &term.references) {
        let at = match index.resolve(reference) {
            Resolution::Term(_) => 0,
            Resolution::Choice(_) => 1,
            Resolution::Book(_) => 2,
            Resolution::Tabular => 3,
            Resolution::Nowhere(_) => 4,
        };
        led[at] += 1;
    }
    assert!(import.warnings.is_empty(), "{:?}", import.warnings);
    led
}

/// Together the three books answer each other's references; what is left names the Index to Diseases (11), a term that
/// only that index has, or is a misprint.
#[test]
fn references_from_one_book_into_another_are_no_defects() {
    let day = 2025_04_01;
    let books: Vec<Import> = ["drug", "eindex", "neoplasm"]
        .iter()
        .filter_map(|name| shared(&format!("icd10cm_{name}_2025_april.xml.gz"), day))
        .collect();
    if books.len() < 3 {
        return;
    }
    let indexes: Vec<&Index> = books.iter().map(index).collect();
    let listed = defects(&indexes);
    let needs = listed.iter().filter(|d| d.needs.is_some()).count();
    assert_eq!((listed.len(), needs), (53, 11));
    assert!(listed.iter().all(|d| d.needs != Some(OfIndex::Drugs)));
}

/// Editions of the same day agree: every code of the books, and every exempt code, is in the order file.
#[test]
fn codes_of_the_books_are_in_the_order_file() {
    let day = 2025_04_01;
    let Some(order) = shared("icd10cm_order_2025_april.txt.gz", day) else {
        return;
    };
    let Contents::Order(rows) = &order.contents else {
        panic!("an order file");
    };
    let known: HashSet<&str> = rows.iter().map(|row| row.code.as_str()).collect();
    let billable: HashSet<&str> = rows
        .iter()
        .filter(|r| r.billable)
        .map(|r| r.code.as_str())
        .collect();
    for name in ["drug", "eindex", "neoplasm"] {
        if let Some(book) = shared(&format!("icd10cm_{name}_2025_april.xml.gz"), day) {
            let index = index(&book);
            let unknown: Vec<_> = unknown_codes(index, |code| known.contains(code))
                .map(|(id, code)| (index.path_text(id), code.to_string()))
                .collect();
            assert!(unknown.is_empty(), "{unknown:?}");
        }
    }
    if let Some(exempt) = shared("POAexemptCodesFY25.txt.gz", 2024_10_01) {
        let Contents::PoaExempt(rows) = &exempt.contents else {
            panic!("the exempt list");
        };
        let missing = rows
            .iter()
            .filter(|row| !billable.contains(row.code.as_str()))
            .count();
        assert_eq!(missing, 0);
    }
}

/// The codes in the index of procedures are codes of the tables, or beginnings of some; the edition of 2025 has one term
/// whose two codes are in no table.
#[test]
fn codes_of_the_procedure_index_are_in_the_tables() {
    let day = 2024_10_01;
    let (Some(tables), Some(book)) = (
        shared("icd10pcs_tables_2025.xml.gz", day),
        shared("icd10pcs_index_2025.xml.gz", day),
    ) else {
        return;
    };
    let Contents::ProcedureTables(tables) = &tables.contents else {
        panic!("tables");
    };
    let known: HashSet<String> = tables
        .codes()
        .flat_map(|code| (3..=7).map(move |end| code[..end].to_owned()))
        .collect();
    let index = index(&book);
    let unknown: Vec<_> = unknown_codes(index, |code| known.contains(code))
        .map(|(id, code)| (index.path_text(id), code.to_string()))
        .collect();
    let term = "DownStream(R) System".to_owned();
    assert_eq!(
        unknown,
        [
            (term.clone(), "5A0512C".to_owned()),
            (term, "5A0522C".to_owned())
        ]
    );
}

#[test]
fn order_file_addenda_and_exempt_list_have_their_counts() {
    if let Some(order) = shared("icd10cm_order_2025_april.txt.gz", 2025_04_01) {
        counts(&order, &[("codes", 74_260), ("lines", 97_584)]);
    }
    if let Some(addenda) = shared("icd10cm_fy2027_addenda.csv.gz", 2026_10_01) {
        counts(
            &addenda,
            &[
                ("codes added", 190),
                ("codes deleted", 30),
                ("headers added", 63),
                ("headers deleted", 6),
                ("titles revised", 4),
            ],
        );
        assert!(addenda.warnings.is_empty(), "{:?}", addenda.warnings);
    }
    if let Some(exempt) = shared("POAexemptCodesFY25.txt.gz", 2024_10_01) {
        assert_eq!(exempt.edition.fiscal_year, 2025);
        counts(&exempt, &[("codes", 38_154)]);
        assert!(exempt.warnings.is_empty(), "{:?}", exempt.warnings);
    }
}

#[test]
fn procedure_files_have_their_counts() {
    let day = 2024_10_01;
    if let Some(tables) = shared("icd10pcs_tables_2025.xml.gz", day) {
        counts(
            &tables,
            &[("tables", 908), ("rows", 2661), ("codes", 78_948)],
        );
        assert!(tables.warnings.is_empty(), "{:?}", tables.warnings);
        let Contents::ProcedureTables(tables) = &tables.contents else {
            panic!("tables");
        };
        let mut codes: Vec<_> = tables.codes().collect();
        codes.sort();
        codes.dedup();
        assert_eq!(codes.len(), 78_948);
        assert!(codes.iter().all(|code| tables.holds(code)));
        assert!(!tables.holds("0016079"), "no such qualifier");
    }
    if let Some(procedures) = shared("icd10pcs_index_2025.xml.gz", day) {
        counts(&procedures, &[("main terms", 3215)]);
        assert_eq!(led(&procedures), [786, 49, 0, 3289, 3]);
    }
    if let Some(definitions) = shared("icd10pcs_definitions_2026.xml.gz", 2025_10_01) {
        counts(
            &definitions,
            &[
                ("sections", 16),
                ("axes", 31),
                ("definitions", 954),
                ("devices", 60),
            ],
        );
        assert!(
            definitions.warnings.is_empty(),
            "{:?}",
            definitions.warnings
        );
    }
    for (name, what, count) in [
        ("body_part_key.json.gz", "terms", 1106),
        ("device_key.json.gz", "terms", 407),
        ("device_aggregation.json.gz", "devices", 60),
    ] {
        if let Some(key) = shared(name, 2025_10_01) {
            counts(&key, &[(what, count)]);
        }
    }
}

#[test]
fn tabular_list_and_table_5_of_the_packers_sources_have_their_counts() {
    if let Some(bytes) = of_packer("icd10c-tabular-April-1-2026.xml") {
        let tabular = import("tabular", &bytes, 2026_04_01);
        counts(
            &tabular,
            &[
                ("chapters", 22),
                ("blocks", 297),
                ("categories and codes", 46_881),
            ],
        );
        assert!(tabular.warnings.is_empty(), "{:?}", tabular.warnings);
    }
    if let Some(bytes) = of_packer("drg_weights.txt") {
        let name = "Table 5";
        let container = recognise(name, &bytes).unwrap();
        let table = read(&container.files[0], Given::default()).unwrap();
        assert_eq!(
            (table.edition.fiscal_year, table.edition.effective),
            (2026, Ymd(2025_10_01))
        );
        counts(&table, &[("MS-DRGs", 772), ("with a weight", 770)]);
    }
}

/// The guidelines of FY2025: 120 pages, every heading of its contents found, and the deepest rows of a chapter.
#[test]
fn the_guidelines_of_2025() {
    let Some(import) = shared("guidelines_fy2025.pdf", 2024_10_01) else {
        return;
    };
    let Contents::Guidelines(guidelines) = &import.contents else {
        panic!("{:?}", import.kind);
    };
    counts(
        &import,
        &[("sections", 489), ("listed in its contents", 226)],
    );
    // The contents leave one heading out, and nothing they list is missing.
    let said: Vec<&str> = import.warnings.iter().map(|w| w.what.as_str()).collect();
    assert!(
        matches!(said.as_slice(), [one] if one.starts_with("I.C.5.d ")),
        "{said:?}"
    );
    for id in [
        "I.A.19",
        "I.B.18",
        "I.C.1.d.1.a.iv",
        "I.C.1.g.1.c.iii",
        "I.C.9.a.12",
        "I.C.22",
        "II.K",
        "III.C",
        "IV.Q",
        "Appendix I",
    ] {
        assert!(guidelines.find(id).is_some(), "{id}");
    }
    let sections = guidelines.sections();
    let empty = sections.iter().enumerate().filter(|(at, section)| {
        section.paragraphs.is_empty() && guidelines.below(*at).next().is_none()
    });
    assert_eq!(
        empty.map(|(_, section)| &section.id).collect::<Vec<_>>(),
        Vec::<&String>::new()
    );
    let furniture = |text: &String| text.contains("Page ") && text.contains(" of 120");
    assert!(
        !sections
            .iter()
            .any(|s| s.paragraphs.iter().any(furniture) || furniture(&s.title))
    );
}
