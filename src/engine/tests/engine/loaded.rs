//! An engine over the built packs, asked and waited for as the page does, for several suites.

use engine::protocol::Answer as _;
use engine::protocol::{Event, PackName};
use engine::{Asked, Engine, Request};

/// An engine with these packs, on a clock that stands still.
pub(crate) fn engine(packs: &[PackName]) -> Engine {
    let mut engine = Engine::new(|| 0.0);
    for name in packs {
        engine.load(*name, Ok(&sample::pack(name.stem())));
    }
    engine
}

/// Asks and waits for the last event.
pub(crate) fn ask(engine: &mut Engine, request: Request) -> Event {
    let mut told = engine.handle(Asked { id: 7, request });
    while !told.iter().any(|told| told.id == 7 && told.event.is_last()) {
        assert!(engine.has_idle_work(), "the request is never answered");
        told.extend(engine.idle_work(1.0));
    }
    told.retain(|told| told.id == 7 && told.event.is_last());
    assert_eq!(told.len(), 1, "{told:?}");
    told.remove(0).event
}
