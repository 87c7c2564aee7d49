//! A session that ends closes what it opened, on this instance and on another.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use oxy::prelude::*;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio::time::timeout;

use crate::pieces;
use crate::site::{Account, Instance, Site, Town};
use crate::stores::{Place, in_every_store};

in_every_store!(
    a_logout_ends_the_streams_of_the_session_on_every_instance_within_a_second,
    the_end_of_all_sessions_ends_all_their_streams_within_a_second,
    a_session_that_is_over_by_the_clock_ends_its_streams_within_a_second,
    a_rotation_and_other_peoples_logouts_end_no_stream,
);

/// News for as long as the session lasts.
#[get("/news", app = Site)]
async fn news(user: Session<Account>) -> Response {
    let (sender, receiver) = mpsc::channel(1);
    let ended = user.ended();
    tokio::spawn(async move {
        let _ = sender.send("first").await;
        ended.await;
        let _ = sender.send("last").await;
    });
    pieces::response(receiver)
}

/// A stream that is read in a task, which gives the time of its end.
struct Stream(JoinHandle<Instant>);

impl Stream {
    /// Returns when the first piece has come.
    async fn open(address: SocketAddr, cookie: &str) -> Self {
        let mut stream = TcpStream::connect(address).await.unwrap();
        let head = format!(
            "GET /news HTTP/1.1\r\nHost: a\r\nConnection: close\r\nCookie: {cookie}\r\n\r\n"
        );
        stream.write_all(head.as_bytes()).await.unwrap();
        let mut received = Vec::new();
        while !received.windows(5).any(|bytes| bytes == b"first") {
            assert_ne!(stream.read_buf(&mut received).await.unwrap(), 0);
        }
        Self(tokio::spawn(async move {
            stream.read_to_end(&mut received).await.unwrap();
            let text = String::from_utf8_lossy(&received);
            let whole = text.contains("last") && text.ends_with("0\r\n\r\n");
            assert!(whole, "{text}");
            Instant::now()
        }))
    }

    fn is_open(&self) -> bool {
        !self.0.is_finished()
    }

    /// Waits for the end, which was brought about at that time.
    async fn ends(self, why: Instant, name: &str) {
        let ended = timeout(Duration::from_secs(20), self.0).await;
        let ended = ended.expect("the stream ends").unwrap();
        let late = ended.saturating_duration_since(why);
        assert!(late < Duration::from_secs(1), "{name}: {late:?}");
        println!("{name}: after {} ms", late.as_millis());
    }
}

/// Streams of one session on both instances.
async fn streams([here, there]: [&Instance; 2], cookie: &str) -> [Stream; 2] {
    [
        Stream::open(here.client.address, cookie).await,
        Stream::open(there.client.address, cookie).await,
    ]
}

async fn a_logout_ends_the_streams_of_the_session_on_every_instance_within_a_second(place: Place) {
    let town = Town::new(place);
    let (here, there) = (town.instance().await, town.instance().await);
    let bystander = here.client.login("bob").await;
    let bystanders = streams([&here, &there], &bystander).await;
    for (path, over) in [
        ("/logout", false),
        ("/leave", false),
        ("/logout", false),
        // Another login of the same browser.
        ("/login/bob", true),
    ] {
        let cookie = here.client.login("ann").await;
        let [near, far] = streams([&here, &there], &cookie).await;
        let reply = here.client.post(path, &cookie).await;
        let why = Instant::now();
        assert_eq!(reply.status, 200, "{path}");
        near.ends(why, &format!("{path} here")).await;
        far.ends(why, &format!("{path} there")).await;
        if over {
            here.client.post("/logout", &reply.new_cookie()).await;
        }
    }
    assert!(bystanders.iter().all(Stream::is_open));
}

async fn the_end_of_all_sessions_ends_all_their_streams_within_a_second(place: Place) {
    let town = Town::new(place);
    let (here, there) = (town.instance().await, town.instance().await);
    let mut open = Vec::new();
    let mut last = String::new();
    for _ in 0..5 {
        last = there.client.login("ann").await;
        open.extend(streams([&here, &there], &last).await);
    }
    let other = there.client.login("bob").await;
    let others = streams([&here, &there], &other).await;
    let ended = here.client.post("/end-all", &last).await;
    let why = Instant::now();
    assert_eq!(ended.body, "5");
    for stream in open {
        stream.ends(why, "/end-all").await;
    }
    assert!(others.iter().all(Stream::is_open));
    assert_eq!(there.sessions.end_all("bob").await.unwrap(), 1);
    let why = Instant::now();
    for stream in others {
        stream.ends(why, "an administrator").await;
    }
}

async fn a_session_that_is_over_by_the_clock_ends_its_streams_within_a_second(place: Place) {
    const HOUR: Duration = Duration::from_secs(60 * 60);
    let town = Town::new(place);
    let (here, there) = (town.instance().await, town.instance().await);
    let (quiet, busy) = (
        here.client.login("ann").await,
        here.client.login("ann").await,
    );
    let over = streams([&here, &there], &quiet).await;
    let going_on = streams([&here, &there], &busy).await;
    town.advance(HOUR);
    assert_eq!(there.client.me(&busy).await, 200);
    assert!(over.iter().all(Stream::is_open), "a window is left");
    town.advance(HOUR / 60);
    let why = Instant::now();
    for stream in over {
        stream.ends(why, "the idle timeout").await;
    }
    assert!(going_on.iter().all(Stream::is_open));
    town.advance(7 * 24 * HOUR);
    let why = Instant::now();
    for stream in going_on {
        stream.ends(why, "the absolute timeout").await;
    }
}

async fn a_rotation_and_other_peoples_logouts_end_no_stream(place: Place) {
    let town = Town::new(place);
    let (here, there) = (town.instance().await, town.instance().await);
    let mut cookie = here.client.login("ann").await;
    let kept = streams([&here, &there], &cookie).await;
    for _ in 0..3 {
        cookie = here.client.post("/rotate", &cookie).await.new_cookie();
        assert_eq!(there.client.post("/count", &cookie).await.status, 200);
        // Another's end is noticed after that: the instances have looked.
        let other = here.client.login("ann").await;
        let others = streams([&here, &there], &other).await;
        here.client.post("/logout", &other).await;
        let why = Instant::now();
        for stream in others {
            stream.ends(why, "another's logout").await;
        }
        assert!(kept.iter().all(Stream::is_open));
    }
    assert_eq!(here.client.post("/logout", &cookie).await.status, 200);
    let why = Instant::now();
    for stream in kept {
        stream.ends(why, "the logout").await;
    }
}
