//! Rules applied of those listed, family by family, and the cases each is held against.
//!
//! `cargo test -p edits --test rules table -- --nocapture` prints the table.

use edits::rules::{Family, Listed};

use super::*;

/// Every test of cases in this program; each counts what it holds against a rule.
const TESTS: &[fn()] = &[
    excludes::two_codes_exclude_each_other,
    excludes::the_note_is_named_with_its_level_and_year,
    excludes::two_codes_may_stand_together,
    excludes::a_symptom_excluded_by_its_cause,
    excludes::a_symptom_as_principal_beside_a_diagnosis,
    excludes::one_code_for_two,
    excludes::a_pair_is_told_once,
    findings::a_clean_stay_gives_none,
    findings::each_fires_where_it_should,
    findings::none_fires_where_it_should_not,
    findings::an_acquired_condition_is_not_said_to_be_more_than_it_is,
    findings::the_code_set_speaks_instead_of_the_editor,
    findings::a_missing_age_is_said_once_and_conflicts_with_nothing,
    findings::hours_of_ventilation_that_the_editor_doubts_are_doubted_once,
    findings::the_heaviest_comes_first,
    findings::an_empty_stay_is_told_what_it_lacks,
    instructions::an_underlying_condition_goes_first,
    instructions::what_the_editor_says_is_not_said_again,
    instructions::an_additional_code_is_missing,
    instructions::a_partner_is_missing,
    instructions::a_manifestation_as_principal,
    instructions::no_code_is_called_a_manifestation_that_the_editor_does_not,
    metabolic::diabetes_and_what_belongs_to_it,
    metabolic::each_condition_of_a_diabetes_is_told,
    metabolic::hypertension_with_heart_and_kidney,
    metabolic::hypertension_with_its_companions,
    obstetrics::the_week_is_missing,
    obstetrics::obstetric_codes_in_their_order,
    obstetrics::the_outcome_is_missing,
    obstetrics::outcome_and_birth_in_their_places,
    resequenced::the_indicator_follows_its_code,
    sepsis::sepsis_is_told_in_its_order,
    sequence::one_injury_is_in_one_phase,
    sequence::a_late_effect_is_second,
    sequence::acute_stands_before_chronic,
    sequence::two_sides_with_one_code,
    sequence::what_falls_off_the_claim,
    substances::a_drug_stands_where_its_event_puts_it,
    supplementary::an_injury_and_how_it_came_about,
    supplementary::a_scale_needs_the_providers_diagnosis,
    supplementary::circumstances_of_life,
    supplementary::primary_secondary_and_past,
    whole::stays_as_typed,
];

#[test]
fn every_rule_that_is_applied_has_cases_of_both_kinds() {
    CASES.take();
    for test in TESTS {
        test();
    }
    let cases = CASES.take();
    for family in Family::ALL {
        let (applied, listed) = family.counts();
        println!("{} {applied} of {listed} applied", family.letters());
        for rule in family.rules() {
            let [fires, silent] = cases.get(rule.id).copied().unwrap_or_default();
            if let Listed::Only(why) = rule.listed {
                println!("  {}  not applied: {why}", rule.id);
                continue;
            }
            println!(
                "  {}  {fires:>3} fire  {silent:>3} do not  {}",
                rule.id, rule.title
            );
        }
    }
    let lacking: Vec<_> = Family::ALL
        .into_iter()
        .flat_map(Family::rules)
        .filter(|rule| rule.applied())
        .map(|rule| (rule.id, cases.get(rule.id).copied().unwrap_or_default()))
        .filter(|(_, [fires, silent])| *fires == 0 || *silent == 0)
        .collect();
    assert_eq!(lacking, [], "rules without cases, as fire and do not");
}
