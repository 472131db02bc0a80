//! What has been chosen so far of a procedure code.

use super::PLACES;

/// Choices in the order in which they were made, so that each can be taken back.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Chosen {
    pub(super) picks: Vec<Pick>,
}

/// One choice: what it asks of one place. Several choices for a place all hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Pick {
    pub(super) place: usize,
    pub(super) wanted: Wanted,
}

/// What a choice asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Wanted {
    /// A character.
    Value(u8),
    /// One of these meanings (numbers of labels, ascending), whatever their characters: a body part's character
    /// differs from table to table.
    Labels(Vec<u32>),
}

/// Something that can't stand at a place of a procedure code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotAValue {
    /// There is no such place.
    #[error("a procedure code has seven places, 0 to 6; there is no place {0}")]
    Place(usize),
    /// No value of ICD-10-PCS is written so.
    #[error(
        "“{character}” at character {} can't be: values are the digits and the letters except I and O \
         (ICD-10-PCS guideline A1)", .place + 1
    )]
    Character {
        /// Place, 0 to 6.
        place: usize,
        /// What was given.
        character: char,
    },
}

impl Chosen {
    /// Nothing chosen yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes characters from the first on, as typed: `0FT4`. Lower case is taken as upper case.
    ///
    /// # Errors
    /// [`NotAValue`] for the first character that can't stand where it does, or an eighth one.
    pub fn from_prefix(text: &str) -> Result<Self, NotAValue> {
        let mut chosen = Self::new();
        for (place, character) in text.chars().enumerate() {
            chosen.choose(place, character)?;
        }
        Ok(chosen)
    }

    /// Takes a value for each place that has one.
    ///
    /// # Errors
    /// [`NotAValue`] for the first that can't stand where it does.
    pub fn from_values(values: &[Option<char>; PLACES]) -> Result<Self, NotAValue> {
        let mut chosen = Self::new();
        for (place, character) in values.iter().enumerate() {
            if let Some(character) = *character {
                chosen.choose(place, character)?;
            }
        }
        Ok(chosen)
    }

    /// Chooses the value of a place (0 to 6), instead of whatever was chosen for it. Whether the value leads to a
    /// code on a date is for [`super::Builder::choices`] to say.
    ///
    /// # Errors
    /// [`NotAValue`], and nothing is changed.
    pub fn choose(&mut self, place: usize, character: char) -> Result<(), NotAValue> {
        if place >= PLACES {
            return Err(NotAValue::Place(place));
        }
        let upper = character.to_ascii_uppercase();
        match u8::try_from(upper) {
            Ok(byte) if byte.is_ascii_alphanumeric() && byte != b'I' && byte != b'O' => {
                self.clear(place);
                self.push(place, Wanted::Value(byte));
                Ok(())
            }
            _ => Err(NotAValue::Character { place, character }),
        }
    }

    pub(super) fn push(&mut self, place: usize, wanted: Wanted) {
        self.picks.push(Pick { place, wanted });
    }

    /// Takes back the last choice. `false` if there was none.
    pub fn step_back(&mut self) -> bool {
        self.picks.pop().is_some()
    }

    /// Takes back every choice for a place.
    pub fn clear(&mut self, place: usize) {
        self.picks.retain(|pick| pick.place != place);
    }

    /// The character chosen for a place; `None` if none was, or a meaning only.
    #[must_use]
    pub fn value(&self, place: usize) -> Option<char> {
        self.of(place).find_map(|wanted| match wanted {
            Wanted::Value(byte) => Some(char::from(*byte)),
            Wanted::Labels(_) => None,
        })
    }

    /// Whether anything was chosen for a place.
    #[must_use]
    pub fn has(&self, place: usize) -> bool {
        self.of(place).next().is_some()
    }

    /// Whether nothing was chosen at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.picks.is_empty()
    }

    pub(super) fn of(&self, place: usize) -> impl Iterator<Item = &Wanted> {
        self.picks
            .iter()
            .filter(move |pick| pick.place == place)
            .map(|pick| &pick.wanted)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::{Chosen, NotAValue};

    #[test]
    fn letters_o_and_i_are_never_values() {
        for character in ['O', 'i', '-', 'é', ' '] {
            assert_eq!(
                Chosen::new().choose(3, character),
                Err(NotAValue::Character {
                    place: 3,
                    character
                })
            );
        }
        assert_eq!(Chosen::from_prefix("0FT44ZZ0"), Err(NotAValue::Place(7)));
    }

    #[test]
    fn choices_are_taken_back_in_the_order_they_were_made() {
        let mut chosen = Chosen::from_prefix("0f").unwrap();
        chosen.choose(4, '4').unwrap();
        chosen.choose(4, '0').unwrap();
        assert_eq!((chosen.value(1), chosen.value(4)), (Some('F'), Some('0')));
        assert!(chosen.step_back());
        assert_eq!((chosen.value(4), chosen.has(1)), (None, true));
        chosen.clear(0);
        assert!(chosen.step_back());
        assert!(chosen.is_empty() && !chosen.step_back());
    }
}
