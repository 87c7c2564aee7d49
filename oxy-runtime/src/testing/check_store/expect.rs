//! What cases ask for again and again.

use std::fmt::Debug;

use crate::session::{Created, Listed, Loaded, Record, SessionKey, Terms, Timestamp, UserTag};
use crate::testing::check_store::bench::{Bench, Broken, Outcome};

/// The case goes on only if `got` is `want`.
pub(super) fn equal<T: Debug + PartialEq>(what: &str, got: T, want: T) -> Outcome {
    if got == want {
        return Ok(());
    }
    Err(Broken::new(
        format!("{what} is {want:?}"),
        format!("{got:?}"),
    ))
}

/// The case goes on only if `holds`.
pub(super) fn require(holds: bool, expected: &str, happened: &str) -> Outcome {
    if holds {
        return Ok(());
    }
    Err(Broken::new(expected, happened))
}

impl Bench {
    /// Creates a session, on no terms.
    pub(super) async fn add(&self, record: &Record) -> Outcome {
        self.add_at(record, self.start).await
    }

    /// Creates a session at another time than the start.
    pub(super) async fn add_at(&self, record: &Record, now: Timestamp) -> Outcome {
        let terms = Terms {
            now,
            ..Terms::default()
        };
        let got = self.create(record, terms).await?;
        equal("the answer to create", got, created(false, 0))
    }

    /// The session is there and is exactly this.
    pub(super) async fn expect_record(&self, want: &Record, now: Timestamp) -> Outcome {
        let got = self.expect_live(&want.key, now).await?;
        let different = self.differences(&got, want);
        if different.is_empty() {
            return Ok(());
        }
        let name = self.name(&want.key);
        Err(Broken::new(
            format!("every field of {name} as it should be"),
            different.join("; "),
        ))
    }

    pub(super) async fn expect_live(&self, key: &SessionKey, now: Timestamp) -> Outcome<Record> {
        match self.load(key, now).await? {
            Loaded::Live(record) => Ok(record),
            other => Err(Broken::new(
                format!("{} is live", self.name(key)),
                format!("{other:?}"),
            )),
        }
    }

    /// The session has ended; something may be left of its row.
    pub(super) async fn expect_ended(&self, key: &SessionKey, now: Timestamp) -> Outcome {
        match self.load(key, now).await? {
            Loaded::Live(_) => Err(Broken::new(
                format!("{} has ended", self.name(key)),
                "it is live",
            )),
            Loaded::Idle | Loaded::Absolute | Loaded::Unknown => Ok(()),
        }
    }

    /// Nothing is left of the session.
    pub(super) async fn expect_unknown(&self, key: &SessionKey, now: Timestamp) -> Outcome {
        match self.load(key, now).await? {
            Loaded::Unknown => Ok(()),
            other => Err(Broken::new(
                format!("{} is Unknown", self.name(key)),
                self.show(&other),
            )),
        }
    }

    /// The user has these sessions, in this order.
    pub(super) async fn expect_list<const N: usize>(
        &self,
        user: &UserTag,
        want: [&SessionKey; N],
        now: Timestamp,
    ) -> Outcome {
        let list = self.by_user(user, now).await?;
        self.same_list(&list, want)
    }

    /// The list has these sessions, in this order.
    pub(super) fn same_list<'k>(
        &self,
        list: &[Listed],
        want: impl IntoIterator<Item = &'k SessionKey>,
    ) -> Outcome {
        let want: Vec<_> = want.into_iter().collect();
        let got: Vec<_> = list.iter().map(|line| &line.key).collect();
        if got == want {
            return Ok(());
        }
        Err(Broken::new(
            format!("the list {}", self.names(want)),
            self.names(got),
        ))
    }

    fn differences(&self, got: &Record, want: &Record) -> Vec<String> {
        let mut found = Vec::new();
        let mut differ = |field: &str, same: bool, got: String, want: String| {
            if !same {
                found.push(format!("{field} is {got} and should be {want}"));
            }
        };
        let tag = |key: &SessionKey| format!("{} (tag {:x})", self.name(key), key.tag());
        differ("key", got.key == want.key, tag(&got.key), tag(&want.key));
        let secrets = (
            self.secret_name(&got.secret),
            self.secret_name(&want.secret),
        );
        differ("secret", got.secret == want.secret, secrets.0, secrets.1);
        let text = |text: &Option<String>| format!("{text:?}");
        differ(
            "user",
            got.user == want.user,
            text(&got.user),
            text(&want.user),
        );
        let labels = (text(&got.label), text(&want.label));
        differ("label", got.label == want.label, labels.0, labels.1);
        let times = [
            ("created", got.created, want.created),
            ("seen", got.seen, want.seen),
            ("absolute_end", got.absolute_end, want.absolute_end),
        ];
        for (field, got, want) in times {
            differ(field, got == want, self.time(got), self.time(want));
        }
        let idle = (format!("{:?}", got.idle), format!("{:?}", want.idle));
        differ("idle", got.idle == want.idle, idle.0, idle.1);
        let versions = (got.version.to_string(), want.version.to_string());
        differ(
            "version",
            got.version == want.version,
            versions.0,
            versions.1,
        );
        differ(
            "data",
            got.data == want.data,
            brief(&got.data),
            brief(&want.data),
        );
        found
    }
}

/// Data as a report shows it.
fn brief(data: &[u8]) -> String {
    match data.len() {
        0..=40 => format!("{:?}", String::from_utf8_lossy(data)),
        length => format!("{length} bytes"),
    }
}

/// The answer to a `create` that stored the session.
pub(super) fn created(replaced: bool, capped: u64) -> Created {
    Created::Created { replaced, capped }
}

/// Terms at the start of the case.
pub(super) fn terms(bench: &Bench) -> Terms {
    Terms {
        now: bench.start,
        ..Terms::default()
    }
}
