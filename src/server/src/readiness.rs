//! Whether the database answers, as whoever watches over a server asks: looked at by one at a time, and told to all who ask within
//! a moment.

use std::time::Duration;

use tokio::sync::Mutex;
use tokio::time::Instant;

use crate::Trouble;

/// How long an answer holds.
const HOLDS: Duration = Duration::from_secs(1);

/// What was seen last, and when.
#[derive(Debug, Default)]
pub(crate) struct Readiness(Mutex<Option<(Instant, bool)>>);

impl Readiness {
    /// What was seen a moment ago, else what a look says now. Trouble, and a look that takes too long, are told to the log.
    pub(crate) async fn is(
        &self,
        patience: Duration,
        look: impl Future<Output = Result<bool, Trouble>>,
    ) -> bool {
        let mut seen = self.0.lock().await;
        if let Some((at, is)) = *seen
            && at.elapsed() < HOLDS
        {
            return is;
        }
        let kind = match tokio::time::timeout(patience, look).await {
            Ok(Ok(_)) => None,
            Ok(Err(problem)) => Some(problem.kind()),
            Err(_) => Some("slow".to_owned()),
        };
        if let Some(kind) = &kind {
            tracing::error!(kind, "the database does not answer");
        }
        *seen = Some((Instant::now(), kind.is_none()));
        kind.is_none()
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn an_answer_holds_for_a_moment_whatever_it_is() {
        let readiness = Readiness::default();
        let looks = Cell::new(0);
        let look = async |answer| {
            looks.set(looks.get() + 1);
            answer
        };
        let patience = Duration::from_secs(3);
        assert!(readiness.is(patience, look(Ok(false))).await);
        assert!(readiness.is(patience, look(Err(Trouble::NoChance))).await);
        assert_eq!(looks.get(), 1);
        tokio::time::sleep(HOLDS).await;
        assert!(!readiness.is(patience, look(Err(Trouble::NoChance))).await);
        assert!(!readiness.is(patience, look(Ok(true))).await);
        assert_eq!(looks.get(), 2);
        tokio::time::sleep(HOLDS).await;
        let began = Instant::now();
        assert!(!readiness.is(patience, std::future::pending()).await);
        assert_eq!(began.elapsed(), patience);
        tokio::time::sleep(HOLDS).await;
        assert!(readiness.is(patience, look(Ok(true))).await);
    }
}
