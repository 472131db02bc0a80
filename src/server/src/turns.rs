//! Whose turn it is to write: of one facility a few at a time, so that those who wait for each other there do not hold all
//! connections that there are to the database.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, Weak};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// How many of one facility may have a connection to write. Of them one writes; the next has begun when it is done.
const AT_ONCE: usize = 4;

/// Turns of all facilities. Clones are the same.
#[derive(Debug, Clone, Default)]
pub(crate) struct Turns(Arc<Mutex<HashMap<[u8; 16], Weak<Semaphore>>>>);

/// A turn, which ends when it is dropped.
#[derive(Debug)]
pub(crate) struct Turn {
    _of: Arc<Semaphore>,
    _permit: Option<OwnedSemaphorePermit>,
}

impl Turns {
    /// Waits until it is a facility's turn, in the order in which it was asked.
    pub(crate) async fn of(&self, facility: [u8; 16]) -> Turn {
        let of = self.semaphore(facility);
        // It is closed by nobody.
        let permit = Arc::clone(&of).acquire_owned().await.ok();
        Turn {
            _of: of,
            _permit: permit,
        }
    }

    fn semaphore(&self, facility: [u8; 16]) -> Arc<Semaphore> {
        let mut all = self.0.lock().unwrap_or_else(|e| e.into_inner());
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
        let all = turns.0.lock().unwrap_or_else(|e| e.into_inner());
        assert_eq!(all.len(), 1);
    }
}
