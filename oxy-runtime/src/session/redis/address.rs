//! What an address of Redis says.

use std::time::Duration;

use redis::io::tcp::TcpSettings;
use redis::io::tcp::socket2::TcpKeepalive;
use redis::{ConnectionAddr, ConnectionInfo, IntoConnectionInfo as _, ProtocolVersion};
use rustls::crypto::CryptoProvider;

use crate::session::redis::cluster::Cluster;
use crate::session::redis::node::Node;
use crate::session::redis::servers::Servers;
use crate::session::redis::slots::Place;
use crate::session::store::StoreError;

/// How long sent bytes may go unconfirmed before the system gives a connection up.
const UNCONFIRMED: Duration = Duration::from_secs(5);

/// The servers that an address names. Nothing is connected yet.
pub(super) fn servers_at(url: &str) -> Result<Servers, StoreError> {
    let (scheme, rest) = url.split_once("://").unwrap_or((url, ""));
    let (scheme, is_cluster) = match scheme {
        "redis" | "rediss" => (scheme, false),
        "redis+cluster" => ("redis", true),
        "rediss+cluster" => ("rediss", true),
        _ => {
            return Err(StoreError::new(
                "it does not begin with redis://, rediss://, redis+cluster:// or rediss+cluster://",
            ));
        }
    };
    // An unescaped password would be cut here without a word.
    if rest.contains(['?', '#']) {
        return Err(StoreError::new(
            "it has a `?` or a `#`; in a password, write them as %3F and %23",
        ));
    }
    if scheme == "rediss" {
        provide_cryptography();
    }
    let (credentials, rest) = rest.rsplit_once('@').unwrap_or(("", rest));
    let (hosts, database) = rest.split_once('/').unwrap_or((rest, ""));
    let parse = |host: &str| parse(scheme, credentials, host, database);
    if !is_cluster {
        if hosts.contains(',') {
            return Err(StoreError::new(
                "it has several hosts, as only a cluster's address may have",
            ));
        }
        let node = Node::new(parse(hosts)?);
        return node.map(Servers::One).map_err(|_| unreadable());
    }
    if !matches!(database, "" | "0") {
        return Err(StoreError::new("a cluster has only the database 0"));
    }
    let mut infos = Vec::new();
    for host in hosts.split(',') {
        infos.push(parse(host)?);
    }
    let seeds = infos.iter().filter_map(|info| place(info.addr()));
    let seeds = seeds.collect();
    let model = infos.into_iter().next().ok_or_else(unreadable)?;
    Ok(Servers::Many(Cluster::new(model, seeds)))
}

fn parse(
    scheme: &str,
    credentials: &str,
    host: &str,
    database: &str,
) -> Result<ConnectionInfo, StoreError> {
    if host.is_empty() {
        return Err(StoreError::new("a host is missing"));
    }
    let at = if credentials.is_empty() { "" } else { "@" };
    let url = format!("{scheme}://{credentials}{at}{host}/{database}");
    // Its errors may have parts of the address.
    let info = url.as_str().into_connection_info();
    let info = info.map_err(|_| unreadable())?;
    let settings = info.redis_settings().clone();
    // Only in RESP3 is it noticed at once that a connection has ended, before a request is lost in it.
    let settings = settings.set_protocol(ProtocolVersion::RESP3);
    let keepalive = TcpKeepalive::new()
        .with_time(UNCONFIRMED)
        .with_interval(UNCONFIRMED / 5);
    let tcp = TcpSettings::default()
        .set_nodelay(true)
        .set_keepalive(keepalive);
    #[cfg(target_os = "linux")]
    let tcp = tcp.set_user_timeout(UNCONFIRMED);
    Ok(info.set_redis_settings(settings).set_tcp_settings(tcp))
}

fn place(address: &ConnectionAddr) -> Option<Place> {
    match address {
        ConnectionAddr::Tcp(host, port) | ConnectionAddr::TcpTls { host, port, .. } => {
            Some((host.clone(), *port))
        }
        _ => None,
    }
}

fn unreadable() -> StoreError {
    StoreError::new(
        "its user, password, host, port or database cannot be read; is all percent-encoded?",
    )
}

/// The client asks the process for its cryptography, and panics where there is none.
fn provide_cryptography() {
    if CryptoProvider::get_default().is_none() {
        // Somebody else may have been faster, which is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
    }
}
