//! Whose turn it is to write: of one facility a few at a time, so that those who wait for each other there do not hold all
//! connections that there are to the database; and of all together fewer than there are, so that one is always left for what
//! belongs to nobody.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, Weak};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::database::WRITERS;

/// How many of one facility may have a connection to write. Of them one writes; the next has begun when it is done.
const AT_ONCE: usize = 2;
/// How many of all facilities may.
const IN_ALL: usize = WRITERS as usize - 1;

/// Turns of all facilities. Clones are the same.
#[derive(Debug, Clone)]
pub(crate) struct Turns(Arc<All>);

#[derive(Debug)]
struct All {
    each: Mutex<HashMap<[u8; 16], Weak<Semaphore>>>,
    together: Arc<Semaphore>,
}

impl Default for Turns {
    fn default() -> Self {
        Self(Arc::new(All {
            each: Mutex::default(),
            together: Arc::new(Semaphore::new(IN_ALL)),
        }))
    }
}

/// A turn, which ends when it is dropped.
#[derive(Debug)]
pub(crate) struct Turn {
    _of: Arc<Semaphore>,
    _permits: [Option<OwnedSemaphorePermit>; 2],
}

impl Turns {
    /// Waits until it is a facility's turn, in the order in which it was asked.
    pub(crate) async fn of(&self, facility: [u8; 16]) -> Turn {
        let of = self.semaphore(facility);
        // They are closed by nobody. Whoever waits for its own facility has none of those that all share.
        let own = Arc::clone(&of).acquire_owned().await.ok();
        let shared = Arc::clone(&self.0.together).acquire_owned().await.ok();
        Turn {
            _of: of,
            _permits: [own, shared],
        }
    }

    fn semaphore(&self, facility: [u8; 16]) -> Arc<Semaphore> {
        let mut all = self.0.each.lock().unwrap_or_else(|e| e.into_inner());
        if let Some(of) = all.get(&facility).and_then(Weak::upgrade) {
            return of;
        }
        // Nobody of it has a turn or waits for one: of such as these it is forgotten that there are.
        all.retain(|_, of| of.strong_count() > 0);
        let of = Arc::new(Semaphore::new(AT_ONCE));
        all.insert(facility, Arc::downgrade(&of));
        of
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_facility_has_its_turns_and_no_more() {
        let turns = Turns::default();
        let mut taken = Vec::new();
        for _ in 0..AT_ONCE {
            taken.push(turns.of([1; 16]).await);
        }
        let waits = tokio::spawn({
            let turns = turns.clone();
            async move { drop(turns.of([1; 16]).await) }
        });
        drop(turns.of([2; 16]).await);
        tokio::task::yield_now().await;
        assert!(!waits.is_finished());
        taken.pop();
        waits.await.expect("its turn comes");
        drop(taken);
        drop(turns.of([3; 16]).await);
        let all = turns.0.each.lock().unwrap_or_else(|e| e.into_inner());
        assert_eq!(all.len(), 1);
    }

    #[tokio::test]
    async fn all_facilities_leave_a_connection() {
        let turns = Turns::default();
        let mut taken = Vec::new();
        for facility in 0..IN_ALL {
            taken.push(turns.of([facility as u8; 16]).await);
        }
        assert!(taken.len() < WRITERS as usize);
        let waits = tokio::spawn({
            let turns = turns.clone();
            async move { drop(turns.of([99; 16]).await) }
        });
        tokio::task::yield_now().await;
        assert!(!waits.is_finished());
        taken.pop();
        waits.await.expect("its turn comes");
    }
}
