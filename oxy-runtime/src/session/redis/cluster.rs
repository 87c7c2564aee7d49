//! The servers of a cluster: who has which slot, and whom to ask next.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rand::seq::SliceRandom as _;
use redis::{ConnectionAddr, ConnectionInfo};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep, timeout};

use crate::session::redis::failure::Failure;
use crate::session::redis::node::Node;
use crate::session::redis::slots::{Place, Slots, redirection, slot};

/// How long one server may take to say who has which slots, the connection included.
const MAP: Duration = Duration::from_millis(1_500);
/// After how long without an answer the next one is asked, too.
const NEXT: Duration = Duration::from_millis(200);
/// How long after a map was read it is not read again.
const FRESH: Duration = Duration::from_millis(50);

/// The map is read again by a task of its own, one at a time, when an answer shows that it is old. Calls to servers that
/// answer go on meanwhile.
#[derive(Clone)]
pub(super) struct Cluster {
    inner: Arc<Inner>,
}

struct Inner {
    /// Credentials and the kind of connection, the same for all servers.
    model: ConnectionInfo,
    /// Those that the address names: asked when nobody else answers.
    seeds: Vec<Place>,
    state: Mutex<State>,
}

type Reading = watch::Receiver<Option<Result<(), Failure>>>;

#[derive(Default)]
struct State {
    slots: Slots,
    nodes: HashMap<Place, Node>,
    reading: Option<Reading>,
    read: Option<(Instant, Result<(), Failure>)>,
}

impl Cluster {
    /// Nothing is connected yet.
    pub(super) fn new(model: ConnectionInfo, seeds: Vec<Place>) -> Self {
        Self {
            inner: Arc::new(Inner {
                model,
                seeds,
                state: Mutex::default(),
            }),
        }
    }

    /// The server that has the slot of a key, as far as is known.
    pub(super) async fn owner(&self, key: &[u8]) -> Result<Node, Failure> {
        if let Some(owner) = self.known_owner(key)? {
            return Ok(owner);
        }
        self.read_map().await?;
        self.known_owner(key)?.ok_or(Failure::NoOwner)
    }

    /// The same without asking anybody.
    pub(super) fn known_owner(&self, key: &[u8]) -> Result<Option<Node>, Failure> {
        let mut state = self.inner.state();
        let owner = state.slots.owner(slot(key)).cloned();
        owner
            .map(|place| self.inner.node(&mut state, place))
            .transpose()
    }

    /// The server that another one has named.
    pub(super) fn redirected(&self, to: &Failure, by: &Node) -> Result<Node, Failure> {
        let place = self.place(to, by)?;
        self.inner.node(&mut self.inner.state(), place)
    }

    /// Notes that the slot of a key has moved; others may have, too.
    pub(super) fn moved(&self, key: &[u8], to: &Failure, by: &Node) -> Result<(), Failure> {
        let place = self.place(to, by)?;
        self.inner.state().slots.moved(slot(key), place);
        self.begin_to_read();
        Ok(())
    }

    fn place(&self, to: &Failure, by: &Node) -> Result<Place, Failure> {
        let place = redirection(to.detail(), by.host());
        place.ok_or(Failure::Strange("a redirection to nowhere"))
    }

    /// The masters.
    pub(super) async fn masters(&self) -> Result<Vec<Node>, Failure> {
        self.read_map().await?;
        let mut state = self.inner.state();
        let masters = state.slots.masters().into_iter();
        masters
            .map(|place| self.inner.node(&mut state, place))
            .collect()
    }

    /// Reads the map, unless that was just done or is being done.
    pub(super) async fn read_map(&self) -> Result<(), Failure> {
        let Some(mut reading) = self.begin_to_read() else {
            let read = self.inner.state().read.clone();
            return read.map_or(Ok(()), |(_, outcome)| outcome);
        };
        let outcome = reading.wait_for(Option::is_some).await;
        match outcome.as_deref() {
            Ok(Some(outcome)) => outcome.clone(),
            _ => Err(Failure::NoMap {
                cause: "the attempt was given up".to_owned(),
            }),
        }
    }

    pub(super) fn begin_to_read(&self) -> Option<Reading> {
        let mut state = self.inner.state();
        // A task ends with its runtime, which the store may outlive.
        let running = state.reading.take();
        if let Some(reading) = running.filter(|reading| reading.has_changed().is_ok()) {
            state.reading = Some(reading.clone());
            return Some(reading);
        }
        if matches!(&state.read, Some((at, _)) if at.elapsed() < FRESH) {
            return None;
        }
        let (tell, reading) = watch::channel(None);
        state.reading = Some(reading.clone());
        drop(state);
        let inner = Arc::clone(&self.inner);
        tokio::spawn(async move {
            let outcome = inner.read_map().await;
            let mut state = inner.state();
            state.read = Some((Instant::now(), outcome.clone()));
            state.reading = None;
            drop(state);
            tell.send_replace(Some(outcome));
        });
        Some(reading)
    }
}

impl Inner {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn node(&self, state: &mut State, place: Place) -> Result<Node, Failure> {
        if let Some(node) = state.nodes.get(&place) {
            return Ok(node.clone());
        }
        let (host, port) = place.clone();
        let address = match self.model.addr() {
            ConnectionAddr::TcpTls {
                insecure,
                tls_params,
                ..
            } => ConnectionAddr::TcpTls {
                host,
                port,
                insecure: *insecure,
                tls_params: tls_params.clone(),
            },
            _ => ConnectionAddr::Tcp(host, port),
        };
        let node = Node::new(self.model.clone().set_addr(address));
        let node = node.map_err(|error| Failure::new("the cluster", &error, false))?;
        state.nodes.insert(place, node.clone());
        Ok(node)
    }

    /// Asks one server after the other until one answers: first those to which there is a connection, last the seeds.
    async fn read_map(&self) -> Result<(), Failure> {
        let mut others = self.to_be_asked()?.into_iter();
        let mut asked = JoinSet::new();
        let mut failure = Failure::NoOwner;
        loop {
            if let Some(node) = others.next() {
                asked.spawn(map_of(node));
            }
            match timeout(NEXT, asked.join_next()).await {
                Ok(Some(Ok(Ok(slots)))) => {
                    self.take_over(slots);
                    return Ok(());
                }
                // What a server says tells more than that others are down.
                Ok(Some(Ok(Err(other)))) if !matches!(failure, Failure::Refused { .. }) => {
                    failure = other;
                }
                Ok(None) => break,
                _ => {}
            }
        }
        Err(match failure {
            refused @ (Failure::Refused { .. } | Failure::NoOwner) => refused,
            other => Failure::NoMap {
                cause: other.to_string(),
            },
        })
    }

    fn to_be_asked(&self) -> Result<Vec<Node>, Failure> {
        let mut state = self.state();
        let mut nodes: Vec<Node> = state.nodes.values().cloned().collect();
        nodes.shuffle(&mut rand::rng());
        nodes.sort_by_key(|node| !node.is_up());
        for seed in &self.seeds {
            if !state.nodes.contains_key(seed) {
                nodes.push(self.node(&mut state, seed.clone())?);
            }
        }
        Ok(nodes)
    }

    /// Servers that have left are forgotten, and their connections end.
    fn take_over(&self, slots: Slots) {
        let mut state = self.state();
        state
            .nodes
            .retain(|place, _| slots.places().contains(place));
        state.slots = slots;
    }
}

async fn map_of(node: Node) -> Result<Slots, Failure> {
    let mut command = redis::cmd("CLUSTER");
    command.arg("SLOTS");
    let answer = timeout(MAP, node.ask(&command, false)).await;
    let slots = Slots::parse(answer.unwrap_or(Err(Failure::Silent))?, node.host());
    let slots = slots.ok_or(Failure::Strange("the slots of the cluster"))?;
    // A server that has left the cluster knows of itself only.
    if slots.masters().is_empty() {
        return Err(Failure::NoOwner);
    }
    Ok(slots)
}

/// Waits before another attempt, longer each time; not all callers equally long.
pub(super) struct Pauses(Duration);

impl Pauses {
    pub(super) const LONGEST: Duration = Duration::from_millis(100);

    pub(super) fn new() -> Self {
        Self(Duration::from_millis(5))
    }

    pub(super) async fn pause(&mut self) {
        let part = rand::RngExt::random_range(&mut rand::rng(), 0.5..1.0);
        sleep(self.0.mul_f64(part)).await;
        self.0 = (self.0 * 2).min(Self::LONGEST);
    }
}
