//! Why two records could be one person: every weight by field, in order, down to the total.

use serde::{Deserialize, Serialize};

use crate::compare::{Agreement, Field, shown};
use crate::normal::Normal;
use crate::weights::{AUTO_SUGGEST, Frequencies, Model, REVIEW};

/// What is to be done with a pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Band {
    /// Under the review threshold.
    Below,
    /// A person has to look.
    Review,
    /// Suggested as one person; a person still decides.
    AutoSuggest,
}

impl Band {
    /// The band of a total.
    #[must_use]
    pub fn of(total: f64) -> Self {
        if total >= AUTO_SUGGEST {
            Self::AutoSuggest
        } else if total >= REVIEW {
            Self::Review
        } else {
            Self::Below
        }
    }
}

/// One step of a waterfall.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Contribution {
    /// What was compared.
    pub field: Field,
    /// At which level it agrees, an index into [`Field::levels`].
    pub level: u8,
    /// The level in words.
    pub words: String,
    /// The first person's normal form.
    pub left: String,
    /// The second person's normal form.
    pub right: String,
    /// log₂(m/u) of the level, in bits.
    pub weight: f64,
    /// What the rarity or commonness of the shared name adds, in bits.
    pub frequency: f64,
}

/// The explained weight of a pair.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Waterfall {
    /// Where it begins: log₂ of the odds that two records taken at random are one person.
    pub prior: f64,
    /// What each field that both sides know adds, in the order of [`Field::ALL`].
    pub contributions: Vec<Contribution>,
    /// Prior and contributions added up, in bits.
    pub total: f64,
    /// The total as a probability, if the model is right about these records.
    pub probability: f64,
    /// What is to be done.
    pub band: Band,
}

impl Waterfall {
    /// Compares two people and explains the result.
    #[must_use]
    pub fn of(a: &Normal, b: &Normal, model: &Model, frequencies: &Frequencies) -> Self {
        let agreement = Agreement::of(a, b);
        let contributions: Vec<Contribution> = Field::ALL
            .into_iter()
            .filter_map(|field| {
                let level = agreement.level(field)?;
                Some(Contribution {
                    field,
                    level,
                    words: field.levels()[usize::from(level)].to_owned(),
                    left: shown(field, a),
                    right: shown(field, b),
                    weight: model.weight(field, level),
                    frequency: model.frequency_part(field, level, a, frequencies),
                })
            })
            .collect();
        let prior = model.prior_weight();
        let total = prior
            + contributions
                .iter()
                .map(|c| c.weight + c.frequency)
                .sum::<f64>();
        Self {
            prior,
            contributions,
            total,
            probability: 1.0 / (1.0 + (-total).exp2()),
            band: Band::of(total),
        }
    }
}
