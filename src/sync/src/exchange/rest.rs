//! How long to wait after something did not work: longer each time, and not all devices at once.

use super::Limits;

/// How many hints in a row are believed: a browser says that there is a line when there is a network, and where much is going on
/// hints come all the time.
const HINTS: u32 = 3;

#[derive(Debug)]
pub(super) struct Patience {
    first: u64,
    longest: u64,
    failures: u32,
    /// Hints that ended a rest since one was over by itself, or something worked.
    hints: u32,
    chance: u64,
}

impl Patience {
    pub(super) const fn new(limits: Limits, seed: u64) -> Self {
        Self {
            first: limits.first_rest,
            longest: limits.longest_rest,
            failures: 0,
            hints: 0,
            chance: seed | 1,
        }
    }

    /// Something worked, or may work now.
    pub(super) const fn hope(&mut self) {
        self.failures = 0;
        self.hints = 0;
    }

    /// A hint came. Whether it ends the rest.
    pub(super) const fn hinted(&mut self) -> bool {
        self.hints = self.hints.saturating_add(1);
        self.hints <= HINTS
    }

    /// A rest was over by itself.
    pub(super) const fn rested(&mut self) {
        self.hints = 0;
    }

    /// Milliseconds to wait, between half of the time that is due and all of it.
    pub(super) fn failed(&mut self) -> u64 {
        let due = self
            .first
            .saturating_mul(1 << self.failures.min(20))
            .min(self.longest);
        self.failures = self.failures.saturating_add(1);
        self.spread(due)
    }

    /// At least so many milliseconds, and up to half as many more.
    pub(super) fn told(&mut self, millis: u64) -> u64 {
        millis + self.spread(millis) / 2
    }

    fn spread(&mut self, due: u64) -> u64 {
        // Xorshift: devices are to differ, nothing more.
        self.chance ^= self.chance << 13;
        self.chance ^= self.chance >> 7;
        self.chance ^= self.chance << 17;
        due / 2 + self.chance % (due / 2 + 1)
    }
}

/// How often another shelf is begun with. One server that was put back is met at once; where two answer in turn, nothing is to be
/// begun anew with each answer.
#[derive(Debug)]
pub(super) struct Meeting {
    patience: Patience,
    /// How often since all was even.
    times: u32,
    /// Whether it was waited for the shelf before to answer again.
    waited: bool,
}

impl Meeting {
    pub(super) const fn new(limits: Limits, seed: u64) -> Self {
        Self {
            patience: Patience::new(limits, seed),
            times: 0,
            waited: false,
        }
    }

    /// All is even, with one shelf.
    pub(super) const fn settled(&mut self) {
        self.times = 0;
        self.waited = false;
        self.patience.hope();
    }

    /// The shelf is the one that it was.
    pub(super) const fn same(&mut self) {
        self.waited = false;
    }

    /// Another shelf answers. Milliseconds to wait first, where it is not the first one.
    pub(super) fn another(&mut self) -> Option<u64> {
        if self.times > 0 && !self.waited {
            self.waited = true;
            return Some(self.patience.failed());
        }
        self.waited = false;
        self.times += 1;
        None
    }
}
