//! External causes (I.C.20), scales and circumstances (I.B.14), neoplasms (I.C.2).

use super::*;
use Place::{Principal, Secondary};
use Severity::{Info, Warn};

/// CM-032: worth knowing; hospital and payer decide what is required.
#[test]
pub(super) fn an_injury_and_how_it_came_about() {
    speaks(
        "CM-032",
        &[
            ("S72001A", Info, Principal),
            ("S72001A W010XXA", Info, Secondary(0)),
            ("S72001A W010XXA Y92019 Y92009", Info, Secondary(2)),
            ("J189 Y92019", Info, Secondary(0)),
            ("S72001A W010XXA Y929", Info, Secondary(1)),
            ("S72001A W010XXA Y92019 Y9301 Y9302", Info, Secondary(3)),
        ],
    );
    is_silent(
        "CM-032",
        &[
            "S72001A W010XXA Y92019",
            "S72001D",
            "T402X1A",
            // A poisoning tells the event itself.
            "T402X1A Y92019",
            "J189",
            "T814XXA Y838",
            "S72001A W010XXA Y92019 Y9301 Y998",
        ],
    );
}

/// CM-033.
#[test]
pub(super) fn a_scale_needs_the_providers_diagnosis() {
    speaks(
        "CM-033",
        &[
            ("I10 Z6841", Warn, Secondary(0)),
            ("O99213 E669 Z3A30 Z6841", Warn, Secondary(2)),
            ("I10 R29705", Warn, Secondary(0)),
            ("I10 R29705 I639", Warn, Secondary(0)),
            ("S065X0A R402111", Warn, Secondary(0)),
            ("S065X0A R402111 R402211 R402312", Warn, Secondary(0)),
            ("S065X0A R402111 R402211 R402311 R40243", Warn, Secondary(3)),
            ("I10 Y905", Warn, Secondary(0)),
        ],
    );
    is_silent(
        "CM-033",
        &[
            "I10 E6601 Z6841",
            "E43 Z681",
            "I639 R29705",
            "S065X0A R402111 R402211 R402311",
            "S065X0A R402430",
            "F10120 Y905",
            // After the birth she is not pregnant.
            "O1415 O99215 E66813 Z6841",
            "I10",
        ],
    );
}

/// CM-037: circumstances are secondary, and may rest on others' notes.
#[test]
pub(super) fn circumstances_of_life() {
    speaks(
        "CM-037",
        &[
            ("I10 Z5900", Info, Secondary(0)),
            ("I10 J189 Z602 Z5900", Info, Secondary(1)),
            ("Z5900 I10", Warn, Principal),
        ],
    );
    is_silent("CM-037", &["I10 Z7901", "I10", "Z5111 C3490"]);
}

/// CM-036.
#[test]
pub(super) fn primary_secondary_and_past() {
    speaks(
        "CM-036",
        &[
            ("C7951", Warn, Principal),
            ("C50911 Z853", Warn, Secondary(0)),
            ("C61 Z8546 I10", Warn, Secondary(0)),
            ("Z5111 I10", Warn, Principal),
            ("C3490 Z5111", Info, Principal),
        ],
    );
    is_silent(
        "CM-036",
        &[
            "C7951 C50911",
            "C7951 Z853",
            "C7951 C801",
            "C50911 Z8546",
            "Z5111 C3490",
        ],
    );
}
