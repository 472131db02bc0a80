//! What can be done with a record. Each action is asked for by itself: reading gives no right to print.

use crate::numbered::numbered;

numbered! {
    /// An act upon a record of some kind.
    pub enum Action {
        /// Look for records; the relation asked with is that to the records which the search may show.
        Search = 0, "search";
        /// See one.
        Read = 1, "read";
        /// Make a new one; the relation is that to what it is made in (the unit, the encounter).
        Create = 2, "create";
        /// Change it.
        Edit = 3, "edit";
        /// Confirm it: an identity with the attending's office, a document by its author, the trail by its hashes.
        Verify = 4, "verify";
        /// Point one patient to another.
        Merge = 5, "merge";
        /// Take a merge back.
        Unmerge = 6, "unmerge";
        /// Part what belongs to two patients.
        Split = 7, "split";
        /// Give it to somebody as their work.
        Assign = 8, "assign";
        /// Assign codes.
        Code = 9, "code";
        /// Judge the work of another.
        Review = 10, "review";
        /// Declare it done.
        Finalise = 11, "finalise";
        /// Take it up again.
        Reopen = 12, "reopen";
        /// Answer a query.
        Answer = 13, "answer";
        /// Disclose it outside the facility.
        Release = 14, "release";
        /// Put it on paper.
        Print = 15, "print";
        /// Write it into a file.
        Export = 16, "export";
        /// Put it on the clipboard.
        Copy = 17, "copy";
        /// Retire it; what was kept stays kept.
        Retire = 18, "retire";
        /// Set who and what it is for: roles, keys, rules.
        Administer = 19, "administer";
        /// Open one record in an emergency (45 CFR 164.312(a)(2)(ii)).
        BreakGlass = 20, "break the glass for";
        /// Judge what the audit trail says.
        ReviewAudit = 21, "review";
        /// Write a sealed copy of everything.
        BackUp = 22, "back up";
        /// Put a sealed copy back.
        Restore = 23, "restore";
    }
}

impl Action {
    /// Whether it takes what is read out of the program: onto paper, into a file, to the clipboard, to others.
    #[must_use]
    pub const fn carries_out(self) -> bool {
        matches!(
            self,
            Self::Release | Self::Print | Self::Export | Self::Copy
        )
    }
}
