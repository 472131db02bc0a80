//! Long work, a slice for each request: between two of them everything else is answered, and it can be ended.

use records::RecordId;
use store::Store;

use super::demo::Loading;
use super::import::Importing;
use crate::custodian::Custodian;
use crate::protocol::{Failure, Progress};
use crate::surroundings::Surroundings;

/// What is under way.
pub(super) enum Running {
    /// A file comes in.
    Import(Box<Importing>),
    /// A made-up hospital is written.
    Load(Box<Loading>),
}

impl<S: Store, W: Surroundings> Custodian<S, W> {
    /// Goes on with what is under way. What failed is tried again from where it stood.
    pub(super) async fn go_on(&mut self) -> Result<Progress, Failure> {
        let running = self.session_mut()?.charts.running.take();
        let mut running = running.ok_or_else(nothing)?;
        let done = match &mut running {
            Running::Import(importing) => self.import_some(importing).await,
            Running::Load(loading) => self.load_some(loading).await,
        };
        if !matches!(&done, Ok(progress) if progress.finished) {
            self.session_mut()?.charts.running = Some(running);
        }
        done
    }

    /// Ends what is under way. What was written stays.
    pub(super) async fn stop(&mut self) -> Result<Progress, Failure> {
        let running = self.session_mut()?.charts.running.take();
        let progress = match running.ok_or_else(nothing)? {
            Running::Import(importing) => importing.progress(),
            Running::Load(loading) => {
                // What was written without waiting is on the disk with this.
                self.write(store::Batch::new()).await?;
                loading.progress()
            }
        };
        Ok(Progress {
            finished: true,
            ..progress
        })
    }

    /// Whether a file is coming into an encounter.
    pub(super) fn imports_into(&self, encounter: RecordId) -> Result<bool, Failure> {
        let running = &self.session()?.charts.running;
        Ok(matches!(running, Some(Running::Import(of)) if of.encounter() == encounter))
    }

    /// Refuses a second long work.
    pub(super) fn nothing_runs(&self) -> Result<(), Failure> {
        if self.session()?.charts.running.is_none() {
            return Ok(());
        }
        Err(Failure::new(
            "Something else is under way.",
            "One long work at a time is done.",
            "the custodian of the records",
            "Wait until it is done, or stop it.",
        ))
    }
}

fn nothing() -> Failure {
    Failure::new(
        "Nothing is under way.",
        "It is done, or it was stopped.",
        "the custodian of the records",
        "Begin it again.",
    )
}
