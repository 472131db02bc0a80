//! The matrix of role, action and kind of record, looked up.
//!
//! The rights themselves stand in one table ([`grants`]); here it becomes an array when the program is compiled, and a
//! cell that is granted twice doesn't compile.

mod grants;

use crate::{Action, RecordKind, Role};

use grants::GRANTS;

/// How far a right reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Reach {
    /// Only what is the user's own.
    Own = 1,
    /// Also what is assigned to them.
    Assigned = 2,
    /// Also what is in the care of their unit.
    Unit = 3,
    /// Every record of the facility.
    All = 4,
}

/// One line of the matrix: what a role may do with a kind of record, how far, and why where it isn't plain.
#[derive(Debug, Clone, Copy)]
pub struct Grant {
    /// Whose right.
    pub role: Role,
    /// On what.
    pub kind: RecordKind,
    /// How far.
    pub reach: Reach,
    /// To do what.
    pub actions: &'static [Action],
    /// Why, with the source; empty where the role's name says it.
    pub why: &'static str,
}

/// All lines of the matrix, in the order of roles. What isn't in it is refused.
#[must_use]
pub fn grants() -> &'static [Grant] {
    GRANTS
}

type Cells = [[[Option<Reach>; Action::ALL.len()]; RecordKind::ALL.len()]; Role::ALL.len()];

static CELLS: Cells = cells();

const fn cells() -> Cells {
    let mut cells: Cells = [[[None; Action::ALL.len()]; RecordKind::ALL.len()]; Role::ALL.len()];
    let mut line = 0;
    while line < GRANTS.len() {
        let grant = &GRANTS[line];
        let mut at = 0;
        while at < grant.actions.len() {
            let cell =
                &mut cells[grant.role as usize][grant.kind as usize][grant.actions[at] as usize];
            assert!(cell.is_none(), "a cell is granted twice");
            *cell = Some(grant.reach);
            at += 1;
        }
        line += 1;
    }
    cells
}

/// How far `role` may do `action` with records of `kind`; `None` if not at all.
#[must_use]
pub fn reach(role: Role, action: Action, kind: RecordKind) -> Option<Reach> {
    CELLS[role as usize][kind as usize][action as usize]
}
