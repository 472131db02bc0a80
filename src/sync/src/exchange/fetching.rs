//! What others sent comes in: page by page, a large item piece by piece, and how far that is with it.

use std::collections::VecDeque;

use super::step::Phase;
use super::{Action, Exchange, Progress};
use crate::item::{Head, Item, ItemId, Stream};
use crate::wire::{Offered, Placed, Request};

/// Spans of own cursors that are named. What lies in more is fetched, and found to be here.
const SPANS: usize = 64;

/// A page that came, as far as it is whole.
#[derive(Debug)]
pub(super) struct Pulled {
    pub(super) stream: Stream,
    pub(super) whole: Vec<Item>,
    /// The cursor up to which it is.
    pub(super) through: u64,
    pub(super) rest: VecDeque<Placed>,
    /// Up to which cursor the stream was gone through.
    pub(super) end: u64,
    pub(super) more: bool,
}

impl Exchange {
    /// Cursors beyond the stream's own of what was sent from here, as spans.
    pub(super) fn own_after(&self, stream: Stream) -> Vec<(u64, u64)> {
        let mut spans: Vec<(u64, u64)> = Vec::new();
        for &cursor in self.own.get(&stream).into_iter().flatten() {
            match spans.last_mut() {
                Some((_, last)) if last.checked_add(1) == Some(cursor) => *last = cursor,
                _ => spans.push((cursor, cursor)),
            }
        }
        spans.truncate(SPANS);
        spans
    }

    /// Goes through a page: what is whole is kept together; a large item is fetched piece by piece, and kept by itself.
    pub(super) fn pulled(&mut self, mut pulled: Pulled) -> Action {
        while let Some(Placed { cursor, offered }) = pulled.rest.pop_front() {
            if cursor <= pulled.through {
                return self.rest();
            }
            match offered {
                Offered::Whole(item) if item.is_whole() => {
                    pulled.whole.push(item);
                    pulled.through = cursor;
                }
                Offered::Whole(_) => return self.rest(),
                Offered::Large { head, .. } if head.length > self.limits.largest => {
                    return self.rest();
                }
                Offered::Large { id, head } if pulled.whole.is_empty() => {
                    pulled.through = cursor;
                    let came = self.partial.take().filter(|(of, _)| *of == id);
                    let bytes = came.map(|(_, bytes)| bytes).unwrap_or_default();
                    return self.fetch(pulled, id, head, bytes);
                }
                // What came before it is kept first.
                Offered::Large { .. } => {
                    pulled.more = true;
                    pulled.end = pulled.through;
                    break;
                }
            }
        }
        if pulled.end < pulled.through {
            return self.rest();
        }
        let progress = self.reached(pulled.stream, pulled.end);
        let dry = (!pulled.more).then_some(pulled.stream);
        if pulled.whole.is_empty() && progress == self.progress {
            match dry {
                Some(stream) => self.wants.fetched(stream),
                // More, and nothing of it: no shelf answers so.
                None => return self.rest(),
            }
            return self.next();
        }
        self.keep(pulled.whole, progress, dry)
    }

    pub(super) fn fetch(
        &mut self,
        pulled: Pulled,
        id: ItemId,
        head: Head,
        bytes: Vec<u8>,
    ) -> Action {
        let request = Request::Fetch {
            cursor: pulled.through,
            offset: bytes.len() as u32,
            most: self.pace.of(self.limits.piece),
        };
        self.send(Phase::Fetching(pulled, id, head, bytes), request)
    }

    pub(super) fn fetched(
        &mut self,
        pulled: Pulled,
        id: ItemId,
        head: Head,
        mut bytes: Vec<u8>,
        piece: &[u8],
    ) -> Action {
        bytes.extend_from_slice(piece);
        let whole = bytes.len() >= head.length as usize;
        if !whole && piece.is_empty() {
            return self.rest();
        }
        if !whole && self.wants.first() != self.current {
            self.partial = Some((id, bytes));
            return self.next();
        }
        if !whole {
            self.works();
            return self.fetch(pulled, id, head, bytes);
        }
        if head.id(&bytes) != id {
            return self.rest();
        }
        let last = pulled.rest.is_empty();
        let through = if last { pulled.end } else { pulled.through };
        let progress = self.reached(pulled.stream, through);
        let dry = (last && !pulled.more).then_some(pulled.stream);
        self.keep(vec![Item { head, bytes }], progress, dry)
    }

    pub(super) fn reached(&self, stream: Stream, cursor: u64) -> Progress {
        let mut progress = self.progress.clone();
        if cursor > self.cursor(stream) {
            progress.cursors.insert(stream, cursor);
        }
        progress
    }

    pub(super) fn keep(
        &mut self,
        items: Vec<Item>,
        progress: Progress,
        dry: Option<Stream>,
    ) -> Action {
        self.phase = Phase::Keeping(progress.clone(), dry);
        Action::Keep { items, progress }
    }
}
