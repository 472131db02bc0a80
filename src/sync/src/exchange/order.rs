//! What there is to do, and what comes first.

use std::collections::BTreeSet;

use crate::item::Stream;
use crate::wire::Refusal;

/// A thing to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Want {
    Send(Stream),
    Fetch(Stream),
}

/// What comes first comes first.
const ORDER: [Want; 7] = [
    Want::Fetch(Stream::KEYS),
    Want::Send(Stream::KEYS),
    Want::Send(Stream::LOG),
    Want::Fetch(Stream::LOG),
    Want::Send(Stream::TRAIL),
    Want::Send(Stream::BODIES),
    Want::Fetch(Stream::BODIES),
];

/// What may be to do: it is taken out where there was nothing.
#[derive(Debug)]
pub(super) struct Wants {
    send: BTreeSet<Stream>,
    fetch: BTreeSet<Stream>,
    /// Nothing is sent while the server has no room.
    full: Option<Refusal>,
}

impl Wants {
    pub(super) fn all() -> Self {
        let mut wants = Self {
            send: BTreeSet::new(),
            fetch: BTreeSet::new(),
            full: None,
        };
        wants.send();
        wants.fetch();
        wants
    }

    pub(super) fn send(&mut self) {
        self.send.extend(ORDER.iter().filter_map(|want| match want {
            Want::Send(stream) => Some(*stream),
            Want::Fetch(_) => None,
        }));
    }

    pub(super) fn fetch(&mut self) {
        self.fetch
            .extend(ORDER.iter().filter_map(|want| match want {
                Want::Fetch(stream) => Some(*stream),
                Want::Send(_) => None,
            }));
    }

    pub(super) fn first(&self) -> Option<Want> {
        ORDER.into_iter().find(|want| match want {
            Want::Send(stream) => self.full.is_none() && self.send.contains(stream),
            Want::Fetch(stream) => self.fetch.contains(stream),
        })
    }

    pub(super) fn nothing(&self) -> bool {
        self.send.is_empty() && self.fetch.is_empty()
    }

    pub(super) fn all_sent(&self) -> bool {
        self.send.is_empty()
    }

    pub(super) fn sent(&mut self, stream: Stream) {
        self.send.remove(&stream);
    }

    pub(super) fn fetched(&mut self, stream: Stream) {
        self.fetch.remove(&stream);
    }

    pub(super) fn has_no_room(&mut self, refusal: Refusal) {
        self.full = Some(refusal);
    }

    pub(super) fn try_room(&mut self) {
        self.full = None;
    }

    pub(super) const fn full(&self) -> Option<&Refusal> {
        self.full.as_ref()
    }
}
