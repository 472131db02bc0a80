//! How the exchange stands, as the screen shows it, and its end where the device is put out.

use store::Store;

use super::{Errand, Out};
use crate::custodian::Custodian;
use crate::failure::Told as _;
use crate::protocol::{Event, Failure, LineState, SyncEvent, SyncView};
use crate::surroundings::Surroundings;

impl<S: Store, W: Surroundings> Custodian<S, W> {
    /// How it stands.
    pub(super) async fn sync_view(&self) -> SyncView {
        let alarms = self.alarms();
        let Some(row) = &self.line.row else {
            return SyncView {
                alarms,
                ..SyncView::default()
            };
        };
        let session = self.session().ok();
        let findings = session.map(|session| session.line_findings.clone());
        let mut view = SyncView {
            alarms,
            findings: findings.unwrap_or_default(),
            standing: LineState::Locked,
            contact: row
                .contact
                .map_or_else(String::new, |at| self.shown_minute(at)),
            contact_at: row.contact,
            ..SyncView::default()
        };
        // Where the store can't be read, its own screens say so.
        view.waiting = self.waiting().await.unwrap_or_default();
        view.refused = self
            .refused_rows()
            .await
            .map_or(0, |rows| rows.len() as u64);
        if let Some(run) = &self.line.run {
            view.standing = run.standing.clone();
            view.admits = run.admits;
        }
        view
    }

    /// Tells those who watch, where something has changed.
    pub(super) async fn tell_watchers(&mut self, out: Out<'_>) {
        if self.line.watchers.is_empty() {
            self.line.came.clear();
            return;
        }
        let view = self.sync_view().await;
        let came: Vec<[u8; 16]> = core::mem::take(&mut self.line.came).into_iter().collect();
        let changed = view != self.line.told;
        for id in self.line.watchers.clone() {
            if !came.is_empty() {
                let event = Event::Sync(SyncEvent::Came(came.clone()));
                out.push(Errand::Tell(id, Box::new(event)));
            }
            if changed {
                let event = Event::Sync(SyncEvent::Standing(view.clone()));
                out.push(Errand::Tell(id, Box::new(event)));
            }
        }
        self.line.told = view;
    }

    /// What is here is removed.
    pub(super) async fn remove_all(&mut self, out: Out<'_>) -> Result<(), Failure> {
        self.store.wipe().await.told()?;
        self.session = None;
        self.line.stop(out);
        self.line.row = None;
        self.look().await?;
        self.tell_of_end(out).await;
        Ok(())
    }

    /// The device was put out: nothing more is exchanged. Where what is here is to be removed, the order for it is asked for.
    pub(super) async fn put_out(&mut self, wipe: bool, out: Out<'_>) -> Result<(), Failure> {
        self.line.talk = None;
        self.line.queue.clear();
        out.push(Errand::Hints(None));
        if let Some(run) = &mut self.line.run {
            run.standing = LineState::Ended;
            run.token = None;
            run.rest = None;
        }
        if wipe {
            self.ask_for_order(out)?;
        }
        self.tell_of_end(out).await;
        Ok(())
    }

    async fn tell_of_end(&mut self, out: Out<'_>) {
        for id in self.line.watchers.clone() {
            let mut view = self.sync_view().await;
            view.standing = LineState::Ended;
            let event = Event::Sync(SyncEvent::Standing(view));
            out.push(Errand::Tell(id, Box::new(event)));
        }
    }
}
