//! A form is judged as far as it is filled in, and comes back from its document as it was.

use super::document::MOST_BYTES;
use super::*;
use crate::protocol::Event;

fn form(values: &[(&str, &str)]) -> InputsForm {
    InputsForm {
        fiscal_year: 2026,
        facility: "Made-Up General Hospital".to_owned(),
        values: values
            .iter()
            .map(|&(key, text)| (key.to_owned(), text.to_owned()))
            .collect(),
    }
}

const ENOUGH: [(&str, &str); 7] = [
    ("operating.standardized_amount.labor", "$4,000.00"),
    ("operating.standardized_amount.nonlabor", "2000"),
    ("operating.wage_index", "1.1000"),
    ("capital.federal_rate", "500.00"),
    ("outlier.fixed_loss", "40,000"),
    ("outlier.operating_cost_to_charge", "0.300"),
    ("outlier.capital_cost_to_charge", "0.020"),
];

fn problems(change: &[(&str, &str)]) -> Vec<(String, bool)> {
    let mut all = form(&ENOUGH);
    for &(key, text) in change {
        all.values.insert(key.to_owned(), text.to_owned());
    }
    read(&all)
        .err()
        .unwrap_or_default()
        .into_iter()
        .map(|problem| (problem.field, problem.missing))
        .collect()
}

#[test]
fn amounts_are_read_as_people_write_them_and_no_comma_is_guessed() {
    for (typed, plain) in [
        ("$6,425.27", "6425.27"),
        ("6425.27", "6425.27"),
        ("1,234,567", "1234567"),
        (" $ 500", "500"),
        ("6425,27", "6425,27"),
        ("6,42", "6,42"),
        ("1234,567", "1234,567"),
        ("", ""),
    ] {
        assert_eq!(plain_money(typed), plain, "{typed}");
    }
}

#[test]
fn seven_figures_are_enough() {
    assert_eq!(problems(&[]), []);
}

#[test]
fn an_empty_form_names_what_is_missing_and_nothing_else() {
    let none = read(&InputsForm {
        fiscal_year: 2026,
        ..InputsForm::default()
    })
    .expect_err("nothing stands there");
    assert!(none.iter().all(|problem| problem.missing), "{none:?}");
    assert_eq!(none.len(), 8, "seven figures and the name");
}

#[test]
fn each_field_is_judged_by_itself() {
    let wrong = |key: &str| vec![(key.to_owned(), false)];
    let open = |key: &str| vec![(key.to_owned(), true)];
    for (key, text) in [
        ("operating.wage_index", "97.32"),
        ("operating.wage_index", "1,1"),
        ("operating.disproportionate_share", "12 %"),
        ("operating.teaching", "0.9"),
        ("capital.federal_rate", "5,00"),
        ("capital.geographic_adjustment", "2.0"),
        ("outlier.fixed_loss", "400"),
        ("adjustments.readmissions", "1.2"),
    ] {
        assert_eq!(problems(&[(key, text)]), wrong(key), "{key} {text}");
    }
    for key in ["operating.wage_index", "outlier.fixed_loss"] {
        assert_eq!(problems(&[(key, " ")]), open(key), "{key}");
    }
    // A ratio may be larger than a factor.
    assert_eq!(
        problems(&[("operating.teaching", "0.9"), (TEACHING_KIND, "ratio")]),
        []
    );
    // Where the wage index is 1 or less, the labor share is 62 %.
    assert_eq!(
        problems(&[("operating.wage_index", "0.95")]),
        wrong("operating.standardized_amount.labor")
    );
    assert_eq!(
        problems(&[(SPECIAL_STATUS, "sole_community")]),
        open("adjustments.hospital_specific")
    );
}

#[test]
fn a_document_comes_back_as_the_form_it_was_written_from() {
    let complete = form(
        &[
            &ENOUGH[2..3],
            &ENOUGH[5..],
            &[
                (AMOUNT_FORM, "share"),
                ("operating.standardized_amount.amount", "6000.00"),
                ("operating.standardized_amount.labor_share", "0.6700"),
                ("operating.cost_of_living", "1.25"),
                (TEACHING_KIND, "ratio"),
                ("operating.teaching", "0.25"),
                ("operating.disproportionate_share", "0.12"),
                ("operating.uncompensated_care", "350.00"),
                ("capital.federal_rate", "500.00"),
                ("capital.geographic_adjustment", "1.0500"),
                ("capital.teaching", "0.04"),
                (CAPITAL_SHARE_KIND, "ratio"),
                ("capital.disproportionate_share", "0.4"),
                ("outlier.fixed_loss", "40000.00"),
                ("adjustments.value_based_purchasing", "1.00234567891"),
                ("adjustments.readmissions", "0.9876"),
                ("adjustments.hospital_acquired_conditions", "yes"),
                (SPECIAL_STATUS, "sole_community"),
                ("adjustments.hospital_specific", "7000.00"),
                ("adjustments.low_volume", "0.25"),
            ],
        ]
        .concat(),
    );
    let Ok(Event::File { name, bytes, .. }) = export(&complete) else {
        panic!("{:?}", export(&complete));
    };
    assert_eq!(name, "chartroom-payment-inputs-fy2026.json");
    assert_eq!(import(&bytes), Ok(complete));
}

#[test]
fn files_that_hold_no_inputs_are_refused_with_four_parts() {
    let Ok(Event::File { bytes, .. }) = export(&form(&ENOUGH)) else {
        panic!("seven figures are enough");
    };
    let good = String::from_utf8(bytes).expect("JSON");
    let broken = [
        String::new(),
        "{}".to_owned(),
        good.replace("\"version\": 1", "\"version\": 2"),
        good.replace("fixed_loss", "fixed_los"),
        good.replace("40000", "4"),
        good[..good.len() / 2].to_owned(),
        " ".repeat(MOST_BYTES + 1),
    ];
    for text in broken {
        let failure = import(text.as_bytes()).expect_err(&text);
        for part in [failure.what, failure.why, failure.place, failure.fix] {
            assert!(!part.is_empty(), "{text:.60}");
        }
    }
    assert!(import(&[0xff, 0xfe]).is_err());
    assert!(export(&form(&ENOUGH[1..])).is_err());
}
