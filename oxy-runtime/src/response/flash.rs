//! Flash messages on their way out: short texts for the page that the client sees next.

use std::fmt;
use std::time::Duration;

use serde_json::Value;

use crate::cookie::{Cookie, CookieDefaults};

/// How long a message waits for its page. A redirect takes seconds, also on a slow line; after minutes the message would
/// stand on a page that it has nothing to do with.
const LIFETIME: Duration = Duration::from_secs(5 * 60);

/// Bytes for the messages, as JSON: sealed, with the longest name, path and domain that are common, they fit a cookie.
const ROOM: usize = 2_800;

/// A message that is shown once, by the page that comes after a redirect.
///
/// It is set by [`Redirect::flash`](crate::Redirect::flash) or [`Response::flash`](crate::Response::flash), and shown by a
/// handler that takes [`Flashes`](crate::Flashes). It travels in a sealed cookie, so the application needs a secret key
/// but no session. All messages of a response have some 2,800 bytes together, since the cookie may have 4096; longer texts are
/// cut.
///
/// ```
/// use oxy::{Flash, FlashLevel};
///
/// let flash = Flash::success("Saved");
/// assert_eq!(flash.level(), FlashLevel::Success);
/// assert_eq!(flash.text(), "Saved");
/// ```
#[derive(Clone, PartialEq, Eq)]
#[must_use = "a message is shown only when it is set on a response"]
pub struct Flash {
    level: FlashLevel,
    text: String,
}

impl Flash {
    /// A message of any level.
    pub fn new(level: FlashLevel, text: impl Into<String>) -> Self {
        Self {
            level,
            text: text.into(),
        }
    }

    /// Something to know.
    pub fn info(text: impl Into<String>) -> Self {
        Self::new(FlashLevel::Info, text)
    }

    /// Something that was done.
    pub fn success(text: impl Into<String>) -> Self {
        Self::new(FlashLevel::Success, text)
    }

    /// Something to look after.
    pub fn warning(text: impl Into<String>) -> Self {
        Self::new(FlashLevel::Warning, text)
    }

    /// Something that went wrong.
    pub fn error(text: impl Into<String>) -> Self {
        Self::new(FlashLevel::Error, text)
    }

    /// What kind of message it is.
    #[must_use]
    pub fn level(&self) -> FlashLevel {
        self.level
    }

    /// The text as it was set. A page puts it through [`escape_html`](crate::escape_html).
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The name of the cookie that holds the messages.
    pub(crate) fn cookie_name(defaults: &CookieDefaults) -> String {
        defaults.prefixed("flash")
    }

    /// The cookie that holds these messages.
    pub(super) fn cookie(flashes: &[Self], defaults: &CookieDefaults) -> Cookie {
        Cookie::new(Self::cookie_name(defaults), Self::write(flashes))
            .encrypted()
            .http_only(true)
            .max_age(LIFETIME)
    }

    /// The cookie's value. Texts that would not fit are cut: what a client sent may be in them, and must not be able to make
    /// the response fail.
    fn write(flashes: &[Self]) -> String {
        let rows = |longest: usize| -> String {
            let rows = flashes.iter();
            let rows = rows.map(|flash| [flash.level.as_str().into(), cut(&flash.text, longest)]);
            rows.map(Value::from_iter).collect::<Value>().to_string()
        };
        let whole = rows(usize::MAX);
        if whole.len() <= ROOM {
            return whole;
        }
        tracing::warn!("messages are longer than a cookie can hold; they are cut");
        let halves = std::iter::successors(Some(ROOM), |longest| Some(longest * 3 / 4));
        let mut cut = halves.take_while(|longest| *longest > 0).map(rows);
        cut.find(|value| value.len() <= ROOM)
            .unwrap_or_else(|| rows(0))
    }

    /// The messages of a cookie's value; none when it is not of that form.
    pub(crate) fn read(value: &str) -> Vec<Self> {
        let rows: Vec<(String, String)> = serde_json::from_str(value).unwrap_or_default();
        rows.into_iter()
            .filter_map(|(level, text)| Some(Self::new(FlashLevel::named(&level)?, text)))
            .collect()
    }
}

/// At most so many bytes of a text, with a mark where it was cut.
fn cut(text: &str, longest: usize) -> String {
    if text.len() <= longest {
        return text.to_owned();
    }
    let end = text.floor_char_boundary(longest);
    format!("{}…", &text[..end])
}

impl fmt::Debug for Flash {
    /// Without the text, which is the value of a sealed cookie.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Flash({})", self.level)
    }
}

/// What kind of message a [`Flash`] is. As text it is a word in lower case, such as a class in a page.
///
/// ```
/// use oxy::FlashLevel;
///
/// assert_eq!(FlashLevel::Warning.as_str(), "warning");
/// assert_eq!(format!("<p class={}>", FlashLevel::Error), "<p class=error>");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FlashLevel {
    /// Something to know.
    Info,
    /// Something that was done.
    Success,
    /// Something to look after.
    Warning,
    /// Something that went wrong.
    Error,
}

impl FlashLevel {
    const ALL: [Self; 4] = [Self::Info, Self::Success, Self::Warning, Self::Error];

    /// `info`, `success`, `warning` or `error`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Success => "success",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }

    fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.as_str() == name)
    }
}

impl fmt::Display for FlashLevel {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_level_and_text_is_read_as_it_was_written() {
        let flashes: Vec<_> = FlashLevel::ALL
            .into_iter()
            .map(|level| Flash::new(level, format!("\"{level}\"\n<b>é\0")))
            .collect();
        let cookie = Flash::cookie(&flashes, &CookieDefaults::new());
        assert_eq!(Flash::read(cookie.value()), flashes);
    }

    #[test]
    fn the_value_is_short() {
        let flashes = [Flash::success("Saved"), Flash::info("")];
        let cookie = Flash::cookie(&flashes, &CookieDefaults::new());
        assert_eq!(cookie.value(), r#"[["success","Saved"],["info",""]]"#);
    }

    #[test]
    fn a_value_of_another_form_has_no_messages() {
        for value in [
            "",
            "Saved",
            "{}",
            "[1]",
            r#"[["info"]]"#,
            r#"[["loud","x"]]"#,
        ] {
            assert_eq!(Flash::read(value), [], "{value}");
        }
    }

    #[test]
    fn debug_does_not_show_the_text() {
        assert_eq!(format!("{:?}", Flash::info("for Ann only")), "Flash(info)");
    }
}
