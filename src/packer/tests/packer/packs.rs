//! The built packs: rows on the dates that matter, titles, damage of every kind, and two builds byte for byte.

use std::path::PathBuf;

use codes::cm::{CmPack, Level};
use codes::pcs::PcsPack;
use codes::weights::Weights;
use codes::{PackError, PackKind, TitleSource, Ymd, pack};

fn bytes(kind: PackKind) -> Vec<u8> {
    sample::pack(kind.name())
}

fn cm() -> CmPack {
    CmPack::open(&bytes(PackKind::Icd10Cm)).unwrap()
}

fn pcs() -> PcsPack {
    PcsPack::open(&bytes(PackKind::Icd10Pcs)).unwrap()
}

#[test]
fn billable_codes_on_release_days() {
    let (cm, pcs) = (cm(), pcs());
    for (date, count) in [
        (20_241_001, 74_260),
        (20_251_001, 74_719),
        (20_261_001, 74_879),
    ] {
        assert_eq!(cm.billable_count(Ymd(date)), count, "ICD-10-CM on {date}");
        assert_eq!(
            cm.codes().filter(|c| c.billable_on(Ymd(date))).count(),
            count,
            "ICD-10-CM on {date}"
        );
    }
    for (date, count) in [
        (20_241_001, 78_948),
        (20_250_401, 78_986),
        (20_251_001, 79_115),
        (20_260_401, 79_193),
        (20_261_001, 79_256),
    ] {
        assert_eq!(pcs.billable_count(Ymd(date)), count, "ICD-10-PCS on {date}");
        assert_eq!(
            pcs.codes().filter(|c| c.billable_on(Ymd(date))).count(),
            count,
            "ICD-10-PCS on {date}"
        );
    }
}

#[test]
fn every_code_has_a_title_and_ours_are_marked() {
    let (cm, pcs) = (cm(), pcs());
    assert!(cm.nodes().all(|c| !c.title().is_empty()));
    assert!(pcs.codes().all(|c| !c.title().is_empty()));
    let own = cm
        .codes()
        .filter(|c| c.title_source() == TitleSource::OwnWording && !c.periods().is_empty());
    assert!(own.clone().all(|c| c.periods()[0].first == Ymd(20_261_001)));
    assert_eq!(own.count(), 190);
    let composed = pcs
        .codes()
        .filter(|c| c.title_source() == TitleSource::Composed);
    assert_eq!(composed.clone().count(), 482);
    assert_eq!(
        composed.filter(|c| c.billable_on(Ymd(20_261_001))).count(),
        471
    );
}

#[test]
fn codes_end_when_they_were_withdrawn() {
    let cm = cm();
    let last_day = Ymd(20_260_930);
    let withdrawn = cm
        .codes()
        .filter(|c| c.billable_on(last_day) && !c.billable_on(Ymd(20_261_001)));
    assert_eq!(withdrawn.count(), 30);
    let platelets = cm.code("D691").unwrap();
    assert_eq!(platelets.periods().last().unwrap().last, last_day);
    assert!(cm.code("D6911").unwrap().billable_on(Ymd(20_261_001)));
    assert_eq!(cm.code("D6911").unwrap().parent(), Some(platelets));
}

#[test]
fn the_tabular_list_is_whole() {
    let cm = cm();
    assert_eq!(cm.chapters().count(), 22);
    let chf = cm.code("I5020").unwrap();
    assert_eq!(chf.dotted(), "I50.20");
    assert_eq!(
        chf.title(),
        "Unspecified systolic (congestive) heart failure"
    );
    let path: Vec<String> = chf.path().iter().map(|c| c.code().to_owned()).collect();
    assert_eq!(path[0], "9");
    assert_eq!(&path[path.len() - 3..], ["I50", "I502", "I5020"]);
    assert!(
        cm.code("I50")
            .unwrap()
            .notes()
            .any(|n| n.year == 2026 && n.text.contains("hypertension"))
    );
    assert!(cm.code("I502").unwrap().inclusion_terms().count() > 0);
    // Title and 7th character make the long title; placeholders are filled in.
    let fracture = cm.code("S72001A").unwrap();
    assert!(
        fracture
            .title()
            .ends_with("initial encounter for closed fracture"),
        "{}",
        fracture.title()
    );
    assert_eq!(fracture.parent().unwrap().code(), "S72001");
    assert!(fracture.seventh_characters().any(|c| c.character == 'A'));
    assert!(
        cm.code("T8132XA")
            .unwrap()
            .title()
            .ends_with(", initial encounter")
    );
    // Death leaves no later encounter.
    assert!(cm.code("S061X7A").is_some() && cm.code("S061X7D").is_none());
    assert!(cm.codes().all(|c| c.parent().is_some()));
    assert!(
        cm.nodes()
            .filter(|c| c.level() <= Level::Block)
            .all(|c| c.children().next().is_some())
    );
}

#[test]
fn procedures_have_axes() {
    let pcs = pcs();
    let bypass = pcs.code("0016070").unwrap();
    let labels: Vec<&str> = bypass.axes().iter().map(|a| a.label).collect();
    assert_eq!(labels[0], "Medical and Surgical");
    assert_eq!(labels[2..5], ["Bypass", "Cerebral Ventricle", "Open"]);
    assert!(bypass.axes().iter().all(|a| a.published));
    assert!(
        pcs.starting_with("001")
            .all(|c| c.code().starts_with("001"))
    );
    assert!(pcs.starting_with("001").count() > 50);
    assert_eq!(pcs.starting_with("").count(), pcs.len());
    assert_eq!(pcs.starting_with("@").count(), 0);
    // One code opens a body system that no source names.
    let unnamed = pcs
        .codes()
        .filter(|c| c.axes()[..3].iter().any(|a| a.label.is_empty()))
        .map(|c| c.code());
    assert_eq!(unnamed.collect::<Vec<_>>(), ["D228DZZ"]);
}

#[test]
fn weights_are_those_of_table_5() {
    let weights = Weights::open(&bytes(PackKind::Weights)).unwrap();
    assert_eq!(weights.fiscal_years(), [2026]);
    assert_eq!(weights.len(), 770);
    let transplant = weights.of(1, 2026).unwrap();
    assert_eq!(
        (transplant.weight, transplant.gmlos, transplant.amlos),
        (28.0239, Some(25.8), Some(36.2))
    );
    assert!(weights.of(988, 2026).unwrap().special_pay);
    assert!(weights.of(1, 2025).is_none());
    assert!(weights.of(999, 2026).is_none());
}

/// Opens bytes as a pack of `kind` with the crate that owns the kind.
fn open(kind: PackKind, bytes: &[u8]) -> Result<(), PackError> {
    match kind {
        PackKind::Icd10Cm => CmPack::open(bytes).map(drop),
        PackKind::Icd10Pcs => PcsPack::open(bytes).map(drop),
        PackKind::MsDrg => grouper::MsDrg::open(bytes).map(drop),
        PackKind::Mce => edits::mce::CodeEditor::open(bytes).map(drop),
        PackKind::Weights => Weights::open(bytes).map(drop),
    }
}

#[test]
fn each_kind_of_damage_is_told_apart() {
    for kind in PackKind::ALL {
        let good = bytes(kind);
        assert_eq!(open(kind, &good), Ok(()));
        let name = kind.name();
        for length in [0, 7, 40, pack::HEADER_LEN, good.len() / 2, good.len() - 1] {
            assert!(
                matches!(
                    open(kind, &good[..length]),
                    Err(PackError::Truncated { .. })
                ),
                "{name} cut to {length}"
            );
        }
        let mut tampered = good.clone();
        tampered[good.len() / 2] ^= 1;
        assert!(
            matches!(open(kind, &tampered), Err(PackError::Tampered { .. })),
            "{name}"
        );
        let mut newer = good.clone();
        newer[8] = 9;
        assert!(
            matches!(open(kind, &newer), Err(PackError::TooNew { found: 9, .. })),
            "{name}"
        );
        let other = PackKind::ALL[(PackKind::ALL.iter().position(|k| *k == kind).unwrap() + 1) % 5];
        assert!(
            matches!(open(kind, &bytes(other)), Err(PackError::WrongKind { .. })),
            "{name}"
        );
        assert!(
            matches!(
                open(kind, b"<!doctype html><p>404</p>"),
                Err(PackError::NotAPack { .. })
            ),
            "{name}"
        );
        // Right digest, wrong content.
        let payload = pack::unseal(kind, &good).unwrap();
        let malformed = pack::seal(kind, &payload[..payload.len() - 1]);
        let error = open(kind, &malformed).unwrap_err();
        assert!(
            matches!(error, PackError::Malformed { .. }),
            "{name}: {error}"
        );
        assert!(
            error.to_string().contains(name) && error.fix().contains("cargo xtask packs"),
            "{error}"
        );
    }
}

#[test]
fn the_manifest_tells_sizes_digests_rows_and_sources() {
    let json = std::fs::read(sample::packs().join("manifest.json"))
        .expect("build the packs with: cargo xtask packs");
    let manifest: packer::Manifest = serde_json::from_slice(&json).unwrap();
    assert_eq!(manifest.packs.len(), 5);
    let mut total = 0;
    for (entry, kind) in manifest.packs.iter().zip(PackKind::ALL) {
        let bytes = bytes(kind);
        assert_eq!(
            (entry.name.as_str(), entry.bytes),
            (kind.name(), bytes.len() as u64)
        );
        assert_eq!(entry.sha256, packer::sources::hex_digest(&bytes));
        let brotli = std::fs::read(sample::packs().join(format!("{}.br", entry.file))).unwrap();
        assert_eq!(entry.brotli_bytes, brotli.len() as u64);
        let mut plain = Vec::new();
        brotli::BrotliDecompress(&mut brotli.as_slice(), &mut plain).unwrap();
        assert!(plain == bytes, "{} and its brotli copy differ", entry.file);
        assert!(!entry.source_files.is_empty() && !entry.rows.is_empty());
        total += entry.brotli_bytes;
    }
    assert!(total <= 4_000_000, "{total} bytes as brotli");
    let grouping: u64 = manifest.packs[2..4].iter().map(|p| p.brotli_bytes).sum();
    assert!(
        grouping <= 450_000,
        "grouper and editor take {grouping} bytes as brotli"
    );
}

#[test]
fn two_builds_give_the_same_bytes() {
    let again = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("packs-again");
    let _ = std::fs::remove_dir_all(&again);
    let options = packer::Options {
        sources: sample::root().join("target/sources"),
        packs: again.clone(),
    };
    let report = packer::build(&options, &mut |line| eprintln!("{line}")).unwrap();
    assert!(report.built);
    let mut names = vec!["manifest.json".to_owned()];
    for kind in PackKind::ALL {
        names.extend([kind.file_name(), format!("{}.br", kind.file_name())]);
    }
    for name in names {
        let first = std::fs::read(sample::packs().join(&name)).unwrap();
        let second = std::fs::read(again.join(&name)).unwrap();
        assert!(
            first == second,
            "{name} differs from the one in {}",
            sample::packs().display()
        );
    }
    assert!(
        !packer::build(&options, &mut |_| {}).unwrap().built,
        "nothing is built twice"
    );
}

/// The tabular lists of April 2025 and April 2026 word 39 titles differently: categories and codes, those with a 7th
/// character among them. Six more differ in a comma or a space, and count for nothing.
#[test]
fn titles_of_the_year_before_are_kept() {
    let cm = cm();
    assert_eq!(cm.former_title_count(), 39);
    let (april_2025, april_2026) = (Ymd(20_250_401), Ymd(20_260_401));
    assert_eq!(cm.rewordings_known(), Some((april_2025, april_2026)));
    for (code, was, is) in [
        (
            "S629",
            "Unspecified fracture of wrist and hand",
            "Unspecified fracture of hand",
        ),
        (
            "S6290XA",
            "Unspecified fracture of unspecified wrist and hand, initial encounter for closed fracture",
            "Unspecified fracture of unspecified hand, initial encounter for closed fracture",
        ),
        (
            "M21159",
            "Varus deformity, not elsewhere classified, unspecified",
            "Varus deformity, not elsewhere classified, unspecified hip",
        ),
    ] {
        let code = cm.code(code).unwrap();
        assert_eq!(code.title_on(april_2025), was);
        assert_eq!((code.title_on(april_2026), code.title()), (is, is));
    }
    // A comma more, a space less.
    for code in ["Q7500", "W44G"] {
        assert_eq!(cm.code(code).unwrap().former_titles().count(), 0, "{code}");
    }
}

/// Why the procedures have no former titles: the lists agree word for word in every code that both have.
#[test]
fn procedure_titles_agree_between_their_lists() {
    let cache = packer::sources::Cache::new(&sample::root().join("target/sources"));
    let file = packer::sources::File::PROCEDURE_TITLES;
    let listed =
        packer::read::titles::two_columns("procedure titles", &cache.read(&file).unwrap()).unwrap();
    let axes = packer::read::axis_labels::read(&cache.path(&packer::sources::File::PROCEDURE_AXES))
        .unwrap();
    let both: Vec<_> = listed
        .iter()
        .filter_map(|(code, title)| Some((code, title, axes.titles.get(code)?)))
        .collect();
    assert_eq!(both.len(), 68_080);
    for (code, one, other) in both {
        assert_eq!(one, other, "{code}");
    }
}

/// Of the conversion tables every row that names two codes, once; and no codes but those of the set.
#[test]
fn conversion_tables_are_whole_and_clean() {
    let (cm, pcs) = (cm(), pcs());
    assert_eq!(cm.replacement_count(), 6_143);
    assert_eq!(pcs.replacement_count(), 13_815);
    // Footnote remains in the source ("I63011 A") name no code.
    assert_eq!(cm.replaces("I63013").count(), 0);
    // A new code without one before it has no row.
    assert_eq!(pcs.replaces("0VPM7YZ").count(), 0);
    for code in pcs.codes() {
        for row in pcs.replaced_by(code.code()) {
            assert_eq!(row.old, code.code());
            assert!(pcs.replaces(row.new).any(|back| back == row));
        }
    }
}
