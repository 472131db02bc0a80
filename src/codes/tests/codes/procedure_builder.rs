//! The procedure builder over the real code set: it builds exactly the valid codes of each date, and words narrow.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use codes::Ymd;
use codes::pcs::PcsPack;
use codes::pcs::builder::{Builder, Chosen, PLACES, Unfinished};
use codes::pcs::guide;

use crate::walk;

const DAY: Ymd = Ymd(20_261_001);

fn pack() -> &'static PcsPack {
    static PACK: LazyLock<PcsPack> =
        LazyLock::new(|| PcsPack::open(&sample::pack("icd10pcs")).unwrap());
    &PACK
}

fn builder() -> Builder<'static> {
    pack().builder()
}

fn builds_exactly(date: Ymd, expected: usize) {
    let (pack, builder) = (pack(), builder());
    let built = walk::every_code(&builder, date);
    let valid: Vec<&str> = pack
        .codes()
        .filter(|code| code.billable_on(date))
        .map(|code| code.code())
        .collect();
    assert_eq!(built.len(), expected, "{date}");
    assert!(
        built == valid,
        "{date}: what the builder builds is not what is valid"
    );
}

/// PCS guideline A9; the numbers are those of CMS's code files of each release.
#[test]
fn builds_exactly_the_codes_of_october_2024() {
    builds_exactly(Ymd(20_241_001), 78_948);
}

#[test]
fn builds_exactly_the_codes_of_april_2025() {
    builds_exactly(Ymd(20_250_401), 78_986);
}

#[test]
fn builds_exactly_the_codes_of_october_2025() {
    builds_exactly(Ymd(20_251_001), 79_115);
}

#[test]
fn builds_exactly_the_codes_of_april_2026() {
    builds_exactly(Ymd(20_260_401), 79_193);
}

#[test]
fn builds_exactly_the_codes_of_october_2026() {
    builds_exactly(DAY, 79_256);
}

/// Whatever is chosen, wherever: the counts are those of a plain search through all codes.
#[test]
fn counts_agree_with_a_plain_search_for_choices_at_any_place() {
    let (pack, builder) = (pack(), builder());
    let valid: Vec<&[u8]> = pack
        .codes()
        .filter(|code| code.billable_on(DAY))
        .map(|code| code.code().as_bytes())
        .collect();
    // Codes spread over the set, and for each a different selection of its places.
    for (n, code) in valid.iter().step_by(1_571).enumerate() {
        let mask = n * 37 % 128;
        let values: [Option<char>; PLACES] =
            core::array::from_fn(|p| (mask >> p & 1 == 1).then_some(char::from(code[p])));
        let chosen = Chosen::from_values(&values).unwrap();
        let choices = builder.choices(DAY, &chosen);
        for place in 0..PLACES {
            let mut plain = std::collections::BTreeMap::<char, u32>::new();
            for code in &valid {
                let fits = |p: usize| values[p].is_none_or(|v| v == char::from(code[p]));
                if (0..PLACES).filter(|&p| p != place).all(fits) {
                    *plain.entry(char::from(code[place])).or_default() += 1;
                }
            }
            let mut offered = std::collections::BTreeMap::<char, u32>::new();
            for choice in choices.at(place) {
                *offered.entry(choice.value).or_default() += choice.codes;
                assert_eq!(choice.fits, values[place].is_none_or(|v| v == choice.value));
            }
            assert_eq!(offered, plain, "{values:?} at {place}");
        }
    }
}

#[test]
fn says_why_a_code_can_not_be_finished() {
    let builder = builder();
    let finish = |text: &str| builder.finish(DAY, &Chosen::from_prefix(text).unwrap());
    assert_eq!(
        finish("0FT44ZZ").unwrap().title(),
        "Resection of Gallbladder, Percutaneous Endoscopic Approach"
    );
    // Only one code is left before the last places are typed.
    assert_eq!(finish("0FT40").unwrap().code(), "0FT40ZZ");
    assert_eq!(
        finish("0FT4"),
        Err(Unfinished::Open {
            codes: 3,
            open: vec![4, 6]
        })
    );
    // A gallbladder is not resected through a natural opening; another approach would do, or another operation on
    // it, another part or another system with this approach.
    assert_eq!(
        finish("0FT48ZZ"),
        Err(Unfinished::Impossible {
            loosen: vec![1, 2, 3, 4]
        })
    );
    assert_eq!(
        builder.finish(Ymd(19_991_231), &Chosen::new()),
        Err(Unfinished::NoCodesOnDate)
    );
    let said = finish("0FT48ZZ").unwrap_err().to_string();
    assert!(said.contains("character 2, 3, 4, 5"), "{said}");
}

#[test]
fn a_code_new_in_april_is_built_from_april_on() {
    let (pack, builder) = (pack(), builder());
    let new: Vec<_> = pack
        .codes()
        .filter(|code| {
            code.periods()
                .first()
                .is_some_and(|p| p.first == Ymd(20_260_401))
        })
        .collect();
    assert_eq!(new.len(), 80);
    for code in new {
        let chosen = Chosen::from_prefix(code.code()).unwrap();
        assert!(
            builder.finish(Ymd(20_260_331), &chosen).is_err(),
            "{}",
            code.code()
        );
        assert_eq!(builder.finish(Ymd(20_260_401), &chosen), Ok(code));
    }
}

#[test]
fn every_surgical_word_stands_for_labels_of_its_axis() {
    let pack = pack();
    let mut labels: [BTreeSet<&str>; PLACES] = Default::default();
    for code in pack.codes().filter(|code| code.billable_on(DAY)) {
        for (place, axis) in code.axes().iter().enumerate() {
            labels[place].insert(axis.label);
        }
    }
    let mut parts_and_devices = 0;
    for word in guide::surgical_words() {
        let place = match word.axis {
            guide::Axis::Operation => 2,
            guide::Axis::Part => 3,
            guide::Axis::Approach => 4,
            guide::Axis::Device => 5,
            guide::Axis::Qualifier => 6,
        };
        if place == 3 || place == 5 {
            parts_and_devices += word.phrases().count();
        }
        for meant in word.labels() {
            assert!(
                labels[place]
                    .iter()
                    .any(|label| *label == meant || label.starts_with(&format!("{meant}, "))),
                "no label {meant} for {:?}",
                word.phrases().collect::<Vec<_>>()
            );
        }
    }
    assert!(parts_and_devices >= 200, "{parts_and_devices}");
}

#[test]
fn every_operation_and_approach_of_the_codes_is_explained_under_its_name() {
    let pack = pack();
    for code in pack.codes() {
        let axes = code.axes();
        let (section, value) = (axes[0].value, axes[2].value);
        let operation = guide::operation(section, value);
        assert_eq!(
            operation.map(|o| o.name),
            Some(axes[2].label),
            "{}",
            code.code()
        );
        if section == '0' || section == '1' {
            let approach = guide::approach(axes[4].value);
            assert_eq!(
                approach.map(|a| a.name),
                Some(axes[4].label),
                "{}",
                code.code()
            );
        }
    }
}

/// What coders say, and the codes it narrows to.
#[test]
fn words_of_the_operating_room_narrow_to_the_code() {
    let builder = builder();
    for (text, left, codes) in [
        // All words understood, one code left.
        ("laparoscopic gallbladder resection", "", &["0FT44ZZ"][..]),
        ("appendectomy laparoscopic", "", &["0DTJ4ZZ"]),
        ("total open splenectomy resection", "total", &["07TP0ZZ"]),
        (
            "Resection of the right Head and Neck Tendon, open",
            "right",
            &["0LT00ZZ"],
        ),
        ("egd with biopsy of stomach", "", &["0DB68ZX"]),
        ("vaginal delivery", "", &["10E0XZZ"]),
        // Several codes left; these are among them.
        ("lap chole", "", &["0FT44ZZ"]),
        ("inguinal hernia repair right mesh", "", &["0YU54JZ"]),
        (
            "mechanical ventilation",
            "",
            &["5A1935Z", "5A1945Z", "5A1955Z"],
        ),
        (
            "cabg saphenous graft two arteries open aorta",
            "",
            &["021109W"],
        ),
        (
            "pci drug eluting stent one artery percutaneous",
            "",
            &["027034Z"],
        ),
        ("right kidney transplant allogeneic", "", &["0TY00Z0"]),
        (
            "inguinal hernia mesh supplement laparoscopic bilateral",
            "",
            &["0YUA4JZ"],
        ),
        (
            "femur shaft right im nail reposition open",
            "",
            &["0QS806Z"],
        ),
        (
            "chest tube drainage left pleural cavity percutaneous",
            "",
            &["0W9B30Z"],
        ),
    ] {
        let reading = builder.read(DAY, &Chosen::new(), text);
        assert_eq!(reading.unread.join(" "), left, "{text}");
        let found: BTreeSet<&str> = builder
            .codes(DAY, &reading.chosen, 500)
            .iter()
            .map(|code| code.code())
            .collect();
        for code in codes {
            assert!(
                found.contains(code),
                "{text}: {found:?}, understood {:#?}",
                reading.understood
            );
        }
        assert!(found.len() <= 60, "{text}: {} codes left", found.len());
    }
}

#[test]
fn words_that_lead_nowhere_are_handed_back_and_change_nothing() {
    let builder = builder();
    let chosen = Chosen::from_prefix("0FT").unwrap();
    let reading = builder.read(DAY, &chosen, "kneecap zzz");
    assert_eq!(reading.chosen, chosen);
    assert_eq!(reading.unread, ["kneecap", "zzz"]);
    assert!(reading.understood.is_empty());
    // And a meaning is taken back like any other choice.
    let mut narrowed = builder.read(DAY, &chosen, "gall bladder").chosen;
    assert_eq!(builder.choices(DAY, &narrowed).codes(), 3);
    assert!(narrowed.step_back());
    assert_eq!(narrowed, chosen);
}
