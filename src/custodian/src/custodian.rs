//! The custodian: a store, the world around, and whoever has unlocked. Each concern has a file of its own that adds its
//! part to it; this one holds what they share.

use access::audit;
use store::{Batch, Durability, Lease, Range, Store, StoreError, Table};

use crate::failure::Told as _;
use crate::keeping::Files;
use crate::protocol::{Failure, MadeUp};
use crate::rows::{self, Places};
use crate::session::Session;
use crate::store_row::StoreRow;
use crate::surroundings::Surroundings;
use crate::syncing::{Line, Stick};

/// The keeper of the record on one device.
pub struct Custodian<S, W> {
    pub(crate) store: S,
    pub(crate) world: W,
    /// Under which number this tab writes; nothing before it has taken the store over.
    pub(crate) lease: Option<Lease>,
    /// What the store says of itself; nothing where no facility was founded here.
    pub(crate) founded: Option<StoreRow>,
    /// The last arrival.
    pub(crate) arrivals: u64,
    /// The end of the audit chain.
    pub(crate) audit: Option<audit::Chain>,
    /// When something was last saved, milliseconds since 1970.
    pub(crate) saved: Option<i64>,
    pub(crate) session: Option<Session>,
    /// A backup was being restored here and did not come to its end.
    pub(crate) unfinished: bool,
    /// The store had lost its rows, and they were brought back out of a second copy.
    pub(crate) brought_back: bool,
    /// Whether the demo hospital is here.
    pub(crate) made_up: MadeUp,
    /// Backups on their way out of the store and into it.
    pub(crate) files: Files,
    /// Files for another laptop on their way out, and from another one in.
    pub(crate) stick: Stick,
    /// Somebody has knocked with this device and waits to be let in.
    pub(crate) knocked: bool,
    /// The device is frozen: what its holder reads out; else empty.
    pub(crate) frozen: String,
    /// The exchange with other devices.
    pub(crate) line: Line,
}

impl<S: Store, W: Surroundings> Custodian<S, W> {
    /// Looks what is in a store, and writes nothing.
    ///
    /// # Errors
    /// Where the store can't be read.
    pub async fn open(store: S, world: W) -> Result<Self, Failure> {
        let mut custodian = Self {
            store,
            world,
            lease: None,
            founded: None,
            arrivals: 0,
            audit: None,
            saved: None,
            session: None,
            unfinished: false,
            brought_back: false,
            made_up: MadeUp::No,
            files: Files::default(),
            stick: Stick::default(),
            knocked: false,
            frozen: String::new(),
            line: Line::default(),
        };
        custodian.look().await?;
        Ok(custodian)
    }

    /// Reads what can be read without a key.
    pub(crate) async fn look(&mut self) -> Result<(), Failure> {
        let row = self.store.read(Table::Meta, rows::STORE).await.told()?;
        self.unfinished = store::backup::unfinished(&self.store).await.told()?;
        let row = row.filter(|_| !self.unfinished);
        self.founded = row.as_deref().map(StoreRow::read).transpose()?;
        self.made_up = self.read_made_up().await?;
        self.arrivals = self
            .store
            .last_key(Table::Arrivals)
            .await
            .told()?
            .and_then(|key| rows::number_of(&key))
            .unwrap_or(0);
        self.audit = match &self.founded {
            Some(founded) => Some(self.audit_end(founded).await?),
            None => None,
        };
        let knocked = self.store.read(Table::Meta, rows::KNOCKED).await.told()?;
        self.knocked = knocked.is_some();
        let frozen = self.store.read(Table::Meta, rows::FROZEN).await.told()?;
        self.frozen = frozen.map_or_else(String::new, |row| {
            String::from_utf8_lossy(&row).into_owned()
        });
        self.look_at_line().await
    }

    pub(crate) async fn audit_end(&self, founded: &StoreRow) -> Result<audit::Chain, Failure> {
        let row = self.store.read(Table::Meta, rows::AUDIT_END).await.told()?;
        let head: Option<audit::Head> = row.and_then(|row| postcard::from_bytes(&row).ok());
        Ok(head
            .filter(|head| head.device == founded.audit_device())
            .map_or_else(
                || audit::Chain::begin(founded.audit_device()),
                audit::Chain::resume,
            ))
    }

    /// Whoever has unlocked.
    pub(crate) fn session(&self) -> Result<&Session, Failure> {
        self.session.as_ref().ok_or_else(locked)
    }

    /// Whoever has unlocked, to be changed.
    pub(crate) fn session_mut(&mut self) -> Result<&mut Session, Failure> {
        self.session.as_mut().ok_or_else(locked)
    }

    pub(crate) fn founded(&self) -> Result<&StoreRow, Failure> {
        self.founded.as_ref().ok_or_else(|| {
            Failure::new(
                "There is no facility on this device yet.",
                "Nobody has set one up here, and no backup was restored.",
                "the store on this device",
                "Set up a facility, open the demo hospital, or restore a backup.",
            )
        })
    }

    pub(crate) fn places(&self) -> Result<Places, Failure> {
        Ok(Places {
            facility: self.founded()?.facility,
        })
    }

    /// Writes a batch under this tab's number, to the disk.
    pub(crate) async fn write(&mut self, batch: Batch) -> Result<(), Failure> {
        self.write_with(batch, Durability::Strict).await
    }

    pub(crate) async fn write_with(
        &mut self,
        batch: Batch,
        durability: Durability,
    ) -> Result<(), Failure> {
        self.try_write(batch, durability).await.told()
    }

    /// As [`Self::write_with`], with the store's own word on what went wrong. What other devices are to have of it waits in the
    /// outbox from then on.
    pub(crate) async fn try_write(
        &mut self,
        mut batch: Batch,
        durability: Durability,
    ) -> Result<(), StoreError> {
        let mut number = self.line.number;
        if self.line.is_connected() {
            number = crate::syncing::queue(&mut batch, number);
        }
        self.put_in_store(batch, durability).await?;
        self.line.number = number;
        Ok(())
    }

    /// Writes a batch as it is.
    pub(crate) async fn put_in_store(
        &mut self,
        batch: Batch,
        durability: Durability,
    ) -> Result<(), StoreError> {
        let batch = match self.lease {
            Some(lease) => batch.fenced(lease),
            None => batch,
        };
        self.store.write(batch, durability).await?;
        self.saved = Some(self.world.now().millis);
        Ok(())
    }

    /// Takes the store over: whoever had it open elsewhere writes nothing any more. Done when somebody unlocks, so that a
    /// second tab in which nobody does disturbs nobody.
    pub(crate) async fn take_over(&mut self) -> Result<(), Failure> {
        self.lease = Some(store::take_lease(&self.store).await.told()?);
        self.look().await
    }

    /// The next rows of what is left of a range, at most so many; nothing behind the last.
    pub(crate) async fn next_rows(
        &self,
        table: Table,
        left: &mut Option<Range>,
        most: usize,
    ) -> Result<Option<Vec<store::Row>>, Failure> {
        let Some(range) = left.take() else {
            return Ok(None);
        };
        let forward = store::Direction::Forward;
        let rows = self.store.range(table, &range, Some(most), forward);
        let rows = rows.await.told()?;
        if let Some(last) = rows.last().filter(|_| rows.len() == most) {
            *left = Some(range.resumed_after(last.key.clone()));
        }
        Ok(Some(rows))
    }

    /// Every row of a table whose key begins so.
    pub(crate) async fn rows(
        &self,
        table: Table,
        prefix: &[u8],
    ) -> Result<Vec<store::Row>, Failure> {
        self.store
            .range(
                table,
                &Range::prefix(prefix),
                None,
                store::Direction::Forward,
            )
            .await
            .told()
    }
}

fn locked() -> Failure {
    Failure::new(
        "Chartroom is locked.",
        "Nobody has unlocked it, or it locked itself.",
        "the vault",
        "Unlock it with your user name and password.",
    )
}
