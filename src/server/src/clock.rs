//! The server's clock, which a test may set.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

/// Milliseconds since 1970.
#[derive(Debug, Clone, Default)]
pub enum Clock {
    /// The machine's.
    #[default]
    System,
    /// One that stands where it is set.
    Set(Arc<AtomicI64>),
}

impl Clock {
    pub(crate) fn now(&self) -> i64 {
        match self {
            Self::System => SystemTime::now()
                .duration_since(UNIX_EPOCH)
                .ok()
                .and_then(|passed| i64::try_from(passed.as_millis()).ok())
                .unwrap_or_default(),
            Self::Set(at) => at.load(Ordering::Relaxed),
        }
    }
}
