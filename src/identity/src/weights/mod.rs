//! What agreement is worth: the model of Fellegi and Sunter (1969). For each level of each field *m* is the share of
//! pairs of one person that agree at it, *u* the share of pairs of two people; its weight is log₂(m/u), and weights
//! add up to the prior. A name that few people bear is worth more than a common one ([`frequency`]).

mod estimate;
mod frequency;
mod shipped;

pub use estimate::{Estimate, FEWEST_RECORDS, TooFewRecords, estimate};
pub use frequency::Frequencies;

use serde::{Deserialize, Serialize};

use crate::compare::{Agreement, FIELDS, Field};
use crate::normal::Normal;

/// A pair at or above this total (bits) is suggested as one person. Set on the generated set of seed 1 as the lowest whole
/// number at which at least 99.8 % of the pairs that share a key were one person; other seeds are for measuring.
pub const AUTO_SUGGEST: f64 = 16.0;
/// A pair at or above this total (bits), even odds, is put before a person. On the set of seed 1 that kept 99.7 % of the
/// pairs that are one person.
pub const REVIEW: f64 = 0.0;

/// m and u of the levels of one field.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Shares {
    /// By level: share among pairs of one person.
    pub m: Vec<f64>,
    /// By level: share among pairs of two people.
    pub u: Vec<f64>,
}

/// Everything that turns agreement into a weight.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Model {
    /// Where the numbers come from, in words.
    pub source: String,
    /// Probability that two records taken at random are one person.
    pub prior: f64,
    /// By field, in the order of [`Field::ALL`].
    pub(crate) fields: Vec<Shares>,
}

/// A model that can't be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "{what}; why: a weight is the logarithm of a ratio of shares; where: {place}; fix: estimate the model again, or go back to the shipped one"
)]
pub struct ModelError {
    /// What is wrong.
    pub what: String,
    /// Which field.
    pub place: String,
}

impl Model {
    /// The weights that Chartroom ships, estimated on generated records of the United States.
    #[must_use]
    pub fn shipped() -> Self {
        shipped::model()
    }

    /// A model of given shares.
    ///
    /// # Errors
    /// [`ModelError`] where a field or level is missing or a share is not above 0 and at most 1.
    pub fn new(source: &str, prior: f64, fields: Vec<Shares>) -> Result<Self, ModelError> {
        let model = Self {
            source: source.to_owned(),
            prior,
            fields,
        };
        model.check()?;
        Ok(model)
    }

    /// Reads a model that [`Model::to_json`] wrote.
    ///
    /// # Errors
    /// [`ModelError`]: no JSON of this form, or shares that can't be used.
    pub fn from_json(text: &str) -> Result<Self, ModelError> {
        let model: Self = serde_json::from_str(text).map_err(|problem| ModelError {
            what: format!("the model can't be read: {problem}"),
            place: format!("line {}", problem.line()),
        })?;
        model.check()?;
        Ok(model)
    }

    /// The model as JSON.
    #[must_use]
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).expect("strings and finite numbers")
    }

    fn check(&self) -> Result<(), ModelError> {
        let wrong = |what: &str, place: &str| {
            Err(ModelError {
                what: what.to_owned(),
                place: place.to_owned(),
            })
        };
        if !(self.prior > 0.0 && self.prior < 1.0) {
            return wrong("the prior is not between 0 and 1", "prior");
        }
        if self.fields.len() != FIELDS {
            return wrong("not every field has its shares", "fields");
        }
        for (field, shares) in Field::ALL.into_iter().zip(&self.fields) {
            let levels = field.levels().len();
            if shares.m.len() != levels || shares.u.len() != levels {
                return wrong("not every level has its shares", field.name());
            }
            let share = |share: &f64| *share > 0.0 && *share <= 1.0;
            if !shares.m.iter().chain(&shares.u).all(share) {
                return wrong("a share is not above 0 and at most 1", field.name());
            }
        }
        Ok(())
    }

    /// The shares of `field`.
    #[must_use]
    pub fn shares(&self, field: Field) -> &Shares {
        &self.fields[field as usize]
    }

    /// log₂ of the prior odds.
    #[must_use]
    pub fn prior_weight(&self) -> f64 {
        (self.prior / (1.0 - self.prior)).log2()
    }

    /// log₂(m/u) of a level.
    #[must_use]
    pub fn weight(&self, field: Field, level: u8) -> f64 {
        let shares = self.shares(field);
        (shares.m[usize::from(level)] / shares.u[usize::from(level)]).log2()
    }

    /// What the frequency of the name on which `a` and `b` agree adds to the weight of agreement.
    pub(crate) fn frequency_part(
        &self,
        field: Field,
        level: u8,
        a: &Normal,
        frequencies: &Frequencies,
    ) -> f64 {
        if level != 0 {
            return 0.0;
        }
        let u = self.shares(field).u[0];
        match field {
            Field::Family => (u / frequencies.family(&a.family, u)).log2(),
            Field::Given => (u / frequencies.given(&a.given, u)).log2(),
            _ => 0.0,
        }
    }

    /// The total of a pair without its explanation: prior and all weights.
    #[must_use]
    pub fn total(&self, agreement: &Agreement, a: &Normal, frequencies: &Frequencies) -> f64 {
        let weights = Field::ALL.into_iter().filter_map(|field| {
            let level = agreement.level(field)?;
            Some(self.weight(field, level) + self.frequency_part(field, level, a, frequencies))
        });
        self.prior_weight() + weights.sum::<f64>()
    }
}
