//! The page's end of the line to the engine.

use crate::protocol::{Event, Request};

/// The engine's worker. Clones speak to the same one.
pub type Client = line::page::Client<Request, Event>;
