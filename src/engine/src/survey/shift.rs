//! What another grouper version would do to the claims: which DRGs change, and how far the case mix moves.

use std::collections::BTreeMap;

use codes::weights::Weights;
use grouper::Version;
use grouper::claim::Claim;
use whatif::versions::{CaseMix, Counting, WeightsFrom};

use super::{Means, NAMED_OF_EACH, Named, Question, count};
use crate::batch::csv_of;
use crate::protocol::{CaseMixView, Event, Failure, Shift as ShiftView, ShiftMove};

/// Most changes of DRG that are told.
const MOVES: usize = 50;

/// A version that every claim is grouped by beside its own.
#[derive(Debug)]
pub(crate) struct Shift {
    version: Version,
    weighed_by: String,
    counting: Counting,
    at_home: usize,
    moves: BTreeMap<(u16, u16), Titles>,
    changed: Vec<[String; 5]>,
}

/// A change of DRG in words.
#[derive(Debug)]
struct Titles {
    from: String,
    to: String,
    claims: Named,
}

impl Shift {
    /// A version about to be compared, by its name. Weights are each version's own, or for both sides those of the
    /// newest year that is loaded.
    ///
    /// # Errors
    /// There is no such version.
    pub(crate) fn of(
        version: &str,
        own_weights: bool,
        weights: Option<&Weights>,
    ) -> Result<Self, Failure> {
        let found = Version::ALL
            .into_iter()
            .find(|known| known.to_string() == version);
        let version = found.ok_or_else(|| Failure {
            what: "The claims can't be compared.".to_owned(),
            why: format!("There is no grouper version “{version}” here."),
            place: "the version".to_owned(),
            fix: format!(
                "Choose one from {} to {}.",
                Version::ALL[0],
                Version::ALL[8]
            ),
        })?;
        let newest = weights.and_then(|weights| weights.fiscal_years().last().copied());
        let (from, weighed_by) = match (own_weights, newest) {
            (_, None) => (
                WeightsFrom::EachVersion,
                "No relative weights are loaded.".to_owned(),
            ),
            (true, Some(_)) => (
                WeightsFrom::EachVersion,
                "Each side with the relative weights of its own fiscal year, where those are loaded."
                    .to_owned(),
            ),
            (false, Some(year)) => (
                WeightsFrom::FiscalYear(year),
                format!("Both sides with the relative weights of FY{year}: what the grouping alone changes."),
            ),
        };
        Ok(Self {
            version,
            weighed_by,
            counting: Counting::new(from),
            at_home: 0,
            moves: BTreeMap::new(),
            changed: Vec::new(),
        })
    }
}

impl Question for Shift {
    fn put(&mut self, line: u32, claim: &Claim, means: &mut Means<'_>) {
        let (own, other) = (claim.version, self.version);
        let Some(versions) = &mut means.packs.versions else {
            return;
        };
        versions.get(own);
        versions.get(other);
        let (Some(before), Some(after)) = (versions.if_ready(own), versions.if_ready(other)) else {
            return;
        };
        let weights = means.packs.weights.as_ref();
        let [from, to] = self.counting.add(before, after, weights, &claim.stay);
        self.at_home += usize::from(own == other);
        if from == to {
            return;
        }
        let of_move = self.moves.entry((from, to)).or_insert_with(|| Titles {
            from: before.drg_title(from).unwrap_or_default().to_owned(),
            to: after.drg_title(to).unwrap_or_default().to_owned(),
            claims: Named::default(),
        });
        of_move.claims.add(line, claim, from);
        self.changed.push([
            line.to_string(),
            claim.id.clone(),
            own.to_string(),
            format!("{from:03}"),
            format!("{to:03}"),
        ]);
    }

    fn answer(mut self: Box<Self>, file: &str) -> Event {
        let shift = self.counting.finish();
        let told = shift.moves.iter().take(MOVES);
        let moves = told
            .filter_map(|moved| {
                let words = self.moves.get_mut(&(moved.from, moved.to))?;
                Some(ShiftMove {
                    from: format!("{:03}", moved.from),
                    from_title: words.from.clone(),
                    to: format!("{:03}", moved.to),
                    to_title: words.to.clone(),
                    claims: count(moved.stays),
                    first: words.claims.first(NAMED_OF_EACH),
                })
            })
            .collect();
        self.changed
            .sort_by_key(|cells| cells[0].parse::<u32>().unwrap_or(u32::MAX));
        let after = format!("drg_under_{}", self.version);
        Event::Shifted(Box::new(ShiftView {
            file: file.to_owned(),
            version: self.version.to_string(),
            claims: count(shift.stays),
            at_home: count(self.at_home),
            changed: count(shift.changed_drg),
            changed_mdc: count(shift.changed_mdc),
            ungroupable_before: count(shift.ungroupable_before),
            ungroupable_after: count(shift.ungroupable_after),
            moves,
            more: count(shift.moves.len().saturating_sub(MOVES)),
            case_mix: case_mix(&shift.case_mix),
            weighed_by: self.weighed_by,
            list: csv_of(&["line", "id", "own_version", "drg", &after], &self.changed),
        }))
    }
}

fn case_mix(mix: &CaseMix) -> Option<CaseMixView> {
    let (before, after) = mix.index()?;
    Some(CaseMixView {
        weighed: count(mix.weighed),
        heavier: count(mix.heavier),
        lighter: count(mix.lighter),
        before: format!("{before:.4}"),
        after: format!("{after:.4}"),
        change: format!("{:+.4}", after - before),
    })
}
