//! One server or a cluster: sends a call where it belongs, and again where that is safe and may help.

use redis::{Pipeline, Value};
use tokio::task::JoinSet;
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

    /// The name of the server that would be asked about a key, as far as is known.
    pub(super) fn name_of(&self, key: &[u8]) -> Option<String> {
        let node = match self {
            Self::One(node) => Some(node.clone()),
            Self::Many(cluster) => cluster.known_owner(key).ok().flatten(),
        };
        node.map(|node| node.name().to_owned())
    }

    /// Calls that only read, in one piece for the server of the first.
    pub(super) async fn read_all(
        &self,
        calls: Vec<Call>,
    ) -> Result<Vec<Result<Value, Failure>>, Failure> {
        let Some(first) = calls.first() else {
            return Ok(Vec::new());
        };
        let node = match self {
            Self::One(node) => node.clone(),
            Self::Many(cluster) => cluster.owner(first.first_key()).await?,
        };
        let mut commands = Pipeline::with_capacity(calls.len());
        for call in &calls {
            commands.add_command(call.command());
        }
        let piece = timeout_at(Instant::now() + first.patience(), node.ask_all(&commands)).await;
        let piece = piece.unwrap_or(Err(Failure::Silent)).inspect_err(|_| {
            if let Self::Many(cluster) = self {
                cluster.begin_to_read();
            }
        })?;
        let mut answers: Vec<_> = piece.into_iter().map(checked).collect();
        // One by one where a slot has moved, and not one after the other: any may have moved to a server that is down.
        let mut again = JoinSet::new();
        for (index, call) in calls.into_iter().enumerate() {
            if !matches!(answers.get(index), Some(Ok(_))) {
                let servers = self.clone();
                again.spawn(async move { (index, servers.call(&call).await) });
            }
        }
        while let Some(answered) = again.join_next().await {
            if let Ok((index, answer)) = answered
                && let Some(place) = answers.get_mut(index)
            {
                *place = answer;
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
        Err(lost @ Failure::Lost { .. }) if call.may_repeat() => {
            told(call, ask(node, call, false).await?, Some(lost))
        }
        Err(failure) if failure.code() == Some("READONLY") => {
            node.renew();
            Err(failure)
        }
        answer => answer,
    }
}

/// The answer, unless the call was lost before, and it is not known what that did.
fn told(call: &Call, answer: Value, lost: Option<Failure>) -> Result<Value, Failure> {
    match lost {
        Some(lost) if call.is_open(&answer) => Err(lost),
        _ => Ok(answer),
    }
}

async fn many(cluster: &Cluster, call: &Call, deadline: Instant) -> Result<Value, Failure> {
    let key = call.first_key();
    // So that the last refusal is told, and not that there was no time.
    let last_pause = deadline - Pauses::LONGEST;
    let mut pauses = Pauses::new();
    let mut node = cluster.owner(key).await?;
    let mut asking = false;
    let mut alone = None;
    let mut was_cut = false;
    let mut lost = None;
    let mut moves = 0;
    loop {
        let failure = match ask(&node, alone.as_ref().unwrap_or(call), asking).await {
            Ok(answer) => return told(call, answer, lost),
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
            Some("ASK" | "TRYAGAIN") if Instant::now() < last_pause => {
                alone = match alone {
                    Some(_) => None,
                    None => call.without_index(),
                };
                pauses.pause().await;
            }
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
                if is_sent {
                    lost = Some(failure);
                }
            }
        }
        node = cluster.owner(key).await?;
    }
}
