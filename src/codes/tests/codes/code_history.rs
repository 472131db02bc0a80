//! The code time machine over the real sets: each release's truth, for each set by itself.

use std::sync::LazyLock;

use codes::Ymd;
use codes::cm::CmPack;
use codes::history::{State, Successors, Timeline};
use codes::pcs::PcsPack;

fn packs() -> &'static (CmPack, PcsPack) {
    static PACKS: LazyLock<(CmPack, PcsPack)> = LazyLock::new(|| {
        let (cm, pcs) = (sample::pack("icd10cm"), sample::pack("icd10pcs"));
        (CmPack::open(&cm).unwrap(), PcsPack::open(&pcs).unwrap())
    });
    &PACKS
}

/// 2026-03-31, 2026-04-01 and 2026-10-01: the update of April 2026 changed the procedures and left the diagnoses as
/// they were; October changed both.
#[test]
fn each_release_changes_each_set_by_itself() {
    let (cm, pcs) = packs();
    let (cm_line, pcs_line) = (Timeline::of_diagnoses(cm), Timeline::of_procedures(pcs));
    let (march, april, october) = (Ymd(20_260_331), Ymd(20_260_401), Ymd(20_261_001));
    for (date, diagnoses, procedures) in [
        (march, 74_719, 79_115),
        (april, 74_719, 79_193),
        (october, 74_879, 79_256),
    ] {
        assert_eq!(cm.billable_count(date), diagnoses, "{date}");
        assert_eq!(pcs.billable_count(date), procedures, "{date}");
    }
    let count = |line: &Timeline<'_>, from, to| {
        let changes = line.changes(from, to);
        assert!(changes.whole);
        assert!(changes.added.is_sorted_by(|a, b| a.code < b.code));
        assert!(changes.withdrawn.is_sorted_by(|a, b| a.code < b.code));
        (changes.added.len(), changes.withdrawn.len())
    };
    assert_eq!(count(&cm_line, march, april), (0, 0));
    assert_eq!(count(&pcs_line, march, april), (80, 2));
    assert_eq!(count(&cm_line, april, october), (190, 30));
    assert_eq!(count(&pcs_line, april, october), (101, 38));
    assert_eq!(count(&cm_line, march, october), (190, 30));
    // Either order, the same answer; the same day, none.
    assert_eq!(
        cm_line.changes(october, march),
        cm_line.changes(march, october)
    );
    assert_eq!(count(&pcs_line, april, april), (0, 0));
}

/// D69.1 was withdrawn on 2026-10-01, when D69.11 and its neighbours came; no conversion table says so, the code set does.
/// T78.07 became T78.079 a year before, as the table of that year says.
#[test]
fn a_code_that_ended_leads_to_what_can_be_reported() {
    let (cm, pcs) = packs();
    let line = Timeline::of_diagnoses(cm);
    let (before, after) = (Ymd(20_260_930), Ymd(20_261_001));
    assert_eq!(line.instead("D691", before), None, "it is valid");
    assert_eq!(line.instead("I50", after), None, "a heading on every date");
    assert_eq!(line.instead("D691X", after), None, "no such code");
    assert_eq!(
        line.instead("I10", Ymd(20_991_231)),
        None,
        "nothing is known"
    );
    let found = line.instead("D691", after).unwrap();
    assert!(!found.converted);
    assert_eq!(found.under, "D691");
    assert!(found.codes.contains(&"D6911") && found.codes.iter().all(|c| c.starts_with("D691")));
    let found = line.instead("T7807XA", after).unwrap();
    assert!(
        found.converted && found.codes.contains(&"T78079A"),
        "{found:?}"
    );
    // The other way round for a stay before the new code.
    let found = line.instead("T78079A", Ymd(20_250_930)).unwrap();
    assert!(
        found.converted && found.codes.contains(&"T7807XA"),
        "{found:?}"
    );
    // Every code of either set that ended leads to codes that are valid, or to none.
    for line in [&line, &Timeline::of_procedures(pcs)] {
        for change in line.changes(Ymd(20_221_001), after).withdrawn {
            let Some(found) = line.instead(change.code, after) else {
                continue;
            };
            assert!(!found.codes.is_empty() && found.codes.is_sorted_by(|a, b| a < b));
            for code in found.codes {
                assert!(
                    matches!(line.state(code, after), Some(State::Valid { .. })),
                    "{code}"
                );
            }
        }
    }
}

/// The days between two editions enclose every rewording; which day it was, no edition says.
#[test]
fn reworded_titles_are_changes_of_their_own() {
    let (cm, pcs) = packs();
    let line = Timeline::of_diagnoses(cm);
    let (seen, by) = (Ymd(20_250_401), Ymd(20_260_401));
    assert_eq!(line.rewordings_known(), Some((seen, by)));
    let between = line.changes(seen, by).retitled;
    assert_eq!(between.len(), 39);
    assert!(between.iter().all(|change| change.certain));
    assert!(between.is_sorted_by(|a, b| a.code < b.code));
    let wrist = between.iter().find(|c| c.code == "S6291XA").unwrap();
    assert!(wrist.was.contains("right wrist and hand,"));
    assert!(wrist.title.contains("right hand,"));
    // Dates within those days may or may not have it between them; dates on one side surely have not.
    let within = line.changes(Ymd(20_250_930), Ymd(20_251_001)).retitled;
    assert_eq!(within.len(), 39);
    assert!(within.iter().all(|change| !change.certain));
    for (from, to) in [(20_241_001, 20_250_401), (20_260_401, 20_261_001)] {
        assert!(line.changes(Ymd(from), Ymd(to)).retitled.is_empty());
    }
    let same = Ymd(20_251_001);
    assert!(line.changes(same, same).retitled.is_empty());
    let procedures = Timeline::of_procedures(pcs);
    assert!(procedures.changes(seen, by).retitled.is_empty());
    assert_eq!(procedures.rewordings_known(), None);
}

#[test]
fn a_code_has_its_state_on_every_date() {
    let (cm, pcs) = packs();
    let (cm_line, pcs_line) = (Timeline::of_diagnoses(cm), Timeline::of_procedures(pcs));
    let april = Ymd(20_260_401);
    // Every procedure code of April 2026 is not yet there the day before, new on the day and until the next release.
    let changes = pcs_line.changes(Ymd(20_260_331), april);
    for change in &changes.added {
        assert_eq!(change.day, april);
        assert_eq!(
            pcs_line.state(change.code, Ymd(20_260_331)),
            Some(State::NotYet { first: april })
        );
        for (date, new) in [
            (april, true),
            (Ymd(20_260_930), true),
            (Ymd(20_261_001), false),
        ] {
            assert!(
                matches!(
                    pcs_line.state(change.code, date),
                    Some(State::Valid { since, new: n, .. }) if since == april && n == new
                ),
                "{} on {date}",
                change.code
            );
        }
    }
    for change in &changes.withdrawn {
        assert_eq!(change.day, Ymd(20_260_331));
        assert_eq!(
            pcs_line.state(change.code, april),
            Some(State::Withdrawn {
                last: change.day,
                again: None
            })
        );
        assert!(matches!(
            pcs_line.state(change.code, change.day),
            Some(State::Valid { last: Some(last), .. }) if last == change.day
        ));
    }
    assert_eq!(
        cm_line.state("I10", april),
        Some(State::Valid {
            since: Ymd(20_151_001),
            new: false,
            last: None
        })
    );
    assert_eq!(cm_line.state("E11", april), Some(State::Header));
    assert_eq!(cm_line.state("I100", april), None);
    assert_eq!(
        cm_line.state("I10", Ymd(20_150_930)),
        Some(State::NotYet {
            first: Ymd(20_151_001)
        })
    );
    assert_eq!(
        cm_line.state("I10", Ymd(20_271_001)),
        Some(State::BeyondTables {
            horizon: cm_line.horizon()
        })
    );
}

#[test]
fn releases_are_those_of_october_and_april_and_the_two_of_the_emergency() {
    let (cm, pcs) = packs();
    for line in [Timeline::of_diagnoses(cm), Timeline::of_procedures(pcs)] {
        let releases = line.releases();
        assert_eq!(releases.first(), Some(&Ymd(20_151_001)));
        assert_eq!(releases.last(), Some(&Ymd(20_261_001)));
        for release in releases {
            let (year, month, day) = release.parts();
            // Codes for COVID-19 came between releases: 1 April and 1 August 2020, 1 January 2021.
            let usual = day == 1 && (month == 10 || month == 4);
            let emergency = [(2020, 8), (2021, 1)].contains(&(year, month));
            assert!(usual || emergency, "{release}");
        }
        for year in 2016..=2026 {
            assert!(releases.contains(&Ymd(year * 10_000 + 1_001)), "{year}");
        }
    }
    // April 2026 was a release of procedures only.
    assert!(
        !Timeline::of_diagnoses(cm)
            .releases()
            .contains(&Ymd(20_260_401))
    );
    assert!(
        Timeline::of_procedures(pcs)
            .releases()
            .contains(&Ymd(20_260_401))
    );
    assert_eq!(
        Timeline::of_diagnoses(cm).release_on(Ymd(20_260_930)),
        Some(Ymd(20_251_001))
    );
    assert_eq!(Timeline::of_diagnoses(cm).release_on(Ymd(20_150_930)), None);
}

/// On any two release days the difference is what the counts say.
#[test]
fn changes_add_up() {
    let (cm, pcs) = packs();
    let (cm_line, pcs_line) = (Timeline::of_diagnoses(cm), Timeline::of_procedures(pcs));
    for (line, count) in [
        (
            &cm_line,
            &(|date| cm.billable_count(date)) as &dyn Fn(Ymd) -> usize,
        ),
        (&pcs_line, &|date| pcs.billable_count(date)),
    ] {
        for pair in line.releases().windows(2) {
            let changes = line.changes(pair[0], pair[1]);
            assert_eq!(
                count(pair[0]) + changes.added.len(),
                count(pair[1]) + changes.withdrawn.len(),
                "{} to {}",
                pair[0],
                pair[1]
            );
            assert!(!changes.added.is_empty() || !changes.withdrawn.is_empty());
        }
        // Where the tables end, nothing is guessed.
        let beyond = line.changes(Ymd(20_261_001), Ymd(20_280_101));
        assert!(!beyond.whole && beyond.withdrawn.is_empty());
        assert!(!line.changes(Ymd(20_160_101), Ymd(20_261_001)).whole);
    }
}

/// The conversion tables of CDC and CMS: whatever was withdrawn before FY2027 has a code after it, but for the few that
/// the tables leave out; of the diagnoses withdrawn in FY2027 nothing is known.
#[test]
fn withdrawn_codes_name_what_takes_their_place_or_say_that_it_is_not_known() {
    let (cm, pcs) = packs();
    if cm.replacement_count() == 0 {
        eprintln!(
            "not run: packs of format 1 have no conversion tables; build them anew with cargo xtask packs"
        );
        return;
    }
    let (cm_line, pcs_line) = (Timeline::of_diagnoses(cm), Timeline::of_procedures(pcs));
    for (line, release, withdrawn, known) in [
        (&cm_line, 20_230_401, 7, 7),
        (&cm_line, 20_231_001, 25, 24),
        (&cm_line, 20_241_001, 36, 35),
        (&cm_line, 20_251_001, 28, 28),
        (&cm_line, 20_261_001, 30, 0),
        (&pcs_line, 20_231_001, 5, 5),
        (&pcs_line, 20_240_401, 6, 2),
        (&pcs_line, 20_241_001, 61, 61),
        (&pcs_line, 20_250_401, 12, 12),
        (&pcs_line, 20_251_001, 27, 19),
        (&pcs_line, 20_260_401, 2, 2),
        (&pcs_line, 20_261_001, 38, 32),
    ] {
        let gone: Vec<_> = line
            .entries()
            .filter(|entry| line.withdrawn_with(entry.code) == Some(Ymd(release)))
            .collect();
        assert_eq!(gone.len(), withdrawn, "{release}");
        let mut found = 0;
        for entry in gone {
            match line.successors(entry.code) {
                Some(Successors::Known(rows)) => {
                    found += 1;
                    for row in rows {
                        assert_eq!((row.old, row.effective), (entry.code, Ymd(release)));
                        assert!(matches!(
                            line.state(row.new, row.effective),
                            Some(State::Valid { .. })
                        ));
                    }
                }
                Some(Successors::NotKnown) => {}
                None => panic!("{} is withdrawn", entry.code),
            }
        }
        assert_eq!(found, known, "{release}");
    }
    let Some(Successors::Known(rows)) = cm_line.successors("T7807XA") else {
        panic!("T78.07XA was divided in October 2025")
    };
    let new: Vec<&str> = rows.iter().map(|row| row.new).collect();
    assert_eq!(new, ["T78070A", "T78071A", "T78079A"]);
    // A code that goes on has no successor, though others were divided from it.
    assert_eq!(cm_line.successors("I10"), None);
    assert_eq!(cm_line.successors("E11"), None);
    assert_eq!(cm_line.successors("nothing"), None);
    let before: Vec<&str> = cm.replaces("T78079A").map(|row| row.old).collect();
    assert_eq!(before, ["T7807XA"]);
}
