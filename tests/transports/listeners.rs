//! Unix sockets, and listeners that were open before.

use std::net::TcpListener;
use std::os::unix::fs::FileTypeExt;
use std::path::PathBuf;

use http::header::HOST;
use tokio::net::{TcpStream, UnixStream};

use crate::app::{App, served};
use crate::client::{Answer, get, http1, http2, patiently, send};

/// A path that is removed with this.
pub struct Folder(PathBuf);

impl Folder {
    pub fn new() -> Self {
        let name = format!(
            "oxy-transports-{}-{}",
            std::process::id(),
            rand::random::<u64>()
        );
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir(&path).unwrap();
        Self(path)
    }

    pub fn socket(&self) -> PathBuf {
        self.0.join("app.sock")
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

pub async fn ask(path: &PathBuf, target: &str) -> Answer {
    let stream = UnixStream::connect(path).await.unwrap();
    let mut request = get(target);
    request
        .headers_mut()
        .insert(HOST, "app.example".parse().unwrap());
    http1(stream, request).await
}

#[tokio::test]
async fn a_unix_socket_is_served_and_removed() {
    let folder = Folder::new();
    let path = folder.socket();
    let server = served(App::default())
        .unix_socket(&path)
        .start()
        .await
        .unwrap();
    assert_eq!(server.url(), format!("http://unix:{}", path.display()));
    assert_eq!(server.address().port(), 0);
    assert_eq!(
        ask(&path, "/who").await.text,
        "no address false app.example HTTP/1.1"
    );
    let mut sender = http2(UnixStream::connect(&path).await.unwrap()).await;
    assert_eq!(
        send(&mut sender, get("http://app.example/")).await.text,
        "index"
    );
    patiently(server.stop()).await;
    assert!(!path.exists());
}

#[tokio::test]
async fn a_socket_that_was_left_behind_is_replaced() {
    let folder = Folder::new();
    let path = folder.socket();
    drop(std::os::unix::net::UnixListener::bind(&path).unwrap());
    let server = served(App::default())
        .unix_socket(&path)
        .start()
        .await
        .unwrap();
    assert_eq!(ask(&path, "/").await.text, "index");
    patiently(server.stop()).await;
}

#[tokio::test]
async fn a_socket_in_use_and_other_files_stay() {
    let folder = Folder::new();
    let path = folder.socket();
    let first = served(App::default())
        .unix_socket(&path)
        .start()
        .await
        .unwrap();
    let error = served(App::default())
        .unix_socket(&path)
        .start()
        .await
        .unwrap_err();
    let text = error.to_string();
    assert!(
        text.contains("app.sock") && text.contains("in use"),
        "{text}"
    );
    assert_eq!(ask(&path, "/").await.text, "index");
    patiently(first.stop()).await;
    std::fs::write(&path, "precious").unwrap();
    let error = served(App::default())
        .unix_socket(&path)
        .start()
        .await
        .unwrap_err();
    assert!(error.to_string().contains("no socket"), "{error}");
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "precious");
}

#[tokio::test]
async fn the_socket_of_a_successor_is_not_removed() {
    let folder = Folder::new();
    let path = folder.socket();
    let first = served(App::default())
        .unix_socket(&path)
        .start()
        .await
        .unwrap();
    std::fs::remove_file(&path).unwrap();
    let second = served(App::default())
        .unix_socket(&path)
        .start()
        .await
        .unwrap();
    patiently(first.stop()).await;
    assert!(path.metadata().unwrap().file_type().is_socket());
    assert_eq!(ask(&path, "/").await.text, "index");
    patiently(second.stop()).await;
}

#[tokio::test]
async fn listeners_that_are_open_are_taken() {
    let standard = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = standard.local_addr().unwrap();
    let server = served(App::default())
        .listener(standard)
        .start()
        .await
        .unwrap();
    assert_eq!(server.address(), address);
    let mut sender = http2(TcpStream::connect(address).await.unwrap()).await;
    assert_eq!(
        send(&mut sender, get("http://localhost/")).await.text,
        "index"
    );
    patiently(server.stop()).await;

    let tokio = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = tokio.local_addr().unwrap();
    let server = served(App::default())
        .listener(tokio)
        .start()
        .await
        .unwrap();
    assert_eq!(server.address(), address);

    let folder = Folder::new();
    let unix = std::os::unix::net::UnixListener::bind(folder.socket()).unwrap();
    let server = served(App::default()).listener(unix).start().await.unwrap();
    assert_eq!(ask(&folder.socket(), "/").await.text, "index");
    patiently(server.stop()).await;
    assert!(folder.socket().exists(), "who made it removes it");
}

#[tokio::test]
async fn two_places_to_listen_at_are_a_problem() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let server = served(App::default())
        .host("localhost")
        .port(80)
        .listener(listener);
    let report = server.check().unwrap_err().to_string();
    assert!(
        report.contains("`.port(..)` and `.listener(..)` name two places"),
        "{report}"
    );
    assert!(report.contains("listeners.rs:"), "{report}");
    let report = served(App::default())
        .unix_socket("a")
        .port(1)
        .check()
        .unwrap_err();
    assert!(
        report
            .to_string()
            .contains("`.unix_socket(..)` and `.port(..)`"),
        "{report}"
    );
    assert!(
        served(App::default())
            .host("localhost")
            .port(1)
            .host("::1")
            .check()
            .is_ok()
    );
}

#[tokio::test]
async fn who_waits_in_the_queue_of_the_system_is_let_in_at_a_stop() {
    const MANY: usize = 400;
    let server = served(App::default()).port(0).start().await.unwrap();
    let address = server.address();
    // Nothing is accepted meanwhile: this thread is the server's, too.
    let waiting: Vec<_> = (0..MANY)
        .map(|_| {
            let mut stream = std::net::TcpStream::connect(address).unwrap();
            let request = b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
            std::io::Write::write_all(&mut stream, request).unwrap();
            stream
        })
        .collect();
    patiently(server.stop()).await;
    let read = |mut stream: std::net::TcpStream| {
        let mut answer = String::new();
        std::io::Read::read_to_string(&mut stream, &mut answer).map(|_| answer.ends_with("index"))
    };
    let answered = waiting.into_iter().map(read);
    assert_eq!(
        answered.filter(|answer| matches!(answer, Ok(true))).count(),
        MANY
    );
}

async fn raw(address: std::net::SocketAddr) -> TcpStream {
    TcpStream::connect(address).await.unwrap()
}

/// All that the server says until it closes.
async fn until_closed(mut stream: TcpStream) -> String {
    let mut text = String::new();
    let read = tokio::io::AsyncReadExt::read_to_string(&mut stream, &mut text);
    patiently(read).await.unwrap();
    let reset = stream.take_error().unwrap();
    assert!(reset.is_none(), "{reset:?}");
    text
}

#[tokio::test]
async fn connections_beyond_the_limits_are_told_and_others_are_served() {
    let all = oxy::Limits::new().connections(2);
    let one = oxy::Limits::new().connections_per_address(2);
    let rows = [
        (
            all,
            "HTTP/1.1 503 Service Unavailable\r\nretry-after: 1\r\n",
        ),
        (one, "HTTP/1.1 429 Too Many Requests\r\nretry-after: 1\r\n"),
    ];
    for (limits, expected) in rows {
        let server = oxy::serve(App::default())
            .limits(limits)
            .port(0)
            .start()
            .await
            .unwrap();
        let address = server.address();
        let mut kept = http2(raw(address).await).await;
        assert_eq!(
            send(&mut kept, get("http://localhost/")).await.text,
            "index"
        );
        let second = raw(address).await;
        // The request is there before the server looks: what it did not read would reset the connection.
        let mut refused = std::net::TcpStream::connect(address).unwrap();
        let request = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";
        std::io::Write::write_all(&mut refused, request).unwrap();
        refused.set_nonblocking(true).unwrap();
        let refused = TcpStream::from_std(refused).unwrap();
        let told = until_closed(refused).await;
        assert!(told.starts_with(expected), "{told}");
        assert_eq!(
            send(&mut kept, get("http://localhost/")).await.text,
            "index"
        );
        drop(second);
        let mut request = get("/");
        request
            .headers_mut()
            .insert(HOST, "localhost".parse().unwrap());
        // The place of the one that left is free as soon as the server has noticed.
        let again =
            async { while http1(raw(address).await, request.clone()).await.text != "index" {} };
        patiently(again).await;
    }
}

#[tokio::test]
async fn of_a_crowd_that_is_refused_a_hundred_are_told_at_a_time() {
    const MANY: usize = 150;
    let limits = oxy::Limits::new().connections(1);
    let server = oxy::serve(App::default()).limits(limits).port(0);
    let server = server.start().await.unwrap();
    let mut kept = http2(raw(server.address()).await).await;
    assert_eq!(
        send(&mut kept, get("http://localhost/")).await.text,
        "index"
    );
    // Each stays as long as it is let, so that none of the hundred is done before the last one comes.
    let mut crowd = Vec::new();
    for _ in 0..MANY {
        crowd.push(std::net::TcpStream::connect(server.address()).unwrap());
    }
    let mut told = 0;
    for stream in crowd {
        stream.set_nonblocking(true).unwrap();
        let mut stream = TcpStream::from_std(stream).unwrap();
        let mut first = [0; 12];
        let read = tokio::io::AsyncReadExt::read_exact(&mut stream, &mut first);
        told += usize::from(patiently(read).await.is_ok());
    }
    assert!((100..MANY).contains(&told), "{told}");
}
