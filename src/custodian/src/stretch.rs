//! What the custodian and its throw-away key worker say to each other: a password goes there, keys come back, and the
//! worker ends with all that was in its memory.

use core::fmt;

use line::{Answer, Failure};
use serde::{Deserialize, Serialize};
use vault::kdf::Recipe;

/// What is asked of the key worker.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub enum Ask {
    /// Derive keys.
    Derive {
        /// The password as typed.
        password: String,
        /// By which recipe.
        recipe: Recipe,
    },
    /// Judge a password.
    Judge {
        /// The password as typed.
        password: String,
        /// Words that whoever attacks knows as well.
        known: Vec<String>,
    },
}

impl fmt::Debug for Ask {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Derive { .. } => "Derive(..)",
            Self::Judge { .. } => "Judge(..)",
        })
    }
}

/// What it answers.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub enum Answered {
    /// Keys.
    Derived {
        /// Both keys, one after the other.
        keys: Vec<u8>,
        /// Milliseconds it took.
        millis: u32,
    },
    /// A judgement.
    Judged {
        /// Whether it would stand.
        enough: bool,
        /// What would make it better.
        advice: Vec<String>,
    },
    /// It could not be done.
    Failed(Failure),
}

impl fmt::Debug for Answered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Derived { .. } => f.write_str("Derived(..)"),
            Self::Judged { enough, .. } => write!(f, "Judged({enough})"),
            Self::Failed(failure) => write!(f, "{failure:?}"),
        }
    }
}

impl Answer for Answered {
    const SPEAKER: &'static str = "key worker";
    const WHEN_LOST: &'static str = "Close other programs to free memory, then try again.";

    fn is_last(&self) -> bool {
        true
    }

    fn failed(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}

/// The key worker's end: answers until it is ended.
#[cfg(feature = "keys")]
pub fn start() {
    line::worker::listen::<Ask, Answered>(|asked, _| {
        line::worker::tell(asked.id, answer(&asked.request));
    });
}

#[cfg(feature = "keys")]
fn answer(ask: &Ask) -> Answered {
    match ask {
        Ask::Judge { password, known } => {
            let known: Vec<&str> = known.iter().map(String::as_str).collect();
            let estimate = vault::strength::estimate(password, &known);
            Answered::Judged {
                enough: estimate.enough,
                advice: estimate
                    .advice
                    .iter()
                    .map(|&advice| advice.to_owned())
                    .collect(),
            }
        }
        Ask::Derive { password, recipe } => {
            let clock = || {
                line::worker::scope()
                    .performance()
                    .map_or(0.0, |clock| clock.now())
            };
            let began = clock();
            match vault::kdf::derive(password, recipe) {
                Ok(keys) => Answered::Derived {
                    keys: keys.to_bytes().to_vec(),
                    millis: (clock() - began) as u32,
                },
                Err(error) => {
                    let parts = error.parts();
                    Answered::Failed(Failure::new(
                        parts.what,
                        parts.why,
                        parts.r#where,
                        parts.fix,
                    ))
                }
            }
        }
    }
}
