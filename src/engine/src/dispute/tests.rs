//! A dispute names nobody, its days have an order, and the log comes back as it was written.

use super::*;
use crate::draft::{DraftDiagnosis, Evidence, KeptEdit, Poa, Sex, TakenOver};

fn stay() -> StayDraft {
    StayDraft {
        label: "TESTCASE, Quillon".to_owned(),
        note: "bed 900".to_owned(),
        admission_date: "2026-05-02".to_owned(),
        discharge_date: "2026-05-09".to_owned(),
        birth_date: "1929-11-30".to_owned(),
        sex: Sex::Female,
        discharge_status: Some(1),
        admitting_found_by: "typed “in the words of the record”".to_owned(),
        principal: Some(DraftDiagnosis {
            code: "A4151".to_owned(),
            poa: Poa::Y,
            found_by: "search “in the words of the record”".to_owned(),
        }),
        procedures: vec![DraftProcedure {
            code: "5A1955Z".to_owned(),
            date: "2026-05-03".to_owned(),
            found_by: "builder: “in the words of the record”".to_owned(),
        }],
        taken_over: vec![TakenOver {
            words: "in the words of the record".to_owned(),
            ..TakenOver::default()
        }],
        evidence: vec![Evidence {
            code: "A4151".to_owned(),
            words: "more words of the record".to_owned(),
        }],
        kept_edits: vec![KeptEdit {
            reason: "still words of the record".to_owned(),
            ..KeptEdit::default()
        }],
        ..StayDraft::default()
    }
}

fn dispute() -> Dispute {
    let drg = Disputed::Drg {
        number: "871".to_owned(),
    };
    let mut dispute = begin(
        &stay(),
        drg,
        "MS-DRG 871".to_owned(),
        "2026-06-01".to_owned(),
    )
    .expect("the date has a version");
    dispute.expected = "MS-DRG 870".to_owned();
    dispute
}

#[test]
fn a_dispute_holds_nothing_that_tells_who_it_was() {
    let dispute = dispute();
    assert_eq!(dispute.version, "v43.1");
    // The term of v43.1 begins on April 1; seven days in the hospital stay seven days.
    assert_eq!(dispute.stay.discharge_date, "2026-04-01");
    assert_eq!(dispute.stay.admission_date, "2026-03-25");
    assert_eq!(dispute.stay.age_years, Some(90));
    let coded = |stay: &StayDraft| stay.principal.clone().map(|d| (d.code, d.poa));
    assert_eq!(coded(&dispute.stay), coded(&stay()));
    let written = serde_json::to_string(&dispute.stay).expect("JSON");
    for told in ["TESTCASE", "900", "2026-05", "1929", "words of the record"] {
        assert!(!written.contains(told), "{told}: {written}");
    }
}

#[test]
fn without_a_version_there_is_nothing_to_dispute() {
    let drg = Disputed::Drg {
        number: "871".to_owned(),
    };
    let failed = begin(&StayDraft::default(), drg, String::new(), String::new());
    assert!(failed.is_err_and(|failure| failure.fix.contains("discharge date")));
}

#[test]
fn days_have_an_order() {
    let problems = |change: fn(&mut Dispute)| {
        let mut dispute = dispute();
        change(&mut dispute);
        check(&dispute)
            .into_iter()
            .map(|problem| (problem.field, problem.missing))
            .collect::<Vec<_>>()
    };
    let at = |field: &str, missing| vec![(field.to_owned(), missing)];
    assert_eq!(problems(|_| {}), []);
    assert_eq!(
        problems(|d| d.expected = " ".to_owned()),
        at("expected", true)
    );
    assert_eq!(problems(|d| d.found.clear()), at("found", true));
    assert_eq!(
        problems(|d| d.found = "soon".to_owned()),
        at("found", false)
    );
    assert_eq!(
        problems(|d| d.reported = "2026-05-31".to_owned()),
        at("reported", false)
    );
    assert_eq!(problems(|d| d.closing = Closing::Fixed), at("closed", true));
    assert_eq!(
        problems(|d| {
            d.reported = "2026-06-03".to_owned();
            d.closing = Closing::NoError;
            d.closed = "2026-06-02".to_owned();
        }),
        at("closed", false)
    );
    assert_eq!(
        problems(|d| {
            d.reported = "2026-06-03".to_owned();
            d.closing = Closing::Fixed;
            d.closed = "2026-06-03".to_owned();
        }),
        []
    );
}

#[test]
fn the_log_comes_back_as_it_was_written() {
    let Ok(Event::File { bytes, .. }) = write(vec![dispute(), dispute()]) else {
        panic!("it is written")
    };
    assert_eq!(read(&bytes), Ok(vec![dispute(), dispute()]));
    let good = String::from_utf8(bytes).expect("JSON");
    for bad in [
        String::new(),
        "{}".to_owned(),
        good[..good.len() / 2].to_owned(),
        good.replace("\"version\": 1", "\"version\": 2"),
        good.replace("chartroom-disputes", "chartroom-stay"),
        good.replace("\"expected\"", "\"expectation\""),
    ] {
        let failure = read(bad.as_bytes()).expect_err(&bad);
        for part in [failure.what, failure.why, failure.place, failure.fix] {
            assert!(!part.is_empty(), "{bad:.60}");
        }
    }
    assert!(read(&vec![b' '; FORMAT.most_bytes + 1]).is_err());
}
