//! How much goes at once: little on a slow line, so that little is lost when it is cut; more while answers come quickly.

/// Milliseconds within which an answer is quick.
const QUICK: u64 = 500;
/// Milliseconds from which on it is slow.
const SLOW: u64 = 4_000;

#[derive(Debug)]
pub(super) struct Pace {
    times: u32,
    most: u32,
}

impl Pace {
    pub(super) const fn new(most: u32) -> Self {
        Self { times: 1, most }
    }

    /// So many bytes where it would be this many on a slow line.
    pub(super) const fn of(&self, bytes: u32) -> u32 {
        bytes.saturating_mul(self.times)
    }

    /// An answer took so long.
    pub(super) fn took(&mut self, millis: u64) {
        if millis <= QUICK {
            self.times = (self.times * 2).min(self.most.max(1));
        } else if millis >= SLOW {
            self.times = (self.times / 2).max(1);
        }
    }

    /// The line was cut.
    pub(super) const fn cut(&mut self) {
        self.times = 1;
    }
}

#[cfg(test)]
mod tests {
    use super::Pace;

    #[test]
    fn it_grows_while_answers_are_quick_and_begins_anew_where_the_line_was_cut() {
        let mut pace = Pace::new(8);
        for expected in [2, 4, 8, 8] {
            pace.took(20);
            assert_eq!(pace.of(100), expected * 100);
        }
        pace.took(2_000);
        assert_eq!(pace.of(100), 800);
        pace.took(9_000);
        assert_eq!(pace.of(100), 400);
        pace.cut();
        assert_eq!(pace.of(100), 100);
    }
}
