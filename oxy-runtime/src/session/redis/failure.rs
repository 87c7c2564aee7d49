//! Why Redis did not do what it was asked, in words for the log.

use std::fmt;

use redis::{ErrorKind, RedisError, Value};

use crate::session::store::StoreError;

/// Why there is no answer, or not the one that was asked for.
#[derive(Debug, Clone)]
pub(super) enum Failure {
    /// There is no connection: nothing was sent.
    Unreachable { server: String, cause: String },
    /// The connection broke: what was sent may have been done.
    Lost { server: String },
    /// No answer in time: what was sent may be done yet.
    Silent,
    /// The server answers with an error.
    Refused { code: String, detail: String },
    /// The answer is not one that was to be expected.
    Strange(&'static str),
    /// No server of the cluster has the slot.
    NoOwner,
    /// No server tells which one has which slots.
    NoMap { cause: String },
}

impl Failure {
    /// An error of the client, while it connects or later.
    pub(super) fn new(server: &str, error: &RedisError, is_connected: bool) -> Self {
        let refused = |code: &str| Self::Refused {
            code: code.to_owned(),
            detail: error.detail().unwrap_or_default().to_owned(),
        };
        match (error.code(), error.kind()) {
            (Some(code), _) => refused(code),
            (None, ErrorKind::AuthenticationFailed) => refused("WRONGPASS"),
            (None, ErrorKind::RESP3NotSupported) => refused("NOPROTO"),
            (None, _) if is_connected => Self::Lost {
                server: server.to_owned(),
            },
            (None, _) if error.is_timeout() => Self::Unreachable {
                server: server.to_owned(),
                cause: "it does not answer".to_owned(),
            },
            (None, _) => Self::Unreachable {
                server: server.to_owned(),
                cause: error.to_string(),
            },
        }
    }

    pub(super) fn code(&self) -> Option<&str> {
        match self {
            // A script that meets a row which has moved to another server says so in words only.
            Self::Refused { detail, .. } if detail.contains("non local key") => Some("TRYAGAIN"),
            // And so does one that meets what its user may not do.
            Self::Refused { detail, .. } if detail.contains("user executing the script") => {
                Some("NOPERM")
            }
            Self::Refused { code, .. } => Some(code),
            _ => None,
        }
    }

    pub(super) fn detail(&self) -> &str {
        match self {
            Self::Refused { detail, .. } => detail,
            _ => "",
        }
    }
}

/// The answer, unless it is an error of the server.
pub(super) fn checked(value: Value) -> Result<Value, Failure> {
    match value {
        Value::ServerError(error) => Err(Failure::Refused {
            code: error.code().to_owned(),
            detail: error.details().unwrap_or_default().to_owned(),
        }),
        value => Ok(value),
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreachable { server, cause } => write!(formatter, "Redis at {server}: {cause}"),
            Self::Lost { server } => write!(
                formatter,
                "the connection to Redis at {server} broke; the step may have been done"
            ),
            Self::Silent => {
                formatter.write_str("Redis did not answer in time; the step may yet be done")
            }
            Self::Refused { code, detail } => {
                formatter.write_str(&refusal(self.code().unwrap_or(code), detail))
            }
            Self::Strange(what) => {
                write!(formatter, "Redis answered what oxy does not understand: {what}")
            }
            Self::NoOwner => formatter.write_str(
                "no server of the Redis cluster has the session's slot; `redis-cli --cluster check` tells more",
            ),
            Self::NoMap { cause } => write!(
                formatter,
                "no server of the Redis cluster says which one has which slots: {cause}"
            ),
        }
    }
}

impl From<Failure> for StoreError {
    fn from(failure: Failure) -> Self {
        Self::new(failure.to_string())
    }
}

/// What a server's error means, and what to do. It has nothing of what was sent: servers like to quote it.
fn refusal(code: &str, detail: &str) -> String {
    let known = match code {
        "READONLY" => "it is a replica and takes no writes; the address must be that of the master",
        "OOM" => "its memory is full; raise `maxmemory`",
        "NOREPLICAS" => "it has fewer replicas than `min-replicas-to-write` asks for",
        "MISCONF" => "it cannot save to its disk; its log says why",
        "LOADING" => "it is loading its data after a start",
        "BUSY" => "a script of another client keeps it busy",
        "CLUSTERDOWN" => "the cluster is down: some slots have no server at the moment",
        "MASTERDOWN" => "it is a replica that has lost its master",
        "TRYAGAIN" => "the session's slot is on its way to another server",
        "MOVED" | "ASK" => {
            "it belongs to a cluster; the address must begin with redis+cluster:// or rediss+cluster://"
        }
        "WRONGPASS" => "the user or the password of the address is wrong",
        "NOAUTH" => "it wants a password; the address has none: redis://:password@host:6379",
        "NOPERM" => {
            "the user of the address lacks rights: oxy::guide::sessions::stores lists all that are needed, on keys that begin \
             with the store's prefix"
        }
        "NOPROTO" => "it does not speak the protocol RESP3; oxy needs Redis 7.0 or Valkey",
        "WRONGTYPE" => {
            "something else than a session lies under a session's key; choose another prefix"
        }
        "ERR" if detail.contains("DB index") => "it has no database of the address's number",
        _ => {
            let quoted = detail.split(", with args").next().unwrap_or_default();
            let short: String = quoted.chars().take(200).collect();
            return format!("Redis refuses: {code} {short}");
        }
    };
    format!("Redis refuses: {known} ({code})")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(code: &str, detail: &str) -> String {
        let (code, detail) = (code.to_owned(), detail.to_owned());
        StoreError::from(Failure::Refused { code, detail }).to_string()
    }

    /// Servers quote what they do not understand.
    #[test]
    fn what_was_sent_is_not_told() {
        let quoting = "unknown command 'EVALSHA', with args beginning with: 's3cret' ";
        let text = told("ERR", quoting);
        assert_eq!(text, "Redis refuses: ERR unknown command 'EVALSHA'");
        let text = told("NOPERM", "No permissions to access the 's3cret' key");
        assert!(
            !text.contains("s3cret") && text.contains("rights"),
            "{text}"
        );
        assert!(told("ERR", &"long ".repeat(1_000)).len() < 300);
    }

    #[test]
    fn refusals_say_what_they_mean() {
        for (code, expected) in [
            ("MISCONF", "disk"),
            ("LOADING", "loading"),
            ("BUSY", "script of another client"),
            ("CLUSTERDOWN", "cluster is down"),
            ("TRYAGAIN", "on its way"),
        ] {
            let text = told(code, "");
            assert!(text.contains(expected) && text.contains(code), "{text}");
        }
    }

    /// A script that was under way when a row had moved is as one that has not begun.
    #[test]
    fn a_row_on_another_server_is_a_reason_to_try_again() {
        let failure = Failure::Refused {
            code: "ERR".to_owned(),
            detail: "Script attempted to access a non local key in a cluster node".to_owned(),
        };
        assert_eq!(failure.code(), Some("TRYAGAIN"));
    }
}
