//! The pages that were looked at, back and forward. Pure.
//!
//! Going through hits shows a page for each; such a glance is replaced by the next one, so that Back leads to what was
//! read and not to what was passed.

use engine::protocol::CodeSystem;

/// Most pages kept.
const MOST: usize = 60;

/// A page: the code set and the code without dot.
type Looked = (CodeSystem, String);

/// The pages of this session.
#[derive(Debug, Clone, Default)]
pub(super) struct Trail {
    pages: Vec<Looked>,
    /// Place of the page shown.
    at: usize,
    /// Whether the page shown was only passed.
    glance: bool,
}

impl Trail {
    /// Notes that a page is shown. What lay ahead is dropped.
    pub(super) fn visit(&mut self, page: Looked, glance: bool) {
        if self.pages.get(self.at) == Some(&page) {
            self.glance &= glance;
            return;
        }
        let keep = if self.glance { self.at } else { self.at + 1 };
        self.pages.truncate(keep);
        self.pages.push(page);
        if self.pages.len() > MOST {
            self.pages.remove(0);
        }
        self.at = self.pages.len() - 1;
        self.glance = glance;
    }

    /// Whether there is a page so many steps on (negative: back).
    pub(super) fn leads(&self, by: isize) -> bool {
        self.at
            .checked_add_signed(by)
            .is_some_and(|to| to < self.pages.len())
    }

    /// Goes so many steps on and returns the page there.
    pub(super) fn go(&mut self, by: isize) -> Option<Looked> {
        let to = self.at.checked_add_signed(by)?;
        let page = self.pages.get(to)?.clone();
        self.at = to;
        self.glance = false;
        Some(page)
    }

    /// Forgets everything.
    pub(super) fn clear(&mut self) {
        *self = Self::default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(code: &str) -> Looked {
        (CodeSystem::Cm, code.to_owned())
    }

    #[test]
    fn back_and_forward_lead_through_what_was_read() {
        let mut trail = Trail::default();
        for code in ["A00", "A01", "A01", "A02"] {
            trail.visit(page(code), false);
        }
        assert!(!trail.leads(1));
        assert_eq!(trail.go(-1), Some(page("A01")));
        assert_eq!(trail.go(-1), Some(page("A00")));
        assert_eq!(trail.go(-1), None);
        assert_eq!(trail.go(1), Some(page("A01")));
        trail.visit(page("B00"), false);
        assert!(!trail.leads(1));
        assert_eq!(trail.go(-1), Some(page("A01")));
    }

    #[test]
    fn what_is_only_passed_leaves_no_trace() {
        let mut trail = Trail::default();
        trail.visit(page("A00"), false);
        for code in ["I10", "I11", "I12"] {
            trail.visit(page(code), true);
        }
        assert_eq!(trail.go(-1), Some(page("A00")));
        assert!(trail.leads(1));
        assert_eq!(trail.go(1), Some(page("I12")));
    }

    #[test]
    fn the_oldest_are_forgotten() {
        let mut trail = Trail::default();
        for n in 0..200 {
            trail.visit(page(&format!("A{n:03}")), false);
        }
        assert!(trail.leads(1 - 60) && !trail.leads(-60));
    }
}
