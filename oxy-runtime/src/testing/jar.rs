//! The cookies that a test client keeps.

use std::time::{Duration, SystemTime};

use ::cookie::Cookie;

/// One kept cookie.
#[derive(Debug, Clone)]
struct Kept {
    name: String,
    value: String,
    path: String,
    expires: Option<SystemTime>,
}

/// Keeps cookies as a browser does for one host: by name and path, until they expire.
#[derive(Debug, Default)]
pub(super) struct Jar {
    kept: Vec<Kept>,
}

impl Jar {
    /// Takes in a `Set-Cookie` line.
    pub(super) fn store(&mut self, line: &str, now: SystemTime) {
        let Ok(cookie) = Cookie::parse(line) else {
            return;
        };
        let expires = match (cookie.max_age(), cookie.expires_datetime()) {
            (Some(age), _) => {
                let seconds = u64::try_from(age.whole_seconds()).unwrap_or(0);
                Some(now + Duration::from_secs(seconds))
            }
            (None, Some(date)) => Some(SystemTime::from(date)),
            (None, None) => None,
        };
        let path = cookie
            .path()
            .filter(|path| path.starts_with('/'))
            .unwrap_or("/");
        self.kept
            .retain(|kept| kept.name != cookie.name() || kept.path != path);
        if expires.is_none_or(|expires| expires > now) {
            self.kept.push(Kept {
                name: cookie.name().to_owned(),
                value: cookie.value().to_owned(),
                path: path.to_owned(),
                expires,
            });
        }
    }

    /// Sets a cookie by hand.
    pub(super) fn set(&mut self, name: &str, value: &str) {
        self.kept.retain(|kept| kept.name != name);
        self.kept.push(Kept {
            name: name.to_owned(),
            value: value.to_owned(),
            path: "/".to_owned(),
            expires: None,
        });
    }

    /// The value of a cookie that has not expired.
    pub(super) fn get(&self, name: &str, now: SystemTime) -> Option<&str> {
        let mut live = self.kept.iter().filter(|kept| is_live(kept, now));
        live.find(|kept| kept.name == name)
            .map(|kept| kept.value.as_str())
    }

    pub(super) fn clear(&mut self) {
        self.kept.clear();
    }

    /// The `Cookie` line for a request of `path`, the longer paths first (RFC 6265bis, 5.8.3).
    pub(super) fn line(&self, path: &str, now: SystemTime) -> Option<String> {
        let mut sent: Vec<_> = self
            .kept
            .iter()
            .filter(|kept| is_live(kept, now) && covers(&kept.path, path))
            .collect();
        sent.sort_by_key(|kept| std::cmp::Reverse(kept.path.len()));
        let pairs: Vec<_> = sent
            .iter()
            .map(|kept| format!("{}={}", kept.name, kept.value))
            .collect();
        (!pairs.is_empty()).then(|| pairs.join("; "))
    }
}

fn is_live(kept: &Kept, now: SystemTime) -> bool {
    kept.expires.is_none_or(|expires| expires > now)
}

/// RFC 6265bis, 5.1.4.
fn covers(cookie_path: &str, path: &str) -> bool {
    path.strip_prefix(cookie_path)
        .is_some_and(|rest| rest.is_empty() || cookie_path.ends_with('/') || rest.starts_with('/'))
}
