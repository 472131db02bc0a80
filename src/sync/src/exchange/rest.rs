//! How long to wait after something did not work: longer each time, and not all devices at once.

use super::Limits;

#[derive(Debug)]
pub(super) struct Patience {
    first: u64,
    longest: u64,
    failures: u32,
    chance: u64,
}

impl Patience {
    pub(super) const fn new(limits: Limits, seed: u64) -> Self {
        Self {
            first: limits.first_rest,
            longest: limits.longest_rest,
            failures: 0,
            chance: seed | 1,
        }
    }

    /// Something worked, or may work now.
    pub(super) const fn hope(&mut self) {
        self.failures = 0;
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
