//! How many connections there may be: in all as many as the system has files for, and from one network no more than half of them, so
//! that nobody who opens them and says nothing closes the server to others.

use std::net::IpAddr;
use std::sync::Arc;

use crate::crowd::{Crowd, Place};
use crate::tries::{PLACE, network};

/// Connections of all networks. Clones are the same.
#[derive(Debug, Clone)]
pub struct Connections(Arc<Crowd>);

/// A connection that there may be, until this is dropped.
#[derive(Debug)]
pub struct Connection {
    _place: Place,
}

impl Connections {
    /// So many in all.
    #[must_use]
    pub fn new(in_all: usize) -> Self {
        Self(Crowd::new((in_all / 2).max(1), in_all))
    }

    /// One more from an address. Nothing where there may be none.
    #[must_use]
    pub fn enter(&self, peer: IpAddr) -> Option<Connection> {
        let place = self.0.enter(network(peer, PLACE)).ok()?;
        Some(Connection { _place: place })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_has_half_of_them() {
        let connections = Connections::new(4);
        let from = |text: &str| connections.enter(text.parse().expect("an address"));
        let first = from("2001:db8:1:2::1");
        let other = from("2001:db8:1:2::2");
        assert!(first.is_some() && other.is_some());
        assert!(from("2001:db8:1:2::3").is_none());
        let elsewhere = [from("192.0.2.1"), from("::ffff:192.0.2.1")];
        assert!(elsewhere.iter().all(Option::is_some));
        assert!(from("198.51.100.1").is_none());
        drop(first);
        assert!(from("192.0.2.1").is_none());
        assert!(from("198.51.100.1").is_some());
    }
}
