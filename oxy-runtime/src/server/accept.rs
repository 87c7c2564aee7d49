//! The listener and its connections.

use std::io;
use std::sync::Arc;

use tokio::task::JoinSet;
use tokio::time::{Duration, timeout};

use crate::peer::Peer;
use crate::server::connection::serve;
use crate::server::crowd::Crowd;
use crate::server::listen::Listener;
use crate::server::now_and_then::NowAndThen;
use crate::server::refusal::{QUICKLY, Refusal};
use crate::server::reserve::{Reserve, is_exhausted};
use crate::server::security::Security;
use crate::server::socket::Socket;
use crate::server::stop::Stopped;
use crate::service::Service;

/// After a failure to accept, such as no free descriptor, the listener rests this long instead of spinning.
const REST: Duration = Duration::from_millis(100);

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
    stop: Stopped,
}

/// Accepts connections until `stop` says so; then lets those that are busy finish within the limit.
pub(super) async fn accept(entrance: Entrance, service: Arc<Service>, mut stop: Stopped) {
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
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((socket, peer)) => match crowd.enter(peer) {
                    Ok(entered) => {
                        let inside = inside.clone();
                        connections.spawn(async move {
                            inside.serve(socket, peer).await;
                            drop(entered);
                        });
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
                    if is_exhausted(&error) && !inside.security.is_encrypted() {
                        turn_away(&listener, &mut reserve).await;
                    }
                    tokio::time::sleep(REST).await;
                }
            },
            Some(_) = connections.join_next() => {}
            Some(_) = refusals.join_next() => {}
            () = stop.wait() => break,
        }
    }
    drop(listener);
    let finished = async { while connections.join_next().await.is_some() {} };
    let limits = &service.setup.limits;
    if timeout(limits.drain, finished).await.is_err() {
        tracing::warn!("requests in flight were cut off at the end of the time to drain");
    }
}

/// Tells one of those who wait that there is no room, with the descriptor that was kept for that.
async fn turn_away(listener: &Listener, reserve: &mut Reserve) {
    if reserve.release()
        && let Ok(Ok((socket, _))) = timeout(QUICKLY, listener.accept()).await
    {
        let _ = timeout(QUICKLY, Refusal::Full.send(socket)).await;
    }
    reserve.renew();
}

fn is_of_the_client(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionReset, Interrupted};
    matches!(
        error.kind(),
        ConnectionAborted | ConnectionReset | Interrupted
    )
}

impl Inside {
    /// Serves a connection when it is encrypted, if it is to be.
    async fn serve(mut self, socket: Socket, peer: Peer) {
        let limit = self.service.setup.limits.header_timeout;
        let wrapped = tokio::select! {
            biased;
            wrapped = timeout(limit, self.security.wrap(socket, peer)) => wrapped,
            () = self.stop.wait() => return,
        };
        match wrapped {
            Ok(Ok((socket, peer))) => serve(socket, peer, self.service, self.stop).await,
            Ok(Err(error)) => tracing::debug!(%error, "a connection was not encrypted"),
            Err(_) => tracing::debug!("a client did not agree on keys in time"),
        }
    }
}
