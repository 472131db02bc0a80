//! Sepsis (I.C.1.d).

use super::*;
use Place::{Principal, Secondary};
use Severity::{Info, Stop, Warn};

/// CM-028.
#[test]
pub(super) fn sepsis_is_told_in_its_order() {
    speaks(
        "CM-028",
        &[
            // Severe sepsis first, and without an infection.
            ("R6521 A419 N179", Stop, Principal),
            ("J189 R6521 N179", Stop, Secondary(0)),
            ("J189:N R6521:N A419:N", Warn, Secondary(0)),
            // Without the organ that failed; shock is one itself.
            ("A419 R6520", Warn, Secondary(0)),
            // Chronic conditions, and the infection itself, are none.
            ("A419 R6520 J189 J9611 J449", Warn, Secondary(0)),
            ("A419 R6520 J209", Warn, Secondary(0)),
            // Another acute condition may be it: worth knowing only.
            ("A419 R6520 K8590 I10", Info, Secondary(0)),
            ("A419 R6520 E2740", Info, Secondary(0)),
            ("B500 R6520 N179", Warn, Secondary(0)),
            // Two of category R65.
            ("A419 R6521 R6510", Stop, Secondary(1)),
            // An organ failed, and nothing says it was the sepsis.
            ("A419 N179", Info, Principal),
            // A localised infection before the sepsis, both present on admission.
            ("J189 A419", Warn, Secondary(0)),
            ("N390 I10 A4151", Warn, Secondary(1)),
        ],
    );
    is_silent(
        "CM-028",
        &[
            "A419 R6521 N179",
            "A419 R6520 J9601",
            "A419 J189",
            "J189 A419:N",
            "K8590 R6510",
            "O85 R6521 N179",
            "O8604 R6520 J9601",
            "U071 R6521 J9601",
            "J189 N179",
            // The same organs failing by another code.
            "A419 R6520 J80",
            "T8144XA R6520 J95821",
            "P369 R6520 P285",
            "O85 R6520 O904",
            "T8144XA R6520 N990",
            "A419 R6520 G928",
            "A419 R6520 K767",
            // What may be the dysfunction is not asked for again, nor does it say by itself that the sepsis is severe.
            "A419 R6520 K7290",
            "A419 R6520 I21A1",
            "A419 R6520 I5A",
            "A419 R6520 D6959",
            "A419 R6520 E8720",
            "A419 D696",
            "A419 E8720",
        ],
    );
}
