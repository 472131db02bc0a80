//! How much goes at once: little on a slow line, so that little is lost when it is cut; more while answers come quickly.

/// Milliseconds within which an answer is quick.
const QUICK: u64 = 500;
/// Milliseconds from which on it is slow.
const SLOW: u64 = 4_000;

/// Parts of the usual amount that the least is: where the line is cut again and again, what is lost with it is less.
const PARTS: u32 = 4;
/// Answers in a row after which more is tried again where it had become less.
const ENOUGH: u32 = 6;

#[derive(Debug)]
pub(super) struct Pace {
    parts: u32,
    most: u32,
    /// Answers since the line was cut, or since it became more.
    whole: u32,
}

impl Pace {
    pub(super) const fn new(most: u32) -> Self {
        Self {
            parts: PARTS,
            most: most.saturating_mul(PARTS),
            whole: 0,
        }
    }

    /// So many bytes where it is usually this many.
    pub(super) const fn of(&self, bytes: u32) -> u32 {
        // In this order, so that a little is not nothing.
        bytes.saturating_mul(self.parts) / PARTS
    }

    /// An answer took so long.
    pub(super) fn took(&mut self, millis: u64) {
        self.whole = self.whole.saturating_add(1);
        let again = self.parts < PARTS && self.whole >= ENOUGH;
        if millis <= QUICK || (again && millis < SLOW) {
            self.parts = (self.parts * 2).min(self.most.max(PARTS));
            self.whole = 0;
        } else if millis >= SLOW {
            self.parts = (self.parts / 2).max(1);
        }
    }

    /// The line was cut.
    pub(super) fn cut(&mut self) {
        self.parts = (self.parts.min(PARTS) / 2).max(1);
        self.whole = 0;
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
        assert_eq!(pace.of(100), 50);
    }

    #[test]
    fn on_a_line_that_is_cut_again_and_again_it_becomes_less_and_more_where_it_holds() {
        let mut pace = Pace::new(8);
        for expected in [50, 25, 25] {
            pace.cut();
            assert_eq!(pace.of(100), expected);
        }
        for _ in 0..6 {
            assert_eq!(pace.of(100), 25);
            pace.took(1_500);
        }
        assert_eq!(pace.of(100), 50);
        for _ in 0..6 {
            pace.took(1_500);
        }
        assert_eq!(pace.of(100), 100);
        for _ in 0..20 {
            pace.took(1_500);
        }
        assert_eq!(
            pace.of(100),
            100,
            "more than usual only where answers are quick"
        );
    }
}
