//! One server or a cluster: sends a call where it belongs, and again where that is safe and may help.

use std::collections::HashMap;

use redis::{Pipeline, Value};
use tokio::time::{Instant, timeout_at};

use crate::session::redis::cluster::{Cluster, Pauses};
use crate::session::redis::failure::{Failure, checked};
use crate::session::redis::node::Node;
use crate::session::redis::script::Call;

#[derive(Clone)]
pub(super) enum Servers {
    One(Node),
    Many(Cluster),
}

impl Servers {
    /// All servers that keep sessions.
    pub(super) async fn masters(&self) -> Result<Vec<Node>, Failure> {
        match self {
            Self::One(node) => Ok(vec![node.clone()]),
            Self::Many(cluster) => cluster.masters().await,
        }
    }

    pub(super) async fn call(&self, call: &Call) -> Result<Value, Failure> {
        let deadline = Instant::now() + call.patience();
        let answer = async {
            match self {
                Self::One(node) => one(node, call).await,
                Self::Many(cluster) => many(cluster, call, deadline).await,
            }
        };
        timeout_at(deadline, answer)
            .await
            .unwrap_or(Err(Failure::Silent))
    }

    /// Calls that only read, in one piece for each server.
    pub(super) async fn read_all(&self, calls: &[Call]) -> Result<Vec<Value>, Failure> {
        let mut pieces: HashMap<String, (Node, Vec<usize>)> = HashMap::new();
        for (index, call) in calls.iter().enumerate() {
            let node = match self {
                Self::One(node) => node.clone(),
                Self::Many(cluster) => cluster.owner(call.first_key()).await?,
            };
            let name = node.name().to_owned();
            let piece = pieces.entry(name).or_insert_with(|| (node, Vec::new()));
            piece.1.push(index);
        }
        let mut answers = vec![Value::Nil; calls.len()];
        for (node, indexes) in pieces.into_values() {
            let mut commands = Pipeline::with_capacity(indexes.len());
            for index in &indexes {
                commands.add_command(calls[*index].command());
            }
            let piece = node.ask_all(&commands).await;
            for (place, index) in indexes.into_iter().enumerate() {
                let answer = piece.as_ref().ok().and_then(|answers| answers.get(place));
                // One by one where a slot has moved, or the server is not there any more.
                answers[index] = match answer.cloned().map(checked) {
                    Some(Ok(answer)) => answer,
                    _ => self.call(&calls[index]).await?,
                };
            }
        }
        Ok(answers)
    }
}

/// Asks a server. One that does not know the script, because it is new or forgot all, is given it with the same command.
async fn ask(node: &Node, call: &Call, asking: bool) -> Result<Value, Failure> {
    let answer = node.ask(&call.command(), asking).await;
    match (answer, call.in_full()) {
        (Err(failure), Some(in_full)) if failure.code() == Some("NOSCRIPT") => {
            node.ask(&in_full, asking).await
        }
        (answer, _) => answer,
    }
}

async fn one(node: &Node, call: &Call) -> Result<Value, Failure> {
    match ask(node, call, false).await {
        // Once: a connection that was cut says nothing about the server.
        Err(Failure::Lost { .. }) if call.may_repeat() => ask(node, call, false).await,
        Err(failure) if failure.code() == Some("READONLY") => {
            node.renew();
            Err(failure)
        }
        answer => answer,
    }
}

async fn many(cluster: &Cluster, call: &Call, deadline: Instant) -> Result<Value, Failure> {
    let key = call.first_key();
    // So that the last refusal is told, and not that there was no time.
    let last_pause = deadline - Pauses::LONGEST;
    let mut pauses = Pauses::new();
    let mut node = cluster.owner(key).await?;
    let mut asking = false;
    let mut was_cut = false;
    let mut moves = 0;
    loop {
        let failure = match ask(&node, call, asking).await {
            Ok(answer) => return Ok(answer),
            Err(failure) => failure,
        };
        asking = false;
        match failure.code() {
            Some("MOVED") if Instant::now() < last_pause => {
                cluster.moved(key, &failure, &node)?;
                moves += 1;
                // While a master is replaced, servers may send us round in a circle.
                if moves > 1 {
                    pauses.pause().await;
                }
            }
            Some("ASK") if call.may_follow() => {
                node = cluster.redirected(&failure, &node)?;
                asking = true;
                continue;
            }
            // None of these has done anything.
            Some("ASK" | "TRYAGAIN") if Instant::now() < last_pause => pauses.pause().await,
            Some("READONLY" | "CLUSTERDOWN" | "MASTERDOWN") if Instant::now() < last_pause => {
                cluster.begin_to_read();
                pauses.pause().await;
            }
            Some(_) => return Err(failure),
            None => {
                let is_sent = !matches!(failure, Failure::Unreachable { .. });
                if is_sent && !call.may_repeat() {
                    cluster.begin_to_read();
                    return Err(failure);
                }
                cluster.read_map().await?;
                let owner = cluster.owner(key).await?;
                // As long as nobody has taken the slot over, there is nobody else to ask.
                let is_same = owner.name() == node.name();
                if is_same && (!is_sent || std::mem::replace(&mut was_cut, true)) {
                    return Err(failure);
                }
            }
        }
        node = cluster.owner(key).await?;
    }
}
