//! The world as a system has it.

use std::time::Instant;

use chrono::{Local, Offset as _};
use custodian::protocol::Failure;
use custodian::{Judged, Now, Stretched, Surroundings};
use getrandom::SysRng;
use rand_core::UnwrapErr;
use vault::kdf::{Recipe, derive};

/// The system's clock and chance.
#[derive(Debug, Clone, Copy, Default)]
pub struct System;

impl Surroundings for System {
    type Rng = UnwrapErr<SysRng>;

    fn now(&self) -> Now {
        let now = Local::now();
        Now {
            millis: now.timestamp_millis(),
            // No civil clock is a day away from UTC.
            offset_minutes: (now.offset().fix().local_minus_utc() / 60) as i16,
        }
    }

    fn rng(&self) -> UnwrapErr<SysRng> {
        UnwrapErr(SysRng)
    }

    async fn derive(&self, password: &str, recipe: Recipe) -> Result<Stretched, Failure> {
        let began = Instant::now();
        let keys = derive(password, &recipe).map_err(|error| {
            let parts = error.parts();
            Failure::new(parts.what, parts.why, parts.r#where, parts.fix)
        })?;
        let millis = u32::try_from(began.elapsed().as_millis()).unwrap_or(u32::MAX);
        Ok(Stretched { keys, millis })
    }

    async fn judge(&self, password: &str, known: &[&str]) -> Result<Judged, Failure> {
        let judged = vault::strength::estimate(password, known);
        let advice = judged.advice.iter().map(|&advice| advice.to_owned());
        Ok(Judged {
            enough: judged.enough,
            advice: advice.collect(),
        })
    }
}
