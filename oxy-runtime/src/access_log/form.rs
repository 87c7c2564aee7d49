//! How a line is written.

use std::fmt::Write;
use std::time::{SystemTime, UNIX_EPOCH};

use serde::ser::{Serialize, SerializeMap, Serializer};
use time::OffsetDateTime;
use time::format_description::FormatItem;
use time::macros::format_description;

use crate::access_log::entry::Line;

/// The form of an access log.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Form {
    /// That of Apache.
    Combined,
    /// An object in each line.
    Json,
}

const COMBINED: &[FormatItem<'_>] =
    format_description!("[day]/[month repr:short]/[year]:[hour]:[minute]:[second] +0000");

const RFC_3339: &[FormatItem<'_>] =
    format_description!("[year]-[month]-[day]T[hour]:[minute]:[second].[subsecond digits:3]Z");

impl Form {
    pub(super) fn line(self, line: &Line) -> String {
        match self {
            Self::Combined => combined(line),
            // Nothing in it can fail to be text.
            Self::Json => without_controls(serde_json::to_string(line).unwrap_or_default()) + "\n",
        }
    }
}

fn combined(line: &Line) -> String {
    let client = line.client.map(|client| client.to_string());
    let came = when(line.came, COMBINED);
    format!(
        "{} - - [{}] \"{} {} {:?}\" {} {} \"{}\" \"{}\"\n",
        client.as_deref().unwrap_or("-"),
        came.as_deref().unwrap_or("-"),
        line.method,
        escaped(&line.path),
        line.version,
        line.status,
        line.bytes,
        line.referer.as_deref().map_or("-".to_owned(), escaped),
        line.user_agent.as_deref().map_or("-".to_owned(), escaped),
    )
}

impl Serialize for Line {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_map(None)?;
        object.serialize_entry("time", &when(self.came, RFC_3339))?;
        object.serialize_entry("client", &self.client)?;
        object.serialize_entry("method", &self.method)?;
        object.serialize_entry("path", &self.path)?;
        object.serialize_entry("version", &format_args!("{:?}", self.version))?;
        object.serialize_entry("route", &self.route.as_deref())?;
        object.serialize_entry("status", &self.status)?;
        object.serialize_entry("bytes", &self.bytes)?;
        let microseconds = u32::try_from(self.latency.as_micros()).unwrap_or(u32::MAX);
        object.serialize_entry("latency_ms", &(f64::from(microseconds) / 1000.0))?;
        object.serialize_entry("referer", &self.referer)?;
        object.serialize_entry("user_agent", &self.user_agent)?;
        object.serialize_entry("request_id", &self.request_id)?;
        object.end()
    }
}

fn when(time: SystemTime, format: &[FormatItem<'_>]) -> Option<String> {
    let since = time.duration_since(UNIX_EPOCH).ok()?;
    let nanoseconds = i128::try_from(since.as_nanos()).ok()?;
    let time = OffsetDateTime::from_unix_timestamp_nanos(nanoseconds).ok()?;
    time.format(format).ok()
}

/// JSON may have DEL and the controls of Latin-1 as they are, which some terminals obey. They can only stand in strings.
fn without_controls(json: String) -> String {
    if !json.contains(char::is_control) {
        return json;
    }
    let mut safe = String::with_capacity(json.len() + 16);
    for letter in json.chars() {
        if letter.is_control() {
            // Writing to a `String` does not fail.
            let _ = write!(safe, "\\u{:04x}", u32::from(letter));
        } else {
            safe.push(letter);
        }
    }
    safe
}

/// As Apache writes what may not stand in quotes, so that nobody can forge a line or a terminal's commands.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'"' | b'\\' => safe.extend(['\\', char::from(byte)]),
            b' '..=b'~' => safe.push(char::from(byte)),
            other => {
                // Writing to a `String` does not fail.
                let _ = write!(safe, "\\x{other:02x}");
            }
        }
    }
    safe
}
