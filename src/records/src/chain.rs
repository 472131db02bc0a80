//! The operations of one device as a chain: each names its number and the one before, so that one taken out, put in
//! another's place or made twice is seen.

use std::collections::BTreeMap;

use crate::id::{DeviceId, OpId};
use crate::operation::Recorded;

/// What is wrong with a device's operations.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Break {
    /// Operations are missing, the numbers inclusive.
    Missing {
        /// The device.
        device: DeviceId,
        /// First missing number.
        from: u64,
        /// Last missing number.
        to: u64,
    },
    /// An operation does not follow the one before it.
    Unlinked {
        /// The device.
        device: DeviceId,
        /// Its number.
        sequence: u64,
    },
    /// A number was given twice: the device's profile was copied, or an old copy of it came back. Both operations count.
    Forked {
        /// The device.
        device: DeviceId,
        /// The number.
        sequence: u64,
        /// The operations with this number.
        ops: Vec<OpId>,
    },
}

/// Checks all operations of any devices. `ends` are the numbers up to which each device is known to have written.
#[must_use]
pub fn check<'a>(
    operations: impl IntoIterator<Item = &'a Recorded>,
    ends: &BTreeMap<DeviceId, u64>,
) -> Vec<Break> {
    let mut devices: BTreeMap<DeviceId, BTreeMap<u64, Vec<Link>>> = BTreeMap::new();
    for recorded in operations {
        let op = &recorded.operation;
        let link = Link {
            id: recorded.id,
            digest: recorded.digest,
            previous: op.previous,
        };
        let links = devices
            .entry(op.device)
            .or_default()
            .entry(op.sequence)
            .or_default();
        if !links.iter().any(|known| known.id == link.id) {
            links.push(link);
        }
    }
    for device in ends.keys() {
        devices.entry(*device).or_default();
    }
    let mut breaks = Vec::new();
    for (device, links) in devices {
        check_one(device, &links, ends.get(&device).copied(), &mut breaks);
    }
    breaks.sort();
    breaks
}

struct Link {
    id: OpId,
    digest: [u8; 32],
    previous: [u8; 32],
}

fn check_one(
    device: DeviceId,
    links: &BTreeMap<u64, Vec<Link>>,
    end: Option<u64>,
    breaks: &mut Vec<Break>,
) {
    let start = Link {
        id: OpId::default(),
        digest: [0; 32],
        previous: [0; 32],
    };
    let start = [start];
    let mut before: &[Link] = &start;
    let mut last = 0;
    for (&sequence, here) in links {
        if sequence > last + 1 {
            breaks.push(Break::Missing {
                device,
                from: last + 1,
                to: sequence - 1,
            });
        } else if here
            .iter()
            .any(|link| !before.iter().any(|b| b.digest == link.previous))
        {
            breaks.push(Break::Unlinked { device, sequence });
        }
        if here.len() > 1 {
            let mut ops: Vec<OpId> = here.iter().map(|link| link.id).collect();
            ops.sort_unstable();
            breaks.push(Break::Forked {
                device,
                sequence,
                ops,
            });
        }
        before = here;
        last = sequence;
    }
    if let Some(end) = end.filter(|end| *end > last) {
        breaks.push(Break::Missing {
            device,
            from: last + 1,
            to: end,
        });
    }
}
