//! Who sent a request, and how it reached this server or the proxies before it.

use std::borrow::Cow;
use std::net::IpAddr;

use crate::forwarded::{Known, Proxies};
use crate::request::Request;

/// Who sent a request: the address of the client, whether it came by https, and the host that it asked for.
///
/// It is the connection's own, unless the program names proxies that it trusts
/// ([`Serve::trust_x_forwarded`](crate::Serve::trust_x_forwarded)).
///
/// ```
/// use oxy::Client;
/// use oxy::prelude::*;
///
/// #[oxy::app]
/// struct App {}
///
/// #[get("/whoami")]
/// async fn whoami(client: Client) -> String {
///     match client.address() {
///         Some(address) => address.to_string(),
///         None => "somebody on this machine".to_owned(),
///     }
/// }
/// # fn main() {}
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Client {
    address: Option<IpAddr>,
    /// None where a proxy may stand before this server that nobody told it of.
    scheme: Option<Scheme>,
    host: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Scheme {
    Http,
    Https,
}

impl Client {
    /// Its address, or that of the last proxy that is known; none over a Unix socket and in a test.
    #[must_use]
    pub fn address(&self) -> Option<IpAddr> {
        self.address
    }

    /// Whether it came by https for certain: to this server, or to a proxy that is trusted and says so.
    #[must_use]
    pub fn is_https(&self) -> bool {
        self.scheme == Some(Scheme::Https)
    }

    /// Whether it came by plain http for certain.
    pub(crate) fn is_plain(&self) -> bool {
        self.scheme == Some(Scheme::Http)
    }

    /// The host that it asked for, with the port where it is not the default one. Any client can write what it likes there.
    #[must_use]
    pub fn host(&self) -> Option<&str> {
        self.host.as_deref()
    }

    /// What [`is_https`](Client::is_https) would say, for who asks nothing else.
    pub(crate) fn came_by_https(request: &Request) -> bool {
        let peer = request.travel.peer;
        let proxies = proxies(request);
        let said = proxies.and_then(|proxies| proxies.resolve(request.headers(), peer).is_https);
        said.unwrap_or(peer.is_tls)
    }

    pub(crate) fn of(request: &Request) -> Self {
        let known = known(request);
        let own = || str::from_utf8(request.host()?).ok().map(str::to_owned);
        let is_https = known
            .is_https
            .or(request.travel.peer.is_tls.then_some(true));
        Self {
            address: known.address,
            scheme: is_https.map(|is_https| {
                if is_https {
                    Scheme::Https
                } else {
                    Scheme::Http
                }
            }),
            host: known.host.map(Cow::into_owned).or_else(own),
        }
    }
}

fn known(request: &Request) -> Known<'_> {
    let peer = request.travel.peer;
    match proxies(request) {
        Some(proxies) => proxies.resolve(request.headers(), peer),
        None => Known {
            address: peer.ip(),
            ..Known::default()
        },
    }
}

fn proxies(request: &Request) -> Option<&Proxies> {
    request.travel.setup.as_ref()?.proxies.as_ref()
}
