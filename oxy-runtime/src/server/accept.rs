//! The listener and its connections.

use std::sync::Arc;

use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio::time::Duration;

use crate::server::connection::drive;
use crate::server::stop::Stopped;
use crate::service::Service;

/// After a failure to accept, such as no free descriptor, the listener rests this long instead of spinning.
const REST: Duration = Duration::from_millis(100);

/// Accepts connections until `stop` says so; then lets those that are busy finish within the limit.
pub(super) async fn accept(listener: TcpListener, service: Arc<Service>, mut stop: Stopped) {
    let mut connections = JoinSet::new();
    let each = stop.clone();
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((socket, _)) => spawn(&mut connections, socket, &service, &each),
                Err(error) => {
                    tracing::warn!(%error, "a connection could not be accepted");
                    tokio::time::sleep(REST).await;
                }
            },
            Some(_) = connections.join_next() => {}
            () = stop.wait() => break,
        }
    }
    drop(listener);
    let finished = async { while connections.join_next().await.is_some() {} };
    if tokio::time::timeout(service.setup.limits.drain, finished)
        .await
        .is_err()
    {
        tracing::warn!("requests in flight were cut off at the end of the time to drain");
    }
}

fn spawn(connections: &mut JoinSet<()>, socket: TcpStream, service: &Arc<Service>, stop: &Stopped) {
    connections.spawn(drive(socket, Arc::clone(service), stop.clone()));
}
