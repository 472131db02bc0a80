//! The suite over the backends that need no browser.

use futures_executor::block_on;
use store::simulated::Device;
use store::suite::{self, Workshop};
use store::{Memory, Store};

struct InMemory;

impl Workshop for InMemory {
    type Store = Memory;

    async fn fresh(&self) -> Memory {
        Memory::new()
    }

    async fn reopen(&self, store: Memory) -> Memory {
        store
    }
}

struct OnADevice;

impl Workshop for OnADevice {
    type Store = Device;

    async fn fresh(&self) -> Device {
        Device::new()
    }

    async fn reopen(&self, store: Device) -> Device {
        store.reopen()
    }
}

fn passes<S: Store>(workshop: &impl Workshop<Store = S>) {
    let outcomes = block_on(suite::run(workshop));
    assert!(outcomes.len() > 15);
    for outcome in outcomes {
        assert_eq!(outcome.problem, None, "{}", outcome.name);
    }
}

#[test]
fn memory_is_the_reference() {
    passes(&InMemory);
}

#[test]
fn the_simulated_device_can_not_be_told_from_it() {
    passes(&OnADevice);
}
