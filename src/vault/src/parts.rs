//! The four parts of every refusal: what, why, where, fix.

use core::fmt;

/// A refusal in four parts, ready for the screen. Never holds a secret or content of a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parts {
    /// What is wrong.
    pub what: String,
    /// Why it is refused.
    pub why: String,
    /// Which thing it is about.
    pub r#where: String,
    /// What a person can do.
    pub fix: String,
}

impl Parts {
    pub(crate) fn new(
        what: impl Into<String>,
        why: impl Into<String>,
        r#where: impl Into<String>,
        fix: impl Into<String>,
    ) -> Self {
        Self {
            what: what.into(),
            why: why.into(),
            r#where: r#where.into(),
            fix: fix.into(),
        }
    }
}

impl fmt::Display for Parts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            what,
            why,
            r#where,
            fix,
        } = self;
        write!(f, "{where}: {what}; {why}. Fix: {fix}.")
    }
}

/// Makes a type with `parts()` an error that displays them.
macro_rules! says_its_parts {
    ($($error:ty),+) => {$(
        impl core::fmt::Display for $error {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                self.parts().fmt(f)
            }
        }
        impl core::error::Error for $error {}
    )+};
}
pub(crate) use says_its_parts;
