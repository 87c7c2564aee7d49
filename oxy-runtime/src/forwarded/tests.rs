//! Who is believed, and how far.

use super::*;

fn proxies(dialect: Dialect) -> Proxies {
    let networks = ["10.0.0.0/8", "2001:db8::/32"];
    Proxies {
        networks: networks.map(|network| network.parse().unwrap()).to_vec(),
        dialect,
    }
}

fn headers(fields: &[(&'static str, &str)]) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for (name, value) in fields {
        headers.append(*name, value.parse().unwrap());
    }
    headers
}

fn known(address: &str, is_https: Option<bool>, host: &str) -> Known<'static> {
    Known {
        address: Some(address.parse().unwrap()),
        is_https,
        host: (!host.is_empty()).then(|| host.to_owned().into()),
    }
}

fn over_tcp(address: &str) -> Peer {
    Peer {
        address: Some(SocketAddr::new(address.parse().unwrap(), 5000)),
        is_tls: false,
        way: Way::Tcp,
    }
}

fn heard(dialect: Dialect, headers: &HeaderMap, peer: &str) -> Known<'static> {
    let known = proxies(dialect).resolve(headers, over_tcp(peer));
    Known {
        address: known.address,
        is_https: known.is_https,
        host: known.host.map(|host| host.into_owned().into()),
    }
}

fn x(peer: &str, fields: &[(&'static str, &str)]) -> Known<'static> {
    heard(Dialect::XForwarded, &headers(fields), peer)
}

fn standard(peer: &str, line: &str) -> Known<'static> {
    heard(Dialect::Forwarded, &headers(&[("forwarded", line)]), peer)
}

#[test]
fn a_stranger_is_believed_nothing() {
    let fields = [
        ("x-forwarded-for", "1.2.3.4"),
        ("x-forwarded-proto", "https"),
        ("x-forwarded-host", "shop.example"),
    ];
    assert_eq!(x("203.0.113.9", &fields), known("203.0.113.9", None, ""));
    assert_eq!(
        standard("203.0.113.9", "for=1.2.3.4;proto=https"),
        known("203.0.113.9", None, "")
    );
}

#[test]
fn a_proxy_is_believed_what_it_added_itself() {
    let fields = [
        ("x-forwarded-for", "6.6.6.6, 203.0.113.9"),
        ("x-forwarded-proto", "http, https"),
        ("x-forwarded-host", "shop.example"),
    ];
    let expected = known("203.0.113.9", Some(true), "shop.example");
    assert_eq!(x("10.0.0.1", &fields), expected);
    let line =
        "for=6.6.6.6;proto=http;host=evil.example, for=203.0.113.9;proto=https;host=shop.example";
    assert_eq!(standard("10.0.0.1", line), expected);
}

#[test]
fn a_chain_of_proxies_is_followed_to_the_first_stranger() {
    let fields = [
        ("x-forwarded-for", "6.6.6.6, 203.0.113.9"),
        ("x-forwarded-for", "10.0.0.7"),
        ("x-forwarded-proto", "http, https, http"),
    ];
    assert_eq!(x("10.0.0.1", &fields), known("203.0.113.9", Some(true), ""));
    let line = "for=6.6.6.6, for=203.0.113.9;proto=https, for=\"10.0.0.7:5000\";proto=http";
    assert_eq!(
        standard("10.0.0.1", line),
        known("203.0.113.9", Some(true), "")
    );
}

#[test]
fn what_only_the_nearest_proxy_said_holds_for_the_chain() {
    let fields = [
        ("x-forwarded-for", "203.0.113.9, 10.0.0.7"),
        ("x-forwarded-proto", "https"),
    ];
    assert_eq!(x("10.0.0.1", &fields), known("203.0.113.9", Some(true), ""));
}

#[test]
fn what_is_no_address_ends_the_chain_at_the_one_before() {
    for text in ["unknown", "_hidden", "1.2.3.4.5", "localhost", ""] {
        let fields = [("x-forwarded-for", text)];
        assert_eq!(
            x("10.0.0.1", &fields),
            known("10.0.0.1", None, ""),
            "{text:?}"
        );
        let line = format!("for=\"{text}\";proto=https");
        assert_eq!(
            standard("10.0.0.1", &line),
            known("10.0.0.1", Some(true), "")
        );
    }
}

#[test]
fn addresses_are_read_in_all_their_spellings() {
    let cases = [
        ("203.0.113.9", "203.0.113.9"),
        ("203.0.113.9:4711", "203.0.113.9"),
        ("2001:db9::1", "2001:db9::1"),
        ("[2001:db9::1]", "2001:db9::1"),
        ("[2001:db9::1]:443", "2001:db9::1"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
    ];
    for (written, expected) in cases {
        let fields = [("x-forwarded-for", written)];
        assert_eq!(
            x("10.0.0.1", &fields),
            known(expected, None, ""),
            "{written}"
        );
    }
}

#[test]
fn one_dialect_is_believed_and_not_the_other() {
    let fields = [("forwarded", "for=6.6.6.6;proto=https")];
    assert_eq!(x("10.0.0.1", &fields), known("10.0.0.1", None, ""));
    let headers = headers(&[("x-forwarded-for", "6.6.6.6")]);
    let peer = over_tcp("10.0.0.1");
    assert_eq!(
        proxies(Dialect::Forwarded).resolve(&headers, peer),
        known("10.0.0.1", None, "")
    );
}

#[test]
fn a_line_that_breaks_the_grammar_silences_all() {
    let line = "for=203.0.113.9, for=\"10.0.0.7";
    assert_eq!(standard("10.0.0.1", line), known("10.0.0.1", None, ""));
}

#[test]
fn hosts_with_foreign_characters_are_none() {
    for host in ["a b", "a/b", "a\"b", "a@b", "<x>", ""] {
        let fields = [("x-forwarded-host", host)];
        assert_eq!(x("10.0.0.1", &fields).host, None, "{host:?}");
    }
}

#[test]
fn programs_of_this_machine_are_proxies_and_other_servers_in_the_program_are_not() {
    let headers = headers(&[("x-forwarded-for", "203.0.113.9")]);
    let from = |way| {
        let peer = Peer {
            way,
            ..Peer::default()
        };
        proxies(Dialect::XForwarded).resolve(&headers, peer).address
    };
    assert_eq!(from(Way::Machine), Some("203.0.113.9".parse().unwrap()));
    assert_eq!(from(Way::Program), None);
}
