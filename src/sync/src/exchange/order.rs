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
const ORDER: [Want; 8] = [
    Want::Fetch(Stream::KEYS),
    Want::Send(Stream::KEYS),
    Want::Send(Stream::LOG),
    Want::Fetch(Stream::LOG),
    Want::Send(Stream::TRAIL),
    Want::Send(Stream::BODIES),
    Want::Fetch(Stream::BODIES),
    // Only for somebody who reviews it.
    Want::Fetch(Stream::TRAIL),
];

/// How often all else is done before what was set aside is tried anew, where no rest comes to its end.
const PASSES: u32 = 8;

/// What may be to do: it is taken out where there was nothing.
#[derive(Debug)]
pub(super) struct Wants {
    send: BTreeSet<Stream>,
    fetch: BTreeSet<Stream>,
    /// Of what something was told since it was last asked for: that there was nothing then says nothing now.
    news: Vec<Want>,
    /// What has failed again and again: the rest goes on without it until all is tried anew.
    aside: Vec<Want>,
    /// How often all else was done since.
    passes: u32,
    /// Nothing is sent while the server has no room.
    full: Option<Refusal>,
    /// Whether others' trails are fetched.
    trails: bool,
}

impl Wants {
    pub(super) fn all(trails: bool) -> Self {
        let mut wants = Self {
            send: BTreeSet::new(),
            fetch: BTreeSet::new(),
            news: Vec::new(),
            aside: Vec::new(),
            passes: 0,
            full: None,
            trails,
        };
        wants.send();
        wants.fetch();
        wants
    }

    /// Everything is to be done again, and nothing that failed counts.
    pub(super) fn anew(&mut self) {
        *self = Self::all(self.trails);
    }

    pub(super) fn send(&mut self) {
        for want in ORDER {
            if let Want::Send(stream) = want {
                self.send.insert(stream);
                self.tell(want);
            }
        }
    }

    pub(super) fn fetch(&mut self) {
        for want in ORDER {
            if let Want::Fetch(stream) = want
                && (stream != Stream::TRAIL || self.trails)
            {
                self.fetch.insert(stream);
                self.tell(want);
            }
        }
    }

    fn tell(&mut self, want: Want) {
        if !self.news.contains(&want) {
            self.news.push(want);
        }
    }

    pub(super) fn first(&self) -> Option<Want> {
        ORDER.into_iter().find(|want| {
            let wanted = match want {
                Want::Send(stream) => self.full.is_none() && self.send.contains(stream),
                Want::Fetch(stream) => self.fetch.contains(stream),
            };
            wanted && !self.aside.contains(want)
        })
    }

    pub(super) fn nothing(&self) -> bool {
        self.send.is_empty() && self.fetch.is_empty()
    }

    pub(super) fn all_sent(&self) -> bool {
        self.send.is_empty()
    }

    /// It is asked for now.
    pub(super) fn asked(&mut self, want: Want) {
        self.news.retain(|news| *news != want);
    }

    pub(super) fn sent(&mut self, stream: Stream) {
        if !self.news.contains(&Want::Send(stream)) {
            self.send.remove(&stream);
        }
    }

    pub(super) fn fetched(&mut self, stream: Stream) {
        if !self.news.contains(&Want::Fetch(stream)) {
            self.fetch.remove(&stream);
        }
    }

    pub(super) fn set_aside(&mut self, want: Want) {
        self.aside.push(want);
    }

    pub(super) fn try_all(&mut self) {
        self.aside.clear();
        self.passes = 0;
    }

    /// All is done but what was set aside. Where something is always going on that is often: then it is its turn.
    pub(super) fn passed(&mut self) {
        self.passes += 1;
        if self.passes >= PASSES {
            self.try_all();
        }
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
