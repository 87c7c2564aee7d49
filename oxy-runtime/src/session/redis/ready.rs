//! What is looked at before the first session: whether these servers can keep sessions, and how well.

use std::time::Duration;

use redis::Value;
use tokio::time::timeout;

use crate::session::redis::failure::{Failure, checked};
use crate::session::redis::node::Node;
use crate::session::redis::script::SCRIPTS;
use crate::session::redis::servers::Servers;
use crate::session::store::StoreError;

/// The oldest version that these scripts have been tested with.
const OLDEST: (u32, u32) = (7, 0);
/// How long a look at one server may take, the connection included.
const LOOK: Duration = Duration::from_secs(5);

pub(super) async fn make_ready(servers: &Servers) -> Result<(), StoreError> {
    let masters = servers.masters().await.map_err(no_cluster)?;
    let is_cluster = matches!(servers, Servers::Many(_));
    for node in masters {
        let looked_at = timeout(LOOK, look_at(&node, is_cluster)).await;
        match looked_at.unwrap_or_else(|_| Err(node.unreachable("it does not answer").into())) {
            // The others have sessions, too; and somebody will take its place.
            Err(Problem::Down(failure)) if is_cluster => {
                tracing::warn!(cause = %failure, "a server of the Redis cluster is not there");
            }
            Err(Problem::Down(failure)) => return Err(failure.into()),
            Err(Problem::Unfit(message)) => return Err(StoreError::new(message)),
            Ok(()) => {}
        }
    }
    Ok(())
}

fn no_cluster(failure: Failure) -> StoreError {
    if failure.detail().contains("cluster support disabled") {
        return StoreError::new(
            "this Redis is no cluster; its address must begin with redis:// or rediss://",
        );
    }
    failure.into()
}

enum Problem {
    Down(Failure),
    Unfit(String),
}

impl From<Failure> for Problem {
    fn from(failure: Failure) -> Self {
        Self::Down(failure)
    }
}

async fn look_at(node: &Node, is_cluster: bool) -> Result<(), Problem> {
    match node.ask(&redis::cmd("INFO"), false).await {
        Ok(info) => {
            let info = Info::of(info)?;
            judge(&info, is_cluster)?;
            for warning in warnings(&info) {
                tracing::warn!(server = node.name(), "{warning}");
            }
        }
        // Those who rent a server may not be allowed to ask.
        Err(failure) if failure.code() == Some("NOPERM") => {
            tracing::warn!(
                server = node.name(),
                "the session store could not look at Redis' settings: no right to INFO"
            );
        }
        Err(failure) => return Err(failure.into()),
    }
    let mut scripts = redis::Pipeline::with_capacity(SCRIPTS.len());
    for script in SCRIPTS {
        scripts.add_command(script.load());
    }
    for answer in node.ask_all(&scripts).await? {
        match checked(answer) {
            Err(failure) if failure.code() != Some("LOADING") => {
                return Err(Problem::Unfit(failure.to_string()));
            }
            answer => answer?,
        };
    }
    Ok(())
}

/// What a server says of itself, as lines of `name:value`.
struct Info(String);

impl Info {
    fn of(answer: Value) -> Result<Self, Failure> {
        let text = match answer {
            Value::BulkString(text) => String::from_utf8_lossy(&text).into_owned(),
            Value::VerbatimString { text, .. } => text,
            _ => return Err(Failure::Strange("its information")),
        };
        Ok(Self(text))
    }

    fn get(&self, name: &str) -> Option<&str> {
        let mut lines = self.0.lines().filter_map(|line| line.split_once(':'));
        lines
            .find(|(found, _)| *found == name)
            .map(|(_, value)| value.trim())
    }
}

/// Whether a server can keep sessions at all.
fn judge(info: &Info, is_cluster: bool) -> Result<(), Problem> {
    let unfit = |text: &str| Err(Problem::Unfit(text.to_owned()));
    let version = info.get("redis_version").unwrap_or("0");
    let mut parts = version.split('.').map(|part| part.parse().unwrap_or(0));
    if (parts.next().unwrap_or(0), parts.next().unwrap_or(0)) < OLDEST {
        return unfit(&format!(
            "this Redis has version {version}; oxy needs 7.0 or newer, or Valkey"
        ));
    }
    match info.get("redis_mode") {
        Some("sentinel") => unfit(
            "the address is that of a Sentinel, which keeps no sessions; it must be that of the master",
        ),
        Some("cluster") if !is_cluster => unfit(
            "this Redis belongs to a cluster; the address must begin with redis+cluster:// or rediss+cluster://",
        ),
        _ => Ok(()),
    }
}

/// What is wrong with a server that keeps sessions nevertheless.
fn warnings(info: &Info) -> Vec<&'static str> {
    let mut warnings = Vec::new();
    let evicts = info
        .get("maxmemory_policy")
        .is_some_and(|policy| policy != "noeviction");
    if evicts && info.get("maxmemory").is_some_and(|limit| limit != "0") {
        warnings.push(
            "Redis drops live sessions when its memory is full; set `maxmemory-policy noeviction`",
        );
    }
    if info.get("aof_enabled") == Some("0") {
        warnings.push(
            "a crash of Redis loses sessions, and may bring back ended ones; set `appendonly yes`",
        );
    }
    warnings
}

#[cfg(test)]
mod tests {
    use super::*;

    fn info(lines: &[&str]) -> Info {
        Info(lines.join("\r\n"))
    }

    fn unfit(lines: &[&str], is_cluster: bool) -> Option<String> {
        match judge(&info(lines), is_cluster) {
            Err(Problem::Unfit(text)) => Some(text),
            _ => None,
        }
    }

    #[test]
    fn old_versions_are_refused() {
        for old in ["2.8.24", "6.2.14", "unreadable", ""] {
            let text = unfit(&[&format!("redis_version:{old}")], false);
            assert!(text.is_some_and(|text| text.contains(old)), "{old}");
        }
        for new in ["7.0.15", "7.2.4", "8.0.0", "10.1.2", "7.0"] {
            assert_eq!(unfit(&[&format!("redis_version:{new}")], false), None);
        }
    }

    #[test]
    fn what_keeps_no_sessions_is_refused() {
        let version = "redis_version:7.0.15";
        for (mode, is_cluster, fits) in [
            ("standalone", false, true),
            ("cluster", true, true),
            ("cluster", false, false),
            ("sentinel", false, false),
        ] {
            let found = unfit(&[version, &format!("redis_mode:{mode}")], is_cluster);
            assert_eq!(found.is_none(), fits, "{mode}");
        }
    }

    #[test]
    fn what_loses_sessions_is_warned_of() {
        for (lines, count) in [
            (
                &[
                    "aof_enabled:1",
                    "maxmemory:0",
                    "maxmemory_policy:allkeys-lru",
                ],
                0,
            ),
            (
                &[
                    "aof_enabled:1",
                    "maxmemory:9",
                    "maxmemory_policy:noeviction",
                ],
                0,
            ),
            (
                &[
                    "aof_enabled:1",
                    "maxmemory:9",
                    "maxmemory_policy:allkeys-lru",
                ],
                1,
            ),
            // All our keys have an end.
            (
                &[
                    "aof_enabled:1",
                    "maxmemory:9",
                    "maxmemory_policy:volatile-ttl",
                ],
                1,
            ),
            (
                &[
                    "aof_enabled:0",
                    "maxmemory:0",
                    "maxmemory_policy:noeviction",
                ],
                1,
            ),
        ] {
            assert_eq!(warnings(&info(lines)).len(), count, "{lines:?}");
        }
    }
}
