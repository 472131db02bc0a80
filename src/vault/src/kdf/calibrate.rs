//! Parameters by what the device takes for them. The clock is the caller's.

use core::ops::RangeInclusive;

use super::Params;

/// How long a derivation should take, in milliseconds.
pub const TARGET_MS: RangeInclusive<u32> = 300..=700;
const AIM_MS: u64 = 500;
const MOST_PASSES: u64 = 10;

/// One derivation, timed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Measured {
    /// With which parameters.
    pub params: Params,
    /// Milliseconds it took.
    pub millis: u32,
}

/// The parameters to use next, after one derivation was timed.
///
/// Within the target nothing changes. Otherwise time goes by memory × passes: a fast device gets more passes, a slow one
/// first fewer passes, then less memory. Never more than 64 MiB, where phones fail, and never less than
/// [`Params::FLOOR`], however slow the device.
#[must_use]
pub fn calibrate(measured: Measured) -> Params {
    let Params {
        memory_kib, passes, ..
    } = measured.params;
    let most = Params::DEFAULT.memory_kib;
    let ours = measured.params.checked().is_ok()
        && memory_kib <= most
        && (memory_kib == most || passes == Params::FLOOR.passes);
    if ours && TARGET_MS.contains(&measured.millis) {
        return measured.params;
    }
    let budget =
        u64::from(memory_kib) * u64::from(passes) * AIM_MS / u64::from(measured.millis.max(1));
    let floor = Params::FLOOR;
    let passes = (budget / u64::from(most)).clamp(u64::from(floor.passes), MOST_PASSES);
    // Whole MiB, so that devices fall into few classes.
    let memory = (budget / passes).clamp(u64::from(floor.memory_kib), u64::from(most)) >> 10 << 10;
    Params {
        memory_kib: memory as u32,
        passes: passes as u32,
        lanes: 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(params: Params, millis: u32) -> (u32, u32) {
        let next = calibrate(Measured { params, millis });
        assert_eq!(next.checked(), Ok(next));
        (next.memory_kib >> 10, next.passes)
    }

    #[test]
    fn a_device_gets_what_takes_it_half_a_second() {
        for (millis, memory_mib, passes) in [
            (0, 64, 10),
            (100, 64, 10),
            (150, 64, 10),
            (250, 64, 6),
            (300, 64, 3),
            (700, 64, 3),
            (701, 64, 2),
            (900, 53, 2),
            (1500, 32, 2),
            (3000, 19, 2),
            (u32::MAX, 19, 2),
        ] {
            assert_eq!(
                after(Params::DEFAULT, millis),
                (memory_mib, passes),
                "{millis} ms"
            );
        }
        assert_eq!(after(Params::FLOOR, 47), (64, 6));
        assert_eq!(after(Params::FLOOR, 2000), (19, 2));
        let parameters_nobody_chose = Params {
            memory_kib: 19 << 10,
            passes: 16,
            lanes: 1,
        };
        assert_eq!(after(parameters_nobody_chose, 500), (64, 4));
    }
}
