//! A device without a browser: the custodian over a store in memory, with the system's clock and chance, and its errands carried
//! to a server by whoever has a line to one. With it the demonstration is filled, and a server is measured with real devices.

mod surroundings;

use std::collections::VecDeque;
use std::time::Duration;

use custodian::protocol::{Event, Failure, LineState, Request, SyncEvent, SyncRequest, SyncView};
use custodian::{Custodian, Errand, Heard};
use store::Memory;

pub use surroundings::System;

/// Brings bytes to a server, and back what it answers.
#[allow(async_fn_in_trait)]
pub trait Carrier {
    /// Posts bytes to a path (`/api/door`, `/api/exchange`), with the session's token where there is one. Nothing where there is
    /// no line, or no answer.
    async fn post(&self, path: &str, token: Option<[u8; 32]>, bytes: Vec<u8>) -> Option<Vec<u8>>;

    /// Waits.
    async fn rest(&self, time: Duration);
}

/// A device.
pub struct Device<C> {
    custodian: Custodian<Memory, System>,
    carrier: C,
    errands: VecDeque<Errand>,
    told: Vec<(u32, Event)>,
    rests: Vec<(u64, u64)>,
    requests: u32,
    view: SyncView,
}

/// Under which number the page of a browser would watch.
const WATCH: u32 = 1;

impl<C: Carrier> Device<C> {
    /// A device on which nothing is yet.
    ///
    /// # Errors
    /// Never: there is nothing to read.
    pub async fn new(carrier: C) -> Result<Self, Failure> {
        let mut device = Self {
            custodian: Custodian::open(Memory::default(), System).await?,
            carrier,
            errands: VecDeque::new(),
            told: Vec::new(),
            rests: Vec::new(),
            requests: WATCH,
            view: SyncView::default(),
        };
        let watching = device.custodian.answer_sync(WATCH, SyncRequest::Watch);
        let watching = watching.await;
        device.errands.extend(watching);
        device.run().await;
        Ok(device)
    }

    /// How the exchange stands.
    #[must_use]
    pub const fn view(&self) -> &SyncView {
        &self.view
    }

    /// Asks as a page does. What has to be asked at the server is.
    ///
    /// # Errors
    /// The refusal, as a screen would show it.
    pub async fn ask(&mut self, request: Request) -> Result<Event, Failure> {
        self.requests += 1;
        let id = self.requests;
        if let Some(errands) = self.custodian.answer_by_line(id, &request).await {
            self.errands.extend(errands);
        } else if let Request::Sync(request) = request {
            let errands = self.custodian.answer_sync(id, request).await;
            self.errands.extend(errands);
        } else {
            let event = self.custodian.answer(request, |_| {}).await;
            self.told.push((id, event));
            self.custodian.tidy().await;
        }
        self.run().await;
        let at = self.told.iter().position(|(of, _)| *of == id);
        match at.map(|at| self.told.swap_remove(at).1) {
            Some(Event::Failed(failure)) => Err(failure),
            Some(event) => Ok(event),
            None => Err(Failure::new(
                "There is no answer.",
                "It waits for something that did not come.",
                "the device",
                "Ask again.",
            )),
        }
    }

    /// Exchanges until everything that was here is there and the other way round, or for so many rounds.
    ///
    /// # Errors
    /// What stands in the way.
    pub async fn settle(&mut self, rounds: u32) -> Result<(), Failure> {
        for _ in 0..rounds {
            self.ask(Request::Sync(SyncRequest::Now)).await?;
            match &self.view.standing {
                LineState::Even if self.view.waiting == 0 => return Ok(()),
                LineState::Shut(why) | LineState::Harmed(why) | LineState::Full(why) => {
                    return Err(why.clone());
                }
                _ => {}
            }
            self.later().await;
        }
        Err(Failure::new(
            "It does not come to an end.",
            format!("It still stands so: {:?}.", self.view.standing),
            "the exchange",
            "Look whether the server is there.",
        ))
    }

    /// What was waited for is over.
    pub async fn later(&mut self) {
        for (number, millis) in core::mem::take(&mut self.rests) {
            // A failure is waited out, and that there may be news is not.
            if millis < 60_000 {
                self.carrier.rest(Duration::from_millis(millis)).await;
            }
            let more = self.custodian.hear(Heard::Rested { number }).await;
            self.errands.extend(more);
        }
        self.run().await;
    }

    /// Carries errands until there are none.
    async fn run(&mut self) {
        let pulse = self.custodian.pulse().await;
        self.errands.extend(pulse);
        while let Some(errand) = self.errands.pop_front() {
            let heard = match errand {
                Errand::Exchange {
                    ticket,
                    token,
                    bytes,
                } => {
                    let path = "/api/exchange";
                    let bytes = self.carrier.post(path, Some(token), bytes).await;
                    Heard::Exchanged { ticket, bytes }
                }
                Errand::Door {
                    number,
                    token,
                    bytes,
                } => {
                    let bytes = self.carrier.post("/api/door", token, bytes).await;
                    Heard::AtDoor { number, bytes }
                }
                Errand::Rest { number, millis } => {
                    self.rests.push((number, millis));
                    continue;
                }
                Errand::Hints(_) => continue,
                Errand::Tell(WATCH, event) => {
                    if let Event::Sync(SyncEvent::Standing(view)) = *event {
                        self.view = view;
                    }
                    continue;
                }
                Errand::Tell(id, event) => {
                    self.told.push((id, *event));
                    continue;
                }
            };
            let more = self.custodian.hear(heard).await;
            self.errands.extend(more);
        }
    }
}
