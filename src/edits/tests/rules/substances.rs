//! Poisoning, adverse effect, underdosing (I.C.19.e.5).

use super::*;
use Place::{Principal, Secondary};
use Severity::{Info, Warn};

/// CM-031.
#[test]
pub(super) fn a_drug_stands_where_its_event_puts_it() {
    speaks(
        "CM-031",
        &[
            // The effect goes before the drug, the poisoning before its effect.
            ("T45515A D6832", Warn, Principal),
            ("J9601 T402X1A", Warn, Secondary(0)),
            ("T383X6A E1165 Z91148", Warn, Principal),
            ("R4020 I10 T424X2A", Warn, Secondary(1)),
            // Less than prescribed, and no reason.
            ("E1165 T383X6A", Info, Secondary(0)),
            // One drug, two events.
            ("T45511A D6832 T45515A", Warn, Secondary(1)),
        ],
    );
    is_silent(
        "CM-031",
        &[
            "D6832 T45515A",
            "T402X1A J9601",
            "E1165 T383X6A Z91148",
            "J9601 T402X1A:N",
            "S72001A T402X1A",
            "T45515S",
            "G9200 T8090XA",
        ],
    );
}
