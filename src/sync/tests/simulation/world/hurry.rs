//! How often a device asks: whatever goes wrong, it goes on with patience.

use std::collections::VecDeque;

use super::World;

const MINUTE: u64 = 60_000;
/// Requests of a minute without a line.
const BLIND: usize = 16;
/// Requests of a minute that nothing came of, beside those that something caused.
const IDLE: usize = 24;
/// Requests that a hint, a row or a start may cause.
const CAUSED: usize = 6;
/// Milliseconds by which a rest may be late: a laptop sleeps no longer.
const LATE: u64 = 400_000;
/// Other shelves that are met in a minute.
const MET: usize = 8;

/// Writes down that something happened now, and forgets what is more than a minute ago. Says how often it happened.
fn often(times: &mut VecDeque<u64>, now: u64, happened: bool) -> usize {
    if happened {
        times.push_back(now);
    }
    while times.front().is_some_and(|at| at + MINUTE < now) {
        times.pop_front();
    }
    times.len()
}

impl World {
    /// There is a cause to ask.
    pub(super) fn caused(&mut self, device: usize) {
        let now = self.now;
        often(&mut self.devices[device].hurry.causes, now, true);
    }

    /// A request is made.
    pub(super) fn asks(&mut self, device: usize) {
        let (now, line) = (self.now, self.has_line(device));
        let hurry = &mut self.devices[device].hurry;
        if line {
            hurry.blind.clear();
        }
        let blind = often(&mut hurry.blind, now, !line);
        let idle = !core::mem::take(&mut hurry.useful);
        let idle = often(&mut hurry.idle, now, idle);
        let causes = often(&mut hurry.causes, now, false);
        self.most_blind = self.most_blind.max(blind);
        self.most_idle = self.most_idle.max(idle.saturating_sub(CAUSED * causes));
        if blind > BLIND {
            self.broke(format!(
                "device {device} asks {blind} times in a minute without a line"
            ));
        }
        if idle > IDLE + CAUSED * causes {
            self.broke(format!(
                "device {device} asks {idle} times in a minute for nothing"
            ));
        }
    }

    /// Nobody rests longer than was asked for.
    pub(super) fn oversleeps(&self, device: usize) -> bool {
        let until = self.devices[device].rests_until;
        until.is_some_and(|until| until + LATE < self.now)
    }

    /// It begins with another shelf.
    pub(super) fn meets(&mut self, device: usize) {
        let now = self.now;
        let met = often(&mut self.devices[device].hurry.met, now, true);
        if met > MET {
            self.broke(format!(
                "device {device} begins {met} times in a minute with another shelf"
            ));
        }
    }
}
