//! The axis labels in the built pack against CMS's own tables, where the folder beside the repository has them.

use std::collections::BTreeMap;
use std::io::Read;
use std::path::Path;

use codes::pcs::PcsPack;
use roxmltree::{Document, Node};

/// Labels of each code of the official tables.
fn official(xml: &str) -> BTreeMap<String, Vec<String>> {
    let document = Document::parse_with_options(
        xml,
        roxmltree::ParsingOptions {
            allow_dtd: true,
            ..Default::default()
        },
    )
    .unwrap();
    let labels = |axis: Node<'_, '_>| -> Vec<(String, String)> {
        let label = |n: Node<'_, '_>| {
            (
                n.attribute("code").unwrap().to_owned(),
                n.text().unwrap_or_default().to_owned(),
            )
        };
        axis.children()
            .filter(|n| n.has_tag_name("label"))
            .map(label)
            .collect()
    };
    let axes = |parent: Node<'_, '_>| -> Vec<Vec<(String, String)>> {
        parent
            .children()
            .filter(|n| n.has_tag_name("axis"))
            .map(labels)
            .collect()
    };
    let mut codes = BTreeMap::new();
    for table in document
        .root_element()
        .children()
        .filter(|n| n.has_tag_name("pcsTable"))
    {
        for row in table.children().filter(|n| n.has_tag_name("pcsRow")) {
            let mut open = vec![(String::new(), Vec::new())];
            for axis in axes(table).into_iter().chain(axes(row)) {
                open = open
                    .into_iter()
                    .flat_map(|(code, labels): (String, Vec<String>)| {
                        axis.iter()
                            .map(move |(value, label)| {
                                let mut labels = labels.clone();
                                labels.push(label.clone());
                                (format!("{code}{value}"), labels)
                            })
                            .collect::<Vec<_>>()
                    })
                    .collect();
            }
            codes.extend(open);
        }
    }
    codes
}

/// Words in any order: "Upper Arm, Right" is "Right Upper Arm".
fn folded(label: &str) -> Vec<String> {
    let mut words: Vec<String> = label
        .to_lowercase()
        .replace(',', " ")
        .split_whitespace()
        .map(str::to_owned)
        .collect();
    words.retain(|word| word != "contrast");
    words.sort_unstable();
    words
}

#[test]
fn labels_say_what_the_official_tables_say() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let path = root.join("../shared/data/cms/icd10pcs_tables_2025.xml.gz");
    let Ok(file) = std::fs::File::open(&path) else {
        eprintln!(
            "NOT CHECKED against the official tables: {} is not there",
            path.display()
        );
        return;
    };
    let mut xml = String::new();
    flate2::read::GzDecoder::new(file)
        .read_to_string(&mut xml)
        .unwrap();
    let pack = PcsPack::open(&sample::pack("icd10pcs")).unwrap();
    let (mut equal, mut empty, mut all) = (0, 0, 0);
    for (code, labels) in official(&xml) {
        let Some(code) = pack.code(&code) else {
            panic!("{code} is not in the pack")
        };
        for (axis, label) in code.axes().iter().zip(labels) {
            all += 1;
            equal += usize::from(folded(axis.label) == folded(&label));
            empty += usize::from(axis.label.is_empty());
        }
    }
    eprintln!("axis labels: {equal} of {all} as in the official tables, {empty} not known");
    assert!(equal * 1000 >= all * 994, "{equal} of {all}");
    assert!(empty * 1000 <= all * 3, "{empty} of {all} are empty");
}
