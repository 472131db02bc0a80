//! Code first, use additional code, code also (I.A.13, I.A.17, I.B.7), manifestations (I.A.13).

use super::*;
use Place::{Principal, Secondary};
use Severity::{Info, Stop, Warn};

/// CM-007: an order that is wrong, and an underlying condition that is not there.
#[test]
pub(super) fn an_underlying_condition_goes_first() {
    speaks(
        "CM-007",
        &[
            // Binding and principal, its partner behind it or absent.
            ("D630 C3490", Stop, Principal),
            ("J1282 U071", Stop, Principal),
            ("J1282", Stop, Principal),
            ("D631 I10", Stop, Principal),
            // Binding and secondary.
            ("I10 D630 C3490", Warn, Secondary(0)),
            ("I10 D630", Warn, Secondary(0)),
            // Examples only: any other underlying disease would do, and none stands before.
            ("R627 M148", Warn, Secondary(0)),
            // "Any associated": only the order of what is there.
            ("N183 I129", Warn, Principal),
            ("I5023 I110", Warn, Principal),
            // The note is in words.
            ("I8511 K7031", Info, Principal),
            ("D641 J189", Info, Principal),
        ],
    );
    is_silent(
        "CM-007",
        &[
            "C3490 D630",
            "U071 J1282",
            "N183 D631",
            "I110 I5023",
            // A heart failure without hypertension may well be principal.
            "I5023 N390",
            // A secondary one before a partner that need not be its cause.
            "J189 I5023 I110",
            // A poisoning is named by its intent, an adverse effect is none.
            "J189 G928 T424X5A",
            // Colitis as the adverse effect of a drug: the effect comes first, the drug after it (I.C.19.e.5.a).
            "K521 T451X5A",
            // Not an example of the note, but a disease: delirium with a urinary infection.
            "N390 F05",
            // A note in words: what stands before a secondary code may be what it means.
            "K7031 I8511",
            "N390 Z1612",
        ],
    );
}

/// The editor's words on a principal diagnosis are not repeated.
#[test]
pub(super) fn what_the_editor_says_is_not_said_again() {
    use edits::mce::{Edit, EditSet, McEdits};
    let stay = stay("D630 C3490");
    let editor = McEdits {
        diagnoses: vec![
            [Edit::ManifestationAsPdx].into_iter().collect(),
            EditSet::NONE,
        ],
        ..McEdits::default()
    };
    let facts = Facts {
        stay: &stay,
        given: Given::ALL,
        admission_date: None,
        procedure_dates: &[],
        unreadable_dates: &[],
        codes: &CodeStatuses::default(),
        editor: Some(&editor),
        grouped: None,
        references: edits::findings::References::default(),
    };
    let mut found = Vec::new();
    check(&CONVENTIONS, &PACK, &facts, &mut found);
    assert!(found.iter().all(|f| f.place != Principal), "{found:#?}");
}

/// CM-008: an additional code that is always asked for.
#[test]
pub(super) fn an_additional_code_is_missing() {
    speaks(
        "CM-008",
        &[
            ("E1122", Warn, Principal),
            ("I10 E11621", Warn, Secondary(0)),
            ("M978XXA", Warn, Principal),
            // Stages of another disease are none of the kidney's.
            ("E1122 N179", Warn, Principal),
            // Examples of a single code: what infected a transplant.
            ("T8643", Info, Principal),
            // An organism is coded where one was found.
            ("N390", Info, Principal),
        ],
    );
    is_silent(
        "CM-008",
        &[
            "E1122 N183",
            "E11621 L97509",
            "N390 B9620",
            // The stage is not told, and the kidney disease is.
            "E1122 N189",
            "E0922 N189",
            "Q8781 N189",
            "E11621 L97909",
            // Examples name one code of a category that any code of it may stand for.
            "T80211A A4102",
            // Some patients have it only: manifestations, complications, habits, "if drug-induced".
            "K5090",
            "U071",
            "D5709",
            "T8611",
            "K8530",
            "J8489",
            "E1139",
            // "If applicable", and lists of alternatives.
            "J449",
            "K259",
            // A chapter's note on resistance speaks of some infections.
            "A419",
            // External causes are CM-032's.
            "T2000XA",
        ],
    );
}

/// CM-009: worth knowing, never more.
#[test]
pub(super) fn a_partner_is_missing() {
    speaks(
        "CM-009",
        &[
            ("C259 I10 I426", Info, Secondary(1)),
            ("E840", Info, Principal),
            ("R29818 H93A9 F804", Info, Secondary(1)),
        ],
    );
    is_silent(
        "CM-009",
        &["I426 F1020", "F804 H903", "S82201A S81801A", "I10"],
    );
}

/// CM-010 where no code editor speaks; with one, it is the editor's.
#[test]
pub(super) fn a_manifestation_as_principal() {
    speaks(
        "CM-010",
        &[
            ("G01 A419", Stop, Principal),
            ("H42 E859", Stop, Principal),
            ("M01X0 A419", Stop, Principal),
        ],
    );
    is_silent("CM-010", &["A419 G01", "E859 H42", "G039", "M009"]);
}

/// By title alone a code is called a manifestation only where the editor's table has it as one.
#[test]
pub(super) fn no_code_is_called_a_manifestation_that_the_editor_does_not() {
    use edits::mce::{CodeEditor, Edit};
    let editor = CodeEditor::open(&sample::pack("mce")).unwrap();
    let mut called = 0;
    for code in PACK
        .codes()
        .filter(|code| code.billable_on(Ymd(2026_05_10)))
    {
        let stay = stay(code.code());
        if told("CM-010", &stay).is_empty() {
            continue;
        }
        called += 1;
        let edits = editor.edit(&stay);
        assert!(
            edits.diagnoses[0].contains(Edit::ManifestationAsPdx),
            "{}",
            code.code()
        );
    }
    assert!(called > 100, "{called}");
}
