//! Whether a crowd saw what it was promised.

use std::time::{Duration, Instant};

use crate::answers::{Answers, Span, What, p99};
use crate::crowd::Seen;
use crate::site::Instance;

/// How often a request and its answer wait for a processor: the client, the server, the store and the server again.
const TURNS: u32 = 4;
/// A route without a session.
const PLAIN: Duration = Duration::from_millis(50);

impl Seen {
    /// What the machine takes by itself, because other programs have it, too: a thread that only sleeps shows it.
    /// Next to nothing on a machine that is idle.
    pub(crate) fn lag(&self, span: Span) -> Duration {
        let is_within = |at: Instant| (span.from..=span.to).contains(&at);
        let lags = self.lags.iter().filter(|(at, _)| is_within(*at));
        p99(lags.map(|(_, lag)| *lag).collect()) * TURNS
    }

    /// A route without a session is answered as soon as ever; how soon.
    #[track_caller]
    pub(crate) fn plain_is_untouched(&self, calm: Span, outage: Span) -> Duration {
        let plain = self.answers.of(&[What::Plain]);
        let [before, during] = [calm, outage].map(|span| plain.within(span));
        before.are_all(200, "plain, before");
        during.are_all(200, "plain, during it");
        let limit = PLAIN + self.lag(outage);
        let took = during.p99();
        assert!(
            took <= limit,
            "plain {took:?}, in the calm {:?}",
            before.p99()
        );
        took
    }

    /// Answers come in time.
    #[track_caller]
    pub(crate) fn in_time(&self, answers: &Answers, limit: Duration, span: Span) {
        let (took, lag) = (answers.p99(), self.lag(span));
        assert!(took <= limit + lag, "{took:?}, lag {lag:?}");
    }

    /// No acknowledged change has gone, unless it was made after `safe`.
    #[track_caller]
    pub(crate) fn nothing_is_lost(&self, safe: Option<Instant>) {
        let is_lost = |at: &&Instant| safe.is_none_or(|safe| **at < safe);
        let lost = self.lost.iter().filter(is_lost).count();
        assert_eq!(lost, 0, "changes were acknowledged and have gone");
    }

    /// Everybody who has not left is still there, and nobody who left when that was kept.
    pub(crate) async fn all_are_there(&self, site: &Instance, is_kept: impl Fn(Instant) -> bool) {
        for member in &self.members {
            let reply = site.client.get("/me", &member.cookie).await;
            assert_eq!(reply.status, 200, "{}", member.name);
            assert!(reply.body.starts_with(&format!("{} ", member.name)));
        }
        let kept = self.left.iter().filter(|(at, _)| is_kept(*at));
        for (_, cookie) in kept {
            assert_eq!(site.client.me(cookie).await, 401, "a logout was undone");
        }
    }
}
