//! The server at its end of the line.

use sync::{Answer, Garbled, Origin, PROTOCOL, Refusal, Request, Said, Stopped, Verdict};

use super::World;
use super::line::understood;
use super::standing::Put;
use crate::bugs::Bug;
use crate::faults::Fault;

impl World {
    pub(super) fn serve(&mut self, device: usize, run: u64, ticket: u64, bytes: &[u8]) {
        let newer = self.server_newer;
        let asked_in_newer = bytes.first() == Some(&(PROTOCOL + 1));
        let speaks_newer = newer && (self.server_newer_only || asked_in_newer);
        let request = Request::read(&understood(bytes, newer));
        let put = self.put_of(device);
        let began_in = self.begun.contains(&(device, run, ticket));
        if put.is_some() && began_in {
            self.count(Fault::EndedOnTheWay);
        }
        let let_in = put.is_none() || self.bug == Some(Bug::LetInAtTheBegin) && began_in;
        let reads = matches!(request, Ok(Request::Pull { .. } | Request::Fetch { .. }));
        let answer = match (put, request) {
            (Some(Put::Frozen), Ok(request)) if self.bug == Some(Bug::FrozenReads) && reads => {
                self.answer(request)
            }
            (Some(Put::Ended { wipe }), _) if !let_in => self.stopped(Stopped::Revoked { wipe }),
            (Some(Put::Frozen), _) if !let_in => self.stopped(Stopped::Expired),
            _ if self.devices[device].expired => self.stopped(Stopped::Expired),
            (_, Err(garbled)) => {
                if matches!(garbled, Garbled::Protocol(_)) {
                    self.count(Fault::NewerProtocol);
                }
                self.stopped(Stopped::Malformed)
            }
            (_, Ok(_)) if self.strikes(Fault::Busy, 60) => self.stopped(Stopped::Busy(5)),
            (_, Ok(request)) => {
                let before = self.shelf.items().len();
                let answer = self.answer(request);
                let before = before.min(self.shelf.items().len());
                let at = &self.devices[device];
                let is_last = (at.run, at.ticket) == (run, ticket);
                self.came(before, device, is_last);
                answer
            }
        };
        self.reply(device, run, ticket, &answer, speaks_newer);
    }

    fn answer(&mut self, mut request: Request) -> Answer {
        if self
            .former
            .as_ref()
            .is_some_and(|(_, until)| *until < self.now)
        {
            self.no_former();
        }
        if self.former.is_some()
            && self.strikes(Fault::TwoServers, 2)
            && let Some((former, _)) = &mut self.former
        {
            return former.answer(&request);
        }
        match (self.bug, &mut request) {
            (
                Some(Bug::PiecesAsTheyCome),
                Request::Part {
                    id, head, offset, ..
                },
            ) => {
                let ask = Request::Part {
                    id: *id,
                    head: head.clone(),
                    offset: 0,
                    bytes: Vec::new(),
                };
                if let Said::Parted(there) = self.shelf.answer(&ask).said {
                    *offset = there;
                }
            }
            (Some(Bug::NothingBeforeOwn), Request::Pull { own, .. }) => {
                let last = own.last().map_or(0, |(_, last)| *last);
                *own = vec![(0, last)];
            }
            _ => {}
        }
        let before = (self.bug == Some(Bug::AnswerBeforeDisk)).then(|| self.shelf.clone());
        let mut answer = match request {
            Request::Push(items) if self.bug == Some(Bug::NumberIsTheRow) => {
                self.pushed_by_number(items)
            }
            request => self.shelf.answer(&request),
        };
        match (self.bug, &mut answer.said) {
            (Some(Bug::TooFar), Said::Pulled { through, more, .. }) => {
                *through = answer.head;
                *more = false;
            }
            (Some(Bug::FullForGood), Said::Pushed(verdicts)) => {
                for verdict in verdicts {
                    if let Verdict::Refused(Refusal::Full { .. }) = verdict {
                        *verdict = Verdict::Refused(Refusal::Unsound);
                    }
                }
            }
            _ => {}
        }
        if let Some(before) = before
            && self.in_trouble()
            && self.chance.u32(..20) == 0
        {
            self.shelf = before;
        }
        answer
    }

    /// The shelf from before a backup was put back answers no more.
    pub(super) fn no_former(&mut self) {
        if let Some((former, _)) = self.former.take() {
            self.once_there.extend(former.ids());
        }
    }

    /// As a server does that takes a row's number for the row: what has a number that is taken is there already.
    fn pushed_by_number(&mut self, items: Vec<sync::Item>) -> Answer {
        let mut verdicts = Vec::new();
        let mut last = self.shelf.answer(&Request::Push(Vec::new()));
        for item in items {
            let taken = |origin: Option<Origin>| {
                let mut all = self.shelf.items().iter();
                origin.is_some() && all.any(|other| other.head.origin == origin)
            };
            if taken(item.head.origin) {
                verdicts.push(Verdict::Known);
                continue;
            }
            last = self.shelf.answer(&Request::Push(vec![item]));
            if let Said::Pushed(of_one) = &last.said {
                verdicts.extend(of_one.iter().cloned());
            }
        }
        last.said = Said::Pushed(verdicts);
        last
    }

    fn stopped(&self, stopped: Stopped) -> Answer {
        Answer {
            shelf: self.shelf_id,
            head: self.shelf.items().len() as u64,
            said: Said::Stopped(stopped),
        }
    }
}
