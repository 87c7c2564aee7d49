//! How many connections are open, in all and from one address.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::forwarded::Proxies;
use crate::limits::Limits;
use crate::peer::{Peer, network};
use crate::server::refusal::Refusal;
use crate::setup::Setup;

/// The connections of a server.
pub(super) struct Crowd {
    counts: Mutex<Counts>,
    most: usize,
    most_of_one: Option<usize>,
    proxies: Option<Proxies>,
}

#[derive(Default)]
struct Counts {
    all: usize,
    by_address: HashMap<IpAddr, usize>,
}

/// A connection's place in the crowd, which is free again when this is dropped.
pub(super) struct Entered {
    crowd: Arc<Crowd>,
    counted: Option<IpAddr>,
}

impl Crowd {
    pub(super) fn new(setup: &Setup) -> Arc<Self> {
        Arc::new(Self {
            counts: Mutex::default(),
            most: setup.limits.connections,
            most_of_one: setup.limits.connections_per_address,
            proxies: setup.proxies.clone(),
        })
    }

    /// Counts a connection, unless there are too many.
    pub(super) fn enter(self: &Arc<Self>, peer: Peer) -> Result<Entered, Refusal> {
        let address = peer.ip();
        let limited = address.and_then(|address| Some((network(address), self.most_of(address)?)));
        let mut counts = self.lock();
        if counts.all >= self.most {
            return Err(Refusal::Full);
        }
        if let Some((network, most)) = limited {
            let count = counts.by_address.entry(network).or_default();
            if *count >= most {
                return Err(Refusal::TooMany);
            }
            *count += 1;
        }
        counts.all += 1;
        drop(counts);
        Ok(Entered {
            crowd: Arc::clone(self),
            counted: limited.map(|(network, _)| network),
        })
    }

    /// As many may come from one address. Behind a proxy there are many people, and one on this machine need not be named.
    fn most_of(&self, address: IpAddr) -> Option<usize> {
        let is_proxy = self
            .proxies
            .as_ref()
            .is_some_and(|proxies| proxies.trusts(address));
        if is_proxy {
            return None;
        }
        match self.most_of_one {
            None if address.is_loopback() => None,
            None => Some(Limits::CONNECTIONS_PER_ADDRESS),
            chosen => chosen,
        }
    }

    fn lock(&self) -> MutexGuard<'_, Counts> {
        self.counts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Entered {
    fn drop(&mut self) {
        let mut counts = self.crowd.lock();
        counts.all -= 1;
        if let Some(network) = self.counted
            && let Entry::Occupied(mut count) = counts.by_address.entry(network)
        {
            *count.get_mut() -= 1;
            if *count.get() == 0 {
                count.remove();
            }
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn crowd(limits: Limits) -> Arc<Crowd> {
        let networks = vec!["10.0.0.0/8".parse().unwrap()];
        let dialect = crate::forwarded::Dialect::XForwarded;
        Crowd::new(&Setup {
            limits,
            proxies: Some(Proxies { networks, dialect }),
            ..Setup::default()
        })
    }

    fn peer(address: &str) -> Peer {
        Peer {
            address: Some(address.parse().unwrap()),
            ..Peer::default()
        }
    }

    #[test]
    fn a_place_is_free_again_when_its_connection_ends() {
        let crowd = crowd(Limits::new().connections(2));
        let first = crowd.enter(peer("1.2.3.4:1")).ok().unwrap();
        let _second = crowd.enter(Peer::default()).ok().unwrap();
        assert!(matches!(crowd.enter(peer("1.2.3.5:1")), Err(Refusal::Full)));
        drop(first);
        assert!(crowd.enter(peer("1.2.3.5:1")).is_ok());
    }

    #[test]
    fn one_address_has_a_share_and_others_have_theirs() {
        let crowd = crowd(Limits::new().connections_per_address(1));
        let first = crowd.enter(peer("1.2.3.4:1")).ok().unwrap();
        assert!(matches!(
            crowd.enter(peer("1.2.3.4:2")),
            Err(Refusal::TooMany)
        ));
        assert!(matches!(
            crowd.enter(peer("[::ffff:1.2.3.4]:3")),
            Err(Refusal::TooMany)
        ));
        assert!(crowd.enter(peer("1.2.3.5:1")).is_ok());
        drop(first);
        assert!(crowd.lock().by_address.is_empty());
        let _one = crowd.enter(peer("[2001:db8::1]:1")).ok().unwrap();
        assert!(crowd.enter(peer("[2001:db8::ffff:2]:1")).is_err());
        assert!(crowd.enter(peer("[2001:db8:0:1::1]:1")).is_ok());
    }

    #[test]
    fn proxies_and_this_machine_have_no_share() {
        let crowd = crowd(Limits::new());
        let many = |address: &str| {
            let entered: Vec<_> = (0..=Limits::CONNECTIONS_PER_ADDRESS)
                .map(|_| crowd.enter(peer(address)))
                .collect();
            entered.iter().all(Result::is_ok)
        };
        assert!(many("10.1.2.3:1") && many("127.0.0.1:1") && many("[::1]:1"));
        assert!(!many("1.2.3.4:1"));
    }
}
