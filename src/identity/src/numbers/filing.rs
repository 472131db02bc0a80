//! Where a paper record stands: straight numeric, terminal-digit and middle-digit order (AHIMA, Terminal Digit Filing
//! Toolkit, 2009). The check digit takes no part.

use serde::{Deserialize, Serialize};

use super::UnitNumber;

/// The order of the shelves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Filing {
    /// By the number as it is.
    Straight,
    /// By its last two digits, then the two before, then the rest.
    TerminalDigit,
    /// By the two digits before the last two, then the rest before them, then the last two.
    MiddleDigit,
}

/// A place in the order: primary, secondary, tertiary.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Shelf {
    /// The section of the shelves.
    pub primary: u32,
    /// Within the section.
    pub secondary: u32,
    /// Within that.
    pub tertiary: u32,
}

impl Filing {
    /// The sort key of a number.
    #[must_use]
    pub fn shelf(self, number: UnitNumber) -> Shelf {
        let serial = number.serial() as u32;
        let (rest, middle, last) = (serial / 10_000, serial / 100 % 100, serial % 100);
        let (primary, secondary, tertiary) = match self {
            Self::Straight => (rest, middle, last),
            Self::TerminalDigit => (last, middle, rest),
            Self::MiddleDigit => (middle, rest, last),
        };
        Shelf {
            primary,
            secondary,
            tertiary,
        }
    }

    /// What stands on the folder: the parts in the order in which they are looked for, `56-34-0012`.
    #[must_use]
    pub fn label(self, number: UnitNumber) -> String {
        let Shelf {
            primary,
            secondary,
            tertiary,
        } = self.shelf(number);
        match self {
            Self::Straight => format!("{primary:04}-{secondary:02}-{tertiary:02}"),
            Self::TerminalDigit => format!("{primary:02}-{secondary:02}-{tertiary:04}"),
            Self::MiddleDigit => format!("{primary:02}-{secondary:04}-{tertiary:02}"),
        }
    }
}
