//! What proxies say: read as it was written, and moved by nothing that the client put before it.
#![no_main]

#[path = "client.rs"]
mod client;

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::sync::LazyLock;

use client::Asked;
use libfuzzer_sys::fuzz_target;
use oxy::prelude::*;
use oxy::{Client, Serve};

#[oxy::app]
struct App {}

type Known = (Option<IpAddr>, bool, Option<String>);

#[get("/")]
async fn who(client: Client) -> Json<Known> {
    Json((
        client.address(),
        client.is_https(),
        client.host().map(str::to_owned),
    ))
}

const TRUSTED: [&str; 2] = ["10.0.0.0/8", "2001:db8::/32"];

fn asked(trusting: fn(Serve<App>) -> Serve<App>) -> Asked {
    Asked::new(trusting(oxy::serve(App {}).secret_key(SecretKey::random())))
}

static STANDARD: LazyLock<Asked> =
    LazyLock::new(|| asked(|server| server.trust_forwarded(TRUSTED)));
static OLDER: LazyLock<Asked> = LazyLock::new(|| asked(|server| server.trust_x_forwarded(TRUSTED)));
static NOBODY: LazyLock<Asked> = LazyLock::new(|| asked(|server| server));

/// What is known of a client with these header fields, of those that HTTP allows.
fn known(asked: &Asked, fields: &[(&str, &[u8])]) -> Known {
    let response = asked.ask(|client| {
        fields
            .iter()
            .fold(client.get("/"), |request, (name, value)| {
                request.header(name, value)
            })
    });
    assert_eq!(response.status(), 200);
    response.json().unwrap()
}

/// Nothing but the host that was asked for.
fn nothing() -> Known {
    (None, false, Some("localhost".to_owned()))
}

/// What one proxy added, of the bytes of the input.
struct Hop {
    address: IpAddr,
    is_https: bool,
    port: Option<u16>,
    is_escaped: bool,
}

fn hops(bytes: &[u8]) -> Vec<Hop> {
    let hop = |bytes: &[u8; 4]| {
        let [kind, first, second, flags] = *bytes;
        let (first, second) = (u16::from(first), u16::from(second));
        let address = match kind % 4 {
            0 => IpAddr::V4(Ipv4Addr::new(10, 0, bytes[1], bytes[2])),
            1 => IpAddr::V4(Ipv4Addr::new(203, 0, bytes[1], bytes[2])),
            2 => IpAddr::V6(Ipv6Addr::new(0x2001, 0xdb8, first, 0, 0, 0, second, 1)),
            _ => IpAddr::V6(Ipv6Addr::new(0x2001, 0xdb9, first, 0, 0, 0, second, 1)),
        };
        let port = (flags & 2 != 0).then_some(first + 1);
        Hop {
            address,
            is_https: flags & 1 != 0,
            port,
            is_escaped: flags & 4 != 0,
        }
    };
    bytes.as_chunks().0.iter().map(hop).collect()
}

fn is_trusted(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => address.octets()[0] == 10,
        IpAddr::V6(address) => address.segments()[..2] == [0x2001, 0xdb8],
    }
}

fn written(hop: &Hop) -> String {
    match (hop.address, hop.port) {
        (IpAddr::V4(address), None) => address.to_string(),
        (IpAddr::V4(address), Some(port)) => format!("{address}:{port}"),
        (IpAddr::V6(address), None) => format!("[{address}]"),
        (IpAddr::V6(address), Some(port)) => format!("[{address}]:{port}"),
    }
}

fn quoted(text: &str, is_escaped: bool) -> String {
    let escape = |letter: char| {
        if is_escaped {
            format!("\\{letter}")
        } else {
            letter.to_string()
        }
    };
    format!("\"{}\"", text.chars().map(escape).collect::<String>())
}

/// From the right: as far as each that spoke is trusted.
fn expected(hops: &[Hop]) -> Known {
    let mut known = nothing();
    for hop in hops.iter().rev() {
        known.0 = Some(hop.address);
        known.1 = hop.is_https;
        if !is_trusted(hop.address) {
            break;
        }
    }
    known
}

fuzz_target!(|data: &[u8]| {
    let (hops_of, said) = data.split_at(data.len() / 2);
    let hops = hops(hops_of);
    let scheme = |hop: &Hop| if hop.is_https { "https" } else { "HTTP" };
    let element = |hop: &Hop| {
        format!(
            "For={}; proto={}",
            quoted(&written(hop), hop.is_escaped),
            scheme(hop)
        )
    };
    let standard = hops.iter().map(element).collect::<Vec<_>>().join(", ");
    let addresses = hops.iter().map(written).collect::<Vec<_>>().join(",");
    let schemes = hops
        .iter()
        .map(|hop| scheme(hop).to_owned())
        .collect::<Vec<_>>()
        .join(" , ");

    // What was written is read, in both spellings.
    let chain = expected(&hops);
    let older = [
        ("x-forwarded-for", addresses.as_bytes()),
        ("x-forwarded-proto", schemes.as_bytes()),
    ];
    if hops.is_empty() {
        assert_eq!(known(&OLDER, &[]), nothing());
    } else {
        assert_eq!(
            known(&STANDARD, &[("forwarded", standard.as_bytes())]),
            chain,
            "{standard}"
        );
        assert_eq!(known(&OLDER, &older), chain, "{older:?}");
        assert_eq!(known(&STANDARD, &older), nothing());
        assert_eq!(known(&NOBODY, &older), nothing());
    }

    // What is said in anything at all never stops the answer, and where nobody is trusted it is nothing.
    if oxy::header::HeaderValue::from_bytes(said).is_err() {
        return;
    }
    for name in [
        "forwarded",
        "x-forwarded-for",
        "x-forwarded-proto",
        "x-forwarded-host",
    ] {
        assert_eq!(known(&NOBODY, &[(name, said)]), nothing());
        let older = known(&OLDER, &[(name, said)]);
        if name == "forwarded" {
            assert_eq!(older, nothing());
        }
        let standard = known(&STANDARD, &[(name, said)]);
        if name != "forwarded" {
            assert_eq!(standard, nothing());
        }
        for (_, _, host) in [older, standard] {
            let host = host.unwrap();
            let is_host = |byte: u8| byte.is_ascii_graphic() && !b"/?#@\\\"<>{}|^`".contains(&byte);
            assert!(!host.is_empty() && host.bytes().all(is_host), "{host}");
        }
    }

    // A client whose proxy is trusted says something before the proxy does: it is not believed.
    if hops.iter().all(|hop| is_trusted(hop.address)) {
        return;
    }
    let lines = [
        ("x-forwarded-for", said),
        ("x-forwarded-proto", said),
        older[0],
        older[1],
    ];
    assert_eq!(known(&OLDER, &lines), chain);
    let line = [said, b", ", standard.as_bytes()].concat();
    let one = known(&STANDARD, &[("forwarded", &line)]);
    let two = known(
        &STANDARD,
        &[("forwarded", said), ("forwarded", standard.as_bytes())],
    );
    for found in [one, two] {
        // A line that breaks the grammar silences all.
        assert!(
            found == chain || found == nothing(),
            "{found:?} of {standard}"
        );
    }
});
