//! The suite over the backends that need no browser.

use futures_executor::block_on;
use store::simulated::Device;
use store::suite::{self, Workshop};
use store::twice::Twice;
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

/// Two devices as one.
struct OnTwo;

impl Workshop for OnTwo {
    type Store = Twice<Device, Device>;

    async fn fresh(&self) -> Self::Store {
        kept_twice(Device::new(), Device::new()).await
    }

    async fn reopen(&self, store: Self::Store) -> Self::Store {
        let (first, second) = store.apart().await;
        kept_twice(first.reopen(), second.expect("a second place").reopen()).await
    }
}

async fn kept_twice(first: Device, second: Device) -> Twice<Device, Device> {
    let opened = Twice::open(first, Ok(second), [1; 16]).await;
    opened.expect("two devices").0
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
fn neither_can_two_places_that_hold_the_same() {
    passes(&OnTwo);
}

#[test]
fn the_simulated_device_can_not_be_told_from_it() {
    passes(&OnADevice);
}
