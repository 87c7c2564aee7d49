//! What clients saw, and whether it is what they were promised.

use std::time::{Duration, Instant};

use crate::client::Client;
use crate::servers::PASSWORD;
use crate::support::socket::Reply;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum What {
    /// A route without a session.
    Plain,
    Dashboard,
    Change,
    Login,
    Logout,
}

impl What {
    /// Those that need the store.
    pub(crate) const OF_SESSIONS: [Self; 4] =
        [Self::Dashboard, Self::Change, Self::Login, Self::Logout];
}

/// One answer.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    pub(crate) what: What,
    pub(crate) who: String,
    pub(crate) status: u16,
    pub(crate) begun: Instant,
    pub(crate) took: Duration,
    /// When the session had been acknowledged that it is about.
    pub(crate) since: Option<Instant>,
}

/// Asks, and looks at what holds for every answer: an outage is a 503 that says when to come again, it is not kept by
/// anybody, touches no cookie, and tells nothing of the cause.
pub(crate) async fn ask(client: &Client, what: What, path: &str, cookie: &str) -> (Answer, Reply) {
    let method = match what {
        What::Plain | What::Dashboard => "GET",
        What::Change | What::Login | What::Logout => "POST",
    };
    let begun = Instant::now();
    let reply = client.send(method, path, cookie, b"").await;
    let took = begun.elapsed();
    let cookies = reply.cookie_lines().len();
    match (what, reply.status) {
        (What::Plain, status) => assert_eq!((status, cookies), (200, 0)),
        (What::Login, 200) => assert!(!reply.new_cookie().is_empty()),
        (What::Logout, 200) => assert!(reply.removes_the_cookie(), "{:?}", reply.headers),
        (_, 503) => is_unavailable(&reply, path),
        (What::Dashboard | What::Change, 200) => assert_eq!(cookies, 0, "{:?}", reply.headers),
        // Whether somebody may be a stranger is looked at later.
        (What::Dashboard | What::Change | What::Logout, 401) => {}
        (_, status) => panic!("{status} for {path}: {}", reply.body),
    }
    let answer = Answer {
        what,
        who: path.to_owned(),
        status: reply.status,
        begun,
        took,
        since: None,
    };
    (answer, reply)
}

#[track_caller]
pub(crate) fn is_unavailable(reply: &Reply, what: &str) {
    assert_eq!(reply.status, 503, "{what}: {}", reply.body);
    let wait = reply.header("retry-after").unwrap_or_default();
    assert!(
        wait.parse::<u32>().is_ok_and(|wait| wait > 0),
        "{what}: {wait:?}"
    );
    assert_eq!(reply.header("cache-control"), Some("no-store"), "{what}");
    assert!(reply.cookie_lines().is_empty(), "{what}: {reply:?}");
    for secret in [
        PASSWORD,
        "127.0.0.1",
        "redis",
        "postgres",
        "sqlite",
        "store ",
    ] {
        let body = reply.body.to_lowercase();
        assert!(!body.contains(secret), "{secret} in {body}");
    }
}

/// A time in a test.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Span {
    pub(crate) from: Instant,
    pub(crate) to: Instant,
}

/// All that a crowd saw.
#[derive(Debug, Clone)]
pub(crate) struct Answers(pub(crate) Vec<Answer>);

impl Answers {
    /// The whole answers of a time.
    pub(crate) fn within(&self, span: Span) -> Self {
        let is_within =
            |answer: &&Answer| answer.begun >= span.from && answer.begun + answer.took <= span.to;
        Self(self.0.iter().filter(is_within).cloned().collect())
    }

    /// Those that were asked from then on.
    pub(crate) fn from(&self, from: Instant) -> Self {
        let is_later = |answer: &&Answer| answer.begun >= from;
        Self(self.0.iter().filter(is_later).cloned().collect())
    }

    pub(crate) fn of(&self, kinds: &[What]) -> Self {
        let is_one = |answer: &&Answer| kinds.contains(&answer.what);
        Self(self.0.iter().filter(is_one).cloned().collect())
    }

    pub(crate) fn of_sessions(&self) -> Self {
        self.of(&What::OF_SESSIONS)
    }

    pub(crate) fn count(&self, status: u16) -> usize {
        let found = self.0.iter().filter(|answer| answer.status == status);
        found.count()
    }

    /// There are some, and all have this status.
    #[track_caller]
    pub(crate) fn are_all(&self, status: u16, when: &str) {
        assert!(!self.0.is_empty(), "{when}: no answer");
        let other = self.0.iter().find(|answer| answer.status != status);
        assert!(other.is_none(), "{when}: {other:?}");
    }

    /// All but the slowest hundredth took at most this long.
    pub(crate) fn p99(&self) -> Duration {
        p99(self.0.iter().map(|answer| answer.took).collect())
    }
}

/// What all but the highest hundredth do not exceed.
pub(crate) fn p99(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    let place = (times.len() * 99).div_ceil(100).max(1) - 1;
    times.get(place).copied().unwrap_or_default()
}
