//! What trusted proxies say of the client: its address, its scheme, and the host it asked for.
//!
//! Whoever connects may send these header fields, so they are read from the right, each only as far as the one who added
//! it is trusted.

mod element;

use std::borrow::Cow;
use std::net::{IpAddr, SocketAddr};

use http::header::{FORWARDED, HeaderName};
use http::{HeaderMap, HeaderValue};
use ipnet::IpNet;

use crate::forwarded::element::elements;
use crate::peer::{Peer, Way};

const X_FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
const X_FORWARDED_HOST: HeaderName = HeaderName::from_static("x-forwarded-host");
const X_FORWARDED_PROTO: HeaderName = HeaderName::from_static("x-forwarded-proto");

/// The proxies that are believed, and the header fields in which they speak.
#[derive(Debug, Clone)]
pub(crate) struct Proxies {
    pub(crate) networks: Vec<IpNet>,
    pub(crate) dialect: Dialect,
}

/// The header fields of a proxy. One is believed and the other is not: a proxy that sets one hands on the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Dialect {
    /// `X-Forwarded-For`, `X-Forwarded-Proto` and `X-Forwarded-Host`.
    XForwarded,
    /// RFC 7239.
    Forwarded,
}

/// What is known of a client.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Known<'h> {
    pub(crate) address: Option<IpAddr>,
    pub(crate) is_https: Option<bool>,
    pub(crate) host: Option<Cow<'h, str>>,
}

/// What one proxy added.
#[derive(Default)]
struct Hop<'h> {
    address: Option<IpAddr>,
    is_https: Option<bool>,
    host: Option<Cow<'h, str>>,
}

impl Proxies {
    /// Whether an address is that of one of them.
    pub(crate) fn trusts(&self, address: IpAddr) -> bool {
        let mut networks = self.networks.iter();
        networks.any(|network| network.contains(&address))
    }

    /// What is known of the client of a request that came from `peer`. Programs of this machine are trusted.
    pub(crate) fn resolve<'h>(&self, headers: &'h HeaderMap, peer: Peer) -> Known<'h> {
        let mut known = Known {
            address: peer.ip(),
            ..Known::default()
        };
        let is_machine = peer.way == Way::Machine;
        if !known
            .address
            .map_or(is_machine, |address| self.trusts(address))
        {
            return known;
        }
        let hops: &mut dyn Iterator<Item = Hop<'h>> = match self.dialect {
            Dialect::Forwarded => &mut forwarded(headers),
            Dialect::XForwarded => &mut x_forwarded(headers),
        };
        for hop in hops {
            known.is_https = hop.is_https.or(known.is_https);
            known.host = hop.host.or(known.host);
            let Some(address) = hop.address else { break };
            known.address = Some(address);
            if !self.trusts(address) {
                break;
            }
        }
        known
    }
}

/// What each proxy added, the nearest first.
fn forwarded(headers: &HeaderMap) -> impl Iterator<Item = Hop<'_>> {
    let lines = headers.get_all(FORWARDED).iter();
    let read: Option<Vec<Vec<_>>> = lines.map(|line| elements(line.to_str().ok()?)).collect();
    // A line that cannot be read may hide how many have spoken.
    let elements = read.unwrap_or_default().into_iter().flatten().rev();
    elements.map(|element| Hop {
        address: element.client.as_deref().and_then(address),
        is_https: element.proto.as_deref().and_then(is_https),
        host: element.host.filter(|host| is_host(host)).map(Cow::Owned),
    })
}

/// The same of the three older fields, whose lists need not be equally long: what the nearest proxies have not said, the next
/// one has.
fn x_forwarded(headers: &HeaderMap) -> impl Iterator<Item = Hop<'_>> {
    let mut addresses = listed(headers, &X_FORWARDED_FOR);
    let mut schemes = listed(headers, &X_FORWARDED_PROTO);
    let mut hosts = listed(headers, &X_FORWARDED_HOST);
    std::iter::from_fn(move || {
        let (client, scheme, host) = (addresses.next(), schemes.next(), hosts.next());
        client.or(scheme).or(host)?;
        Some(Hop {
            address: client.and_then(address),
            is_https: scheme.and_then(is_https),
            host: host.filter(|host| is_host(host)).map(Cow::Borrowed),
        })
    })
}

/// The members of a list that may have several lines (RFC 9110, 5.6.1), from the last to the first.
fn listed<'h>(
    headers: &'h HeaderMap,
    name: &HeaderName,
) -> impl Iterator<Item = &'h str> + use<'h> {
    let lines = headers.get_all(name).into_iter().rev();
    // What is no text is no member either, and must not move the others.
    let texts = lines.map(|line: &HeaderValue| line.to_str().unwrap_or_default());
    texts.flat_map(|text| text.rsplit(',')).map(str::trim)
}

/// An address as proxies write it: with or without a port, in brackets or not.
fn address(text: &str) -> Option<IpAddr> {
    let bare = text
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'))
        .unwrap_or(text);
    let alone = bare.parse::<IpAddr>().ok();
    let with_port = || Some(text.parse::<SocketAddr>().ok()?.ip());
    Some(alone.or_else(with_port)?.to_canonical())
}

fn is_https(text: &str) -> Option<bool> {
    if text.eq_ignore_ascii_case("https") {
        Some(true)
    } else {
        text.eq_ignore_ascii_case("http").then_some(false)
    }
}

/// Whether a text is a host with an optional port, by its characters (RFC 3986, 3.2.2).
pub(crate) fn is_host(text: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=%:[]".contains(&byte);
    !text.is_empty() && text.bytes().all(allowed)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
