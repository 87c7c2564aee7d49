//! Connections that are encrypted.

use std::time::Duration;

use http::header::{HOST, STRICT_TRANSPORT_SECURITY};
use oxy::SecurityHeaders;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::app::{App, served};
use crate::client::{get, http1, http2, patiently, send};
use crate::site::Site;

#[tokio::test]
async fn both_versions_are_served_as_the_client_asks() {
    let site = Site::new();
    let server = site.serve(App::default()).await;
    assert!(
        server.url().starts_with("https://127.0.0.1:"),
        "{}",
        server.url()
    );

    let stream = site.connect(&server, &["h2", "http/1.1"]).await;
    assert_eq!(stream.get_ref().1.alpn_protocol(), Some(b"h2".as_slice()));
    let answer = send(&mut http2(stream).await, get("https://localhost/who")).await;
    assert_eq!(answer.text, "127.0.0.1 true localhost HTTP/2.0");

    for protocols in [["http/1.1"].as_slice(), &[]] {
        let stream = site.connect(&server, protocols).await;
        let mut request = get("/who");
        request
            .headers_mut()
            .insert(HOST, "localhost".parse().unwrap());
        let answer = http1(stream, request).await;
        assert_eq!(answer.text, "127.0.0.1 true localhost HTTP/1.1");
    }
}

#[tokio::test]
async fn large_bodies_go_both_ways() {
    let site = Site::new();
    let server = site.serve(App::default()).await;
    let body = "x".repeat(2 * 1024 * 1024);
    let request = || {
        let request = http::Request::post("https://localhost/echo").header(HOST, "localhost");
        request.body(body.clone().into()).unwrap()
    };
    let answer = http1(site.connect(&server, &[]).await, request()).await;
    assert_eq!((answer.status, answer.text.len()), (200, body.len()));
    let mut sender = http2(site.connect(&server, &["h2"]).await).await;
    let mut request = request();
    request.headers_mut().remove(HOST);
    let answer = send(&mut sender, request).await;
    assert_eq!((answer.status, answer.text.len()), (200, body.len()));
}

#[tokio::test]
async fn a_handler_is_dropped_when_its_client_is_gone() {
    let site = Site::new();
    let app = App::default();
    let gate = app.gate.clone();
    let server = site.serve(app).await;
    let mut stream = site.connect(&server, &[]).await;
    let request = b"GET /wait HTTP/1.1\r\nHost: localhost\r\n\r\n";
    stream.write_all(request).await.unwrap();
    gate.entered().await;
    // Says so in the way of TLS, which is more than an end of the stream.
    stream.shutdown().await.unwrap();
    drop(stream);
    gate.left().await;
}

#[tokio::test]
async fn pipelined_requests_over_tls_are_all_answered() {
    let site = Site::new();
    let server = site.serve(App::default()).await;
    let mut stream = site.connect(&server, &[]).await;
    let mut requests = "GET /who HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(50);
    requests.push_str("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    stream.write_all(requests.as_bytes()).await.unwrap();
    let mut answers = String::new();
    patiently(stream.read_to_string(&mut answers))
        .await
        .unwrap();
    assert_eq!(answers.matches("HTTP/1.1 200 OK").count(), 51);
    assert!(answers.ends_with("index"), "{answers}");
}

#[tokio::test]
async fn who_speaks_plain_http_is_told_so() {
    let site = Site::new();
    let server = site.serve(App::default()).await;
    let mut stream = TcpStream::connect(server.address()).await.unwrap();
    let request = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";
    stream.write_all(request).await.unwrap();
    let mut answer = String::new();
    patiently(stream.read_to_string(&mut answer)).await.unwrap();
    assert!(
        answer.starts_with("HTTP/1.1 400 Bad Request\r\n"),
        "{answer}"
    );
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    assert!(body.contains("https://"), "{body}");
    assert!(
        head.contains(&format!("content-length: {}\r\n", body.len())),
        "{head}"
    );
}

#[tokio::test]
async fn who_is_refused_is_closed_without_a_word_in_the_clear() {
    let site = Site::new();
    let server = oxy::serve(App::default())
        .limits(oxy::Limits::new().connections(1))
        .port(0)
        .tls(site.certificate_file(), site.key_file());
    let server = server.start().await.unwrap();
    let first = site.connect(&server, &[]).await;
    let mut refused = TcpStream::connect(server.address()).await.unwrap();
    let mut said = Vec::new();
    let _ = patiently(refused.read_to_end(&mut said)).await;
    assert!(said.is_empty(), "{}", String::from_utf8_lossy(&said));
    drop(first);
}

#[tokio::test]
async fn a_handshake_that_never_ends_is_cut() {
    let site = Site::new();
    let server = site.serve(App::default()).await;
    for first in [b"".as_slice(), b"\x16", b"\x16\x03\x01\x02\x00\x01"] {
        let mut stream = TcpStream::connect(server.address()).await.unwrap();
        stream.write_all(first).await.unwrap();
        let mut rest = Vec::new();
        let read = tokio::time::timeout(Duration::from_secs(2), stream.read_to_end(&mut rest));
        let _ = read.await.expect("it is still open");
    }
}

#[tokio::test]
async fn files_that_cannot_be_used_are_in_the_report() {
    let site = Site::new();
    let other = Site::new();
    let written = |name: &str, text: &str| {
        let path = site.folder.join(name);
        std::fs::write(&path, text).unwrap();
        path
    };
    let (certificate, key) = (site.certificate_file(), site.key_file());
    let secret = std::fs::read_to_string(&key).unwrap();
    let cut = written("cut.pem", &secret[..secret.len() / 2]);
    let encrypted = secret.replace("PRIVATE KEY", "ENCRYPTED PRIVATE KEY");
    let encrypted = written("encrypted.pem", &encrypted);
    let cases = [
        (
            site.folder.join("none.pem"),
            key.clone(),
            "none.pem` cannot be used: No such file",
        ),
        (key.clone(), key.clone(), "there is no certificate in it"),
        (
            certificate.clone(),
            certificate.clone(),
            "there is no private key in it",
        ),
        (
            certificate.clone(),
            cut,
            "cut.pem` cannot be used: it is no PEM file",
        ),
        (
            certificate.clone(),
            encrypted,
            "encrypted.pem` is encrypted",
        ),
        (
            certificate,
            other.key_file(),
            "is not that of the private key",
        ),
    ];
    for (certificate, key, expected) in cases {
        let server = served(App::default()).port(0).tls(&certificate, &key);
        let server = server.trust_origin("no origin");
        let report = server.start().await.unwrap_err().to_string();
        assert!(report.contains(expected), "{report}");
        assert!(report.contains("no origin"), "beside others: {report}");
        assert!(report.contains("tls.rs:"), "{report}");
        let body: Vec<_> = secret
            .lines()
            .filter(|line| !line.starts_with('-'))
            .collect();
        assert!(!body.iter().any(|line| report.contains(line)), "{report}");
    }
}

#[tokio::test]
async fn an_application_within_another_knows_that_it_is_encrypted() {
    let site = Site::new();
    let inner = served(App::default()).into_service().await.unwrap();
    let server = served(App::default())
        .mount_service("/inner", inner)
        .port(0)
        .tls(site.certificate_file(), site.key_file());
    let server = server.start().await.unwrap();
    let mut sender = http2(site.connect(&server, &["h2"]).await).await;
    let answer = send(&mut sender, get("https://localhost/inner/who")).await;
    assert_eq!(answer.text, "127.0.0.1 true localhost HTTP/2.0");
}

#[tokio::test]
async fn browsers_are_told_to_come_encrypted_by_connections_that_are() {
    let site = Site::new();
    let with_hsts = || {
        let headers = SecurityHeaders::new().hsts(Duration::from_secs(600));
        served(App::default()).security_headers(headers).port(0)
    };
    let mut request = get("/");
    let host = "localhost".parse().unwrap();
    request.headers_mut().insert(HOST, host);

    let server = with_hsts().tls(site.certificate_file(), site.key_file());
    let server = server.start().await.unwrap();
    let mut sender = http2(site.connect(&server, &["h2"]).await).await;
    let over_http2 = send(&mut sender, get("https://localhost/")).await;
    let over_http1 = http1(site.connect(&server, &[]).await, request.clone()).await;
    for answer in [over_http2, over_http1] {
        assert_eq!(answer.headers[STRICT_TRANSPORT_SECURITY], "max-age=600");
    }

    let server = with_hsts().start().await.unwrap();
    let stream = || TcpStream::connect(server.address());
    let mut sender = http2(stream().await.unwrap()).await;
    let uri = format!("{}/", server.url());
    let over_http2 = send(&mut sender, get(&uri)).await;
    let over_http1 = http1(stream().await.unwrap(), request).await;
    for answer in [over_http2, over_http1] {
        assert_eq!(answer.text, "index");
        assert!(!answer.headers.contains_key(STRICT_TRANSPORT_SECURITY));
    }
}
