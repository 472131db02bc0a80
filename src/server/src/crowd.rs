//! How many are being answered at once: in all, of one facility, from one address. So that one that asks for much takes nothing
//! from the others.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

/// A facility or an address, as a keyed hash.
pub(crate) type Whom = [u8; 16];

/// Those who are being answered.
#[derive(Debug)]
pub(crate) struct Crowd {
    of_one: usize,
    in_all: usize,
    here: Mutex<Here>,
}

#[derive(Debug, Default)]
struct Here {
    each: HashMap<Whom, usize>,
    all: usize,
}

/// A place among them, given back when it is dropped.
#[derive(Debug)]
pub(crate) struct Place {
    crowd: Arc<Crowd>,
    whom: Whom,
}

/// Why there is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Full {
    /// One has as many as one may have.
    One,
    /// There are as many as there may be.
    All,
}

impl Crowd {
    pub(crate) fn new(of_one: usize, in_all: usize) -> Arc<Self> {
        Arc::new(Self {
            of_one,
            in_all,
            here: Mutex::default(),
        })
    }

    pub(crate) fn enter(self: &Arc<Self>, whom: Whom) -> Result<Place, Full> {
        let mut here = self.here.lock().unwrap_or_else(|e| e.into_inner());
        if here.all >= self.in_all {
            return Err(Full::All);
        }
        let each = here.each.entry(whom).or_default();
        if *each >= self.of_one {
            return Err(Full::One);
        }
        *each += 1;
        here.all += 1;
        Ok(Place {
            crowd: Arc::clone(self),
            whom,
        })
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.here.lock().unwrap_or_else(|e| e.into_inner()).all
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut here = self.crowd.here.lock().unwrap_or_else(|e| e.into_inner());
        here.all = here.all.saturating_sub(1);
        if let Some(each) = here.each.get_mut(&self.whom) {
            *each -= 1;
            if *each == 0 {
                here.each.remove(&self.whom);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_that_asks_for_much_takes_nothing_from_others() {
        let crowd = Crowd::new(2, 3);
        let one = [crowd.enter([1; 16]), crowd.enter([1; 16])];
        assert!(one.iter().all(Result::is_ok));
        assert_eq!(crowd.enter([1; 16]).err(), Some(Full::One));
        let other = crowd.enter([2; 16]);
        assert!(other.is_ok());
        assert_eq!(crowd.enter([3; 16]).err(), Some(Full::All));
        drop(one);
        assert_eq!(crowd.len(), 1);
        assert!(crowd.enter([1; 16]).is_ok());
    }
}
