//! The listener and its connections.

use std::io;
use std::sync::Arc;
use std::task::Poll;

use tokio::task::{JoinSet, unconstrained};
use tokio::time::{Duration, Instant, timeout, timeout_at};

use crate::peer::Peer;
use crate::server::connection::{Arrival, serve};
use crate::server::crowd::{Crowd, Entered};
use crate::server::listen::{Listener, QUEUE};
use crate::server::now_and_then::NowAndThen;
use crate::server::refusal::{QUICKLY, Refusal};
use crate::server::reserve::{Reserve, is_exhausted};
use crate::server::security::Security;
use crate::server::socket::Socket;
use crate::service::Service;
use crate::stop::Stopping;

/// After a failure to accept, such as no free descriptor, the listener rests this long instead of spinning.
const REST: Duration = Duration::from_millis(100);

/// After as many, other tasks of the thread have their turn.
const TURN: u32 = 1_024;

/// As many of those who wait are told between two rests that there is no room.
const TURNED_AWAY: usize = 8;

/// As many connections are told at a time why they are refused; others are closed.
const TOLD: usize = 100;

/// Where connections come in.
pub(super) struct Entrance {
    pub(super) listener: Listener,
    pub(super) security: Security,
}

/// What a connection needs.
#[derive(Clone)]
struct Inside {
    security: Security,
    service: Arc<Service>,
    stop: Stopping,
}

/// Accepts connections until `stop` says so, up to [`TURN`] of those who wait in one turn: while they wait outside, nobody
/// sees who of them has left. Then lets those that are busy finish within the limit, whose end it gives.
///
/// The budget that tokio gives a task would let in a hundred at a time.
pub(super) async fn accept(
    entrance: Entrance,
    service: Arc<Service>,
    mut stop: Stopping,
) -> Instant {
    let Entrance { listener, security } = entrance;
    let crowd = Crowd::new(&service.setup);
    let inside = Inside {
        security,
        service: Arc::clone(&service),
        stop: stop.clone(),
    };
    let mut connections = JoinSet::new();
    let mut refusals = JoinSet::new();
    let mut reserve = Reserve::take();
    let (mut failures, mut refused) = (NowAndThen::default(), NowAndThen::default());
    let mut turn = 0;
    loop {
        turn = (turn + 1) % TURN;
        if turn == 0 {
            tokio::task::yield_now().await;
        }
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((socket, peer)) => match crowd.enter(peer) {
                    Ok(entered) => {
                        connections.spawn(inside.clone().serve_as(entered, socket, peer));
                    }
                    Err(refusal) => {
                        if let Some(count) = refused.happened() {
                            tracing::warn!(count, reason = refusal.reason(), "connections were refused");
                        }
                        if refusals.len() < TOLD && !inside.security.is_encrypted() {
                            refusals.spawn(refusal.send(socket));
                        }
                    }
                },
                // A client that was gone before it was accepted.
                Err(error) if is_of_the_client(&error) => {}
                Err(error) => {
                    if let Some(count) = failures.happened() {
                        tracing::warn!(%error, count, "connections could not be accepted");
                    }
                    if is_exhausted(&error) {
                        let can_be_told = !inside.security.is_encrypted();
                        for _ in 0..TURNED_AWAY {
                            if !turn_away(&listener, &mut reserve, can_be_told).await {
                                break;
                            }
                        }
                    }
                    tokio::time::sleep(REST).await;
                }
            },
            Some(_) = connections.join_next() => {}
            Some(_) = refusals.join_next() => {}
            () = stop.wait() => break,
        }
    }
    // Who has been let in by the system already has seen the server open.
    // The runtime has to look at the socket first.
    tokio::task::yield_now().await;
    for _ in 0..QUEUE {
        let (socket, peer) = match at_once(listener.accept()).await {
            Some(Ok(accepted)) => accepted,
            Some(Err(error)) if is_of_the_client(&error) => continue,
            _ => break,
        };
        if let Ok(entered) = crowd.enter(peer) {
            connections.spawn(inside.clone().serve_as(entered, socket, peer));
        }
    }
    let limits = &service.setup.limits;
    let end = Instant::now() + limits.drain;
    listener.close().await;
    let finished = async { while connections.join_next().await.is_some() {} };
    if timeout_at(end, finished).await.is_err() {
        tracing::warn!("requests in flight were cut off at the end of the time to drain");
    }
    end
}

/// Tells one of those who wait that there is no room, with the descriptor that was kept for that, or closes it where that
/// cannot be told; gives whether there was one.
async fn turn_away(listener: &Listener, reserve: &mut Reserve, can_be_told: bool) -> bool {
    let accepted = reserve.release().then(|| listener.accept());
    let accepted = match accepted {
        Some(accepted) => at_once(accepted).await,
        None => None,
    };
    let is_one = if let Some(Ok((socket, _))) = accepted {
        if can_be_told {
            let _ = timeout(QUICKLY, Refusal::Full.send(socket)).await;
        }
        true
    } else {
        false
    };
    reserve.renew();
    is_one
}

/// What a future gives without waiting, be it the hundredth of its task.
async fn at_once<F: Future>(future: F) -> Option<F::Output> {
    let mut future = std::pin::pin!(unconstrained(future));
    std::future::poll_fn(|context| match future.as_mut().poll(context) {
        Poll::Ready(output) => Poll::Ready(Some(output)),
        Poll::Pending => Poll::Ready(None),
    })
    .await
}

fn is_of_the_client(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionReset, Interrupted};
    matches!(
        error.kind(),
        ConnectionAborted | ConnectionReset | Interrupted
    )
}

impl Inside {
    /// Serves a connection that has a place in the crowd.
    async fn serve_as(self, entered: Entered, socket: Socket, peer: Peer) {
        self.serve(socket, peer).await;
        drop(entered);
    }

    /// Serves a connection when it is encrypted, if it is to be.
    async fn serve(mut self, socket: Socket, peer: Peer) {
        let begun = Instant::now();
        let limit = self.service.setup.limits.header_timeout;
        let wrapped = timeout(limit, self.security.wrap(socket, peer));
        let Some(wrapped) = self.stop.unless_new(wrapped).await else {
            return;
        };
        match wrapped {
            Ok(Ok((socket, peer))) => {
                let client = Arrival {
                    socket,
                    peer,
                    begun,
                };
                serve(client, self.service, self.stop).await;
            }
            Ok(Err(error)) => tracing::debug!(%error, "a connection was not encrypted"),
            Err(_) => tracing::debug!("a client did not agree on keys in time"),
        }
    }
}
