//! Hints that there is something new: within this server, and between servers on one PostgreSQL. A hint may be lost or come
//! twice; whoever hears it asks.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, Weak};
use std::time::Duration;

use sqlx::PgPool;
use sqlx::postgres::PgListener;
use tokio::sync::{mpsc, watch};

use crate::database::kind_of;

/// The channel of PostgreSQL that servers tell each other on.
const CHANNEL: &str = "chartroom_hints";
/// Hints that wait to be told to other servers; what does not fit is dropped.
const WAITING: usize = 1_024;
/// How long it is waited after a line to PostgreSQL could not be had.
const REST: Duration = Duration::from_secs(2);

/// What is known of a facility's news.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct News {
    /// How long its shelf is at least.
    pub(crate) head: u64,
    /// How often something changed of who may come in.
    pub(crate) changes: u64,
}

/// Who is told of which facility.
#[derive(Debug)]
pub(crate) struct Hints {
    told: Mutex<HashMap<[u8; 16], watch::Sender<News>>>,
    others: Option<mpsc::Sender<String>>,
}

impl Hints {
    /// Within this server only.
    pub(crate) fn alone() -> Arc<Self> {
        Arc::new(Self {
            told: Mutex::default(),
            others: None,
        })
    }

    /// With all other servers on the database. Ends with the last who holds it.
    pub(crate) fn among(pool: &PgPool) -> Arc<Self> {
        let (others, waiting) = mpsc::channel(WAITING);
        let hints = Arc::new(Self {
            told: Mutex::default(),
            others: Some(others),
        });
        tokio::spawn(tell(pool.clone(), waiting));
        tokio::spawn(listen(pool.clone(), Arc::downgrade(&hints)));
        hints
    }

    /// A facility's news, as they come.
    pub(crate) fn of(&self, facility: [u8; 16]) -> watch::Receiver<News> {
        let mut told = self.told.lock().unwrap_or_else(|e| e.into_inner());
        told.retain(|_, sender| sender.receiver_count() > 0);
        let sender = told
            .entry(facility)
            .or_insert_with(|| watch::channel(News::default()).0);
        sender.subscribe()
    }

    /// Something came to a shelf.
    pub(crate) fn pushed(&self, facility: [u8; 16], head: u64) {
        self.hear(facility, Some(head));
        self.tell_others(format!("{:032x} {head}", u128::from_be_bytes(facility)));
    }

    /// Something changed of who may come in.
    pub(crate) fn changed(&self, facility: [u8; 16]) {
        self.hear(facility, None);
        self.tell_others(format!("{:032x}", u128::from_be_bytes(facility)));
    }

    fn tell_others(&self, hint: String) {
        if let Some(others) = &self.others {
            // A hint that is lost is made up for when devices next ask by themselves.
            drop(others.try_send(hint));
        }
    }

    fn hear(&self, facility: [u8; 16], head: Option<u64>) {
        let told = self.told.lock().unwrap_or_else(|e| e.into_inner());
        if let Some(sender) = told.get(&facility) {
            sender.send_if_modified(|news| news.take_in(head));
        }
    }

    /// What another server said.
    fn overhear(&self, hint: &str) {
        let (facility, head) = match hint.split_once(' ') {
            Some((facility, head)) => (facility, head.parse().ok()),
            None => (hint, None),
        };
        if let Ok(facility) = u128::from_str_radix(facility, 16) {
            self.hear(facility.to_be_bytes(), head);
        }
    }

    /// Hints may have been missed: everybody asks.
    fn wake_all(&self) {
        let told = self.told.lock().unwrap_or_else(|e| e.into_inner());
        for sender in told.values() {
            sender.send_if_modified(|news| news.take_in(None));
        }
    }
}

impl News {
    /// Whether it is news. One's own hint comes back from PostgreSQL: a shelf that is no longer than known is none.
    fn take_in(&mut self, head: Option<u64>) -> bool {
        match head {
            Some(head) if head <= self.head => false,
            Some(head) => {
                self.head = head;
                true
            }
            None => {
                self.changes += 1;
                true
            }
        }
    }
}

/// Passes on what this server knows.
async fn tell(pool: PgPool, mut waiting: mpsc::Receiver<String>) {
    while let Some(hint) = waiting.recv().await {
        let told = sqlx::query("SELECT pg_notify($1, $2)")
            .bind(CHANNEL)
            .bind(hint)
            .execute(&pool)
            .await;
        match told {
            Ok(_) => {}
            Err(sqlx::Error::PoolClosed) => return,
            Err(problem) => tracing::warn!(kind = kind_of(&problem), "a hint was not passed on"),
        }
    }
}

/// Hears what other servers know, and goes on after the line was lost.
async fn listen(pool: PgPool, hints: Weak<Hints>) {
    loop {
        if let Err(problem) = hear_until_lost(&pool, &hints).await {
            if matches!(problem, sqlx::Error::PoolClosed) {
                return;
            }
            tracing::warn!(kind = kind_of(&problem), "no hints from other servers");
        }
        if hints.strong_count() == 0 {
            return;
        }
        tokio::time::sleep(REST).await;
    }
}

async fn hear_until_lost(pool: &PgPool, hints: &Weak<Hints>) -> Result<(), sqlx::Error> {
    let mut listener = PgListener::connect_with(pool).await?;
    listener.listen(CHANNEL).await?;
    if let Some(hints) = hints.upgrade() {
        hints.wake_all();
    }
    loop {
        let heard = listener.try_recv().await?;
        let Some(hints) = hints.upgrade() else {
            return Ok(());
        };
        match heard {
            Some(heard) => hints.overhear(heard.payload()),
            // The line was lost, and is there again.
            None => hints.wake_all(),
        }
    }
}
