//! Which arrangements of tables a build understands. Numbers come in hundreds: within one hundred each only adds to the
//! one before, so an older build still reads and writes what a newer one left; another hundred is another arrangement,
//! which it refuses and leaves alone.

use crate::StoreError;

/// What this build writes.
pub const CURRENT: u32 = 100;

/// Whether this build may open what was written under `found`.
#[must_use]
pub const fn is_compatible(found: u32) -> bool {
    found / 100 == CURRENT / 100
}

/// Refuses another hundred by name.
///
/// # Errors
/// [`StoreError::Newer`] for a higher hundred. A lower one can only be damage: there is no build before this one.
pub fn check(found: u32) -> Result<(), StoreError> {
    if is_compatible(found) {
        Ok(())
    } else if found > CURRENT {
        Err(StoreError::Newer {
            found,
            known: CURRENT,
        })
    } else {
        Err(StoreError::Damaged {
            place: "the number of the store's arrangement".to_owned(),
            why: format!("no build ever wrote {found}"),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_hundred_is_opened_and_the_next_refused() {
        assert_eq!(check(100), Ok(()));
        assert_eq!(check(199), Ok(()));
        assert_eq!(
            check(200),
            Err(StoreError::Newer {
                found: 200,
                known: CURRENT
            })
        );
        assert!(matches!(check(99), Err(StoreError::Damaged { .. })));
    }
}
