//! The page's end of the line to the custodian.

use crate::protocol::{Event, Request};

/// The custodian's worker. Clones speak to the same one.
pub type Client = line::page::Client<Request, Event>;
