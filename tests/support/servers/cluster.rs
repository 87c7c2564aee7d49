//! A Redis Cluster of three masters and three replicas.

use std::process::Command;
use std::time::Duration;

use super::PASSWORD;
use super::limit::until;
use super::port::free_port;
use super::program::{find, run};
use super::redis::Redis;

const NODES: usize = 6;
const SLOTS: &str = "cluster_slots_ok:16384";
/// After how many milliseconds without a word a node counts as dead.
const DEAD_AFTER: &str = "1500";
/// How long finding together, or a failover, may take on a busy machine.
const OK: Duration = Duration::from_secs(60);

/// A running cluster; ended when dropped. Its nodes keep an append-only file, so that a master that is started again
/// before its replica has taken over has lost nothing.
pub(crate) struct Cluster {
    nodes: Vec<Redis>,
}

impl Cluster {
    pub(crate) fn start() -> Self {
        Self::start_with(&[])
    }

    /// With further options of all nodes, as `redis-server` takes them.
    pub(crate) fn start_with(options: &[&str]) -> Self {
        let node = || {
            let bus = free_port().to_string();
            let fixed = [
                ["--cluster-enabled", "yes"],
                ["--cluster-port", &bus],
                ["--cluster-node-timeout", DEAD_AFTER],
                ["--cluster-replica-validity-factor", "0"],
                ["--masterauth", PASSWORD],
                ["--appendonly", "yes"],
                ["--repl-diskless-sync-delay", "0"],
                ["--repl-ping-replica-period", "1"],
                // The only number that a cluster takes.
                ["--databases", "1"],
            ];
            let fixed = fixed.into_iter().flatten();
            fixed
                .chain(options.iter().copied())
                .map(str::to_owned)
                .collect()
        };
        let nodes: Vec<_> = (0..NODES).map(|_| Redis::start_by(node)).collect();
        let addresses = nodes
            .iter()
            .map(|node| format!("127.0.0.1:{}", node.port()));
        run(Command::new(find("redis-cli", "redis-tools"))
            .args(["--cluster", "create"])
            .args(addresses)
            .args(["--cluster-replicas", "1", "--cluster-yes"])
            .env("REDISCLI_AUTH", PASSWORD))
        .unwrap_or_else(|problem| panic!("the nodes find no cluster: {problem}"));
        let cluster = Self { nodes };
        cluster.wait_until_ok();
        cluster
    }

    /// The address, with the password and all nodes.
    pub(crate) fn url(&self) -> String {
        let nodes = self
            .nodes
            .iter()
            .map(|node| format!("127.0.0.1:{}", node.port()));
        let nodes: Vec<_> = nodes.collect();
        format!("redis+cluster://:{PASSWORD}@{}", nodes.join(","))
    }

    /// The nodes, masters and replicas; their numbers are their places here.
    pub(crate) fn nodes(&self) -> &[Redis] {
        &self.nodes
    }

    pub(crate) fn kill(&self, node: usize) {
        self.nodes[node].kill();
    }

    pub(crate) fn restart(&self, node: usize) {
        self.nodes[node].restart();
    }

    pub(crate) fn pause(&self, node: usize) {
        self.nodes[node].pause();
    }

    pub(crate) fn resume(&self, node: usize) {
        self.nodes[node].resume();
    }

    /// The number of the node that has a slot now, as another node that runs sees it.
    pub(crate) fn master_of(&self, slot: u16) -> usize {
        let map = self
            .running()
            .next()
            .expect("a node runs")
            .cli(&["CLUSTER", "NODES"]);
        let port = map
            .lines()
            .find(|line| has_slot(line, slot))
            .and_then(port_in)
            .unwrap_or_else(|| panic!("no node has the slot {slot}:\n{map}"));
        let node = self.nodes.iter().position(|node| node.port() == port);
        node.expect("the map names nodes of this cluster")
    }

    /// The number of a master's replica.
    pub(crate) fn replica_of(&self, master: usize) -> usize {
        let id = self.nodes[master].cli(&["CLUSTER", "MYID"]);
        let replicas = self.nodes[master].cli(&["CLUSTER", "REPLICAS", &id]);
        let port = replicas
            .lines()
            .find_map(port_in)
            .expect("it has a replica");
        let node = self.nodes.iter().position(|node| node.port() == port);
        node.expect("the map names nodes of this cluster")
    }

    /// The slot of a key.
    pub(crate) fn slot_of(&self, key: &str) -> u16 {
        let node = self.running().next().expect("a node runs");
        let slot = node.cli(&["CLUSTER", "KEYSLOT", key]);
        slot.parse().expect("a slot is a number")
    }

    /// Waits until all nodes that answer find that all slots are served, know which nodes are dead and which are replicas,
    /// and all replicas are up to date with their masters.
    pub(crate) fn wait_until_ok(&self) {
        let ports: Vec<_> = self.running().map(Redis::port).collect();
        until(OK, || {
            self.running().try_for_each(|node| is_ok(node, &ports))
        })
        .unwrap_or_else(|problem| panic!("the cluster is not well: {problem}"));
    }

    /// Moves so many slots from one master to another, as an operator does.
    pub(crate) fn reshard(&self, from: usize, to: usize, slots: u32) {
        let any = format!("127.0.0.1:{}", self.nodes[to].port());
        let manage = |words: &[&str]| {
            let mut manager = Command::new(find("redis-cli", "redis-tools"));
            run(manager
                .arg("--cluster")
                .args(words)
                .env("REDISCLI_AUTH", PASSWORD))
        };
        // It begins only when all nodes know of the slots that moved before.
        until(OK, || manage(&["check", &any]))
            .unwrap_or_else(|problem| panic!("the nodes disagree: {problem}"));
        let id = |node: usize| self.nodes[node].cli(&["CLUSTER", "MYID"]);
        let (from, to, slots) = (id(from), id(to), slots.to_string());
        let whence = ["--cluster-from", &from, "--cluster-to", &to];
        let how = ["--cluster-slots", &slots, "--cluster-yes"];
        manage(&[&["reshard", &any], &whence[..], &how].concat())
            .unwrap_or_else(|problem| panic!("the slots do not move: {problem}"));
    }

    /// Removes all data.
    pub(crate) fn empty(&self) {
        for node in self.running() {
            if node.cli(&["ROLE"]).starts_with("master") {
                node.cli(&["FLUSHALL"]);
            }
        }
    }

    fn running(&self) -> impl Iterator<Item = &Redis> {
        self.nodes.iter().filter(|node| node.is_running())
    }
}

fn is_ok(node: &Redis, running: &[u16]) -> Result<(), String> {
    let about = node.try_cli(&["CLUSTER", "INFO"])?;
    let has = |text: &str, wanted: &str| text.lines().any(|line| line.trim_end() == wanted);
    if !has(&about, "cluster_state:ok") || !has(&about, SLOTS) {
        return Err(about);
    }
    let map = node.try_cli(&["CLUSTER", "NODES"])?;
    if map.lines().count() != NODES || !map.lines().all(|line| is_right(line, running)) {
        return Err(map);
    }
    let about = node.try_cli(&["INFO", "replication"])?;
    if has(&about, "role:slave") && !has(&about, "master_link_status:up") {
        return Err(about);
    }
    Ok(())
}

/// Whether a line of `CLUSTER NODES` is that of a node that is dead and known to be so, or of a master with slots, or of a
/// replica.
fn is_right(line: &str, running: &[u16]) -> bool {
    let flags = flags_in(line);
    if !port_in(line).is_some_and(|port| running.contains(&port)) {
        return flags.contains(&"fail");
    }
    let has_slots = line.split(' ').count() > 8;
    !flags.contains(&"fail") && !flags.contains(&"fail?") && (flags.contains(&"slave") || has_slots)
}

fn flags_in(line: &str) -> Vec<&str> {
    line.split(' ')
        .nth(2)
        .unwrap_or_default()
        .split(',')
        .collect()
}

/// Whether a line of `CLUSTER NODES` is that of the master that serves a slot.
fn has_slot(line: &str, slot: u16) -> bool {
    let flags = flags_in(line);
    flags.contains(&"master")
        && !flags.contains(&"fail")
        && line.split(' ').skip(8).any(|range| {
            let (first, last) = range.split_once('-').unwrap_or((range, range));
            match (first.parse::<u16>(), last.parse::<u16>()) {
                (Ok(first), Ok(last)) => (first..=last).contains(&slot),
                _ => false,
            }
        })
}

/// The port in a line of `CLUSTER NODES`: `<id> 127.0.0.1:6379@16379 ..`.
fn port_in(line: &str) -> Option<u16> {
    let address = line.split(' ').nth(1)?;
    let (address, _) = address.split_once('@')?;
    address.rsplit_once(':')?.1.parse().ok()
}
