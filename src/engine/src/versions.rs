//! Grouper versions made ready when they are wanted; the two used last are kept.

use grouper::{Grouper, MsDrg, Version};

/// Versions kept ready: each takes some megabytes, and a coder works on one fiscal year, sometimes on two.
const KEPT: usize = 2;

/// Whether a version is only compared with another implementation: CMS's own software was not to be had for it.
pub(crate) fn is_peer_checked(version: Version) -> bool {
    version.number() >= 440
}

/// The grouper's tables, and the versions that are ready.
#[derive(Debug)]
pub(crate) struct Versions {
    tables: MsDrg,
    /// Last used first.
    ready: Vec<(Version, Grouper)>,
}

impl Versions {
    pub(crate) const fn new(tables: MsDrg) -> Self {
        Self {
            tables,
            ready: Vec::new(),
        }
    }

    /// The grouper of a version, made ready if it is not.
    pub(crate) fn get(&mut self, version: Version) -> &Grouper {
        match self.ready.iter().position(|(v, _)| *v == version) {
            Some(0) => {}
            Some(at) => self.ready[..=at].rotate_right(1),
            None => {
                self.ready.truncate(KEPT - 1);
                self.ready.insert(0, (version, self.tables.ready(version)));
            }
        }
        &self.ready[0].1
    }

    /// A version made ready anew, for measuring.
    pub(crate) fn fresh(&self, version: Version) -> Grouper {
        self.tables.ready(version)
    }

    /// The grouper of a version, if it is ready.
    pub(crate) fn if_ready(&self, version: Version) -> Option<&Grouper> {
        self.ready
            .iter()
            .find(|(v, _)| *v == version)
            .map(|(_, g)| g)
    }
}
