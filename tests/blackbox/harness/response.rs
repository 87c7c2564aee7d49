//! Responses, read byte by byte with their duplicate headers kept.

use std::borrow::Cow;
use std::fmt;

use super::{SUBJECT, SetCookie};
use crate::subject::{Content, Page};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Framing {
    /// The status or the method allows no body.
    Bodiless,
    Length(usize),
    Chunked,
    Close,
}

#[derive(Clone, Debug)]
pub(crate) struct Response {
    pub(crate) status: u16,
    /// In the order of the wire, names as sent.
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) framing: Framing,
    pub(crate) body: Vec<u8>,
}

impl Response {
    /// Parses the bytes before the blank line; `to_head` says that the request was a HEAD.
    pub(super) fn parse_head(head: &[u8], to_head: bool) -> Result<Self, String> {
        let head = String::from_utf8_lossy(head);
        let mut lines = head.split("\r\n");
        let status = parse_status(lines.next().unwrap_or_default())?;
        let headers = lines.map(parse_header).collect::<Result<Vec<_>, _>>()?;
        let mut response = Self {
            status,
            headers,
            framing: Framing::Bodiless,
            body: Vec::new(),
        };
        response.framing = response.find_framing(to_head)?;
        Ok(response)
    }

    fn find_framing(&self, to_head: bool) -> Result<Framing, String> {
        let (lengths, codings) = (self.all("Content-Length"), self.all("Transfer-Encoding"));
        match (&lengths[..], &codings[..]) {
            _ if to_head || self.status < 200 || [204, 304].contains(&self.status) => {
                Ok(Framing::Bodiless)
            }
            ([length], []) => length
                .parse()
                .map(Framing::Length)
                .map_err(|_| format!("length {length:?}")),
            ([], ["chunked"]) => Ok(Framing::Chunked),
            ([], []) => Ok(Framing::Close),
            _ => Err(format!(
                "two framings: lengths {lengths:?}, codings {codings:?}"
            )),
        }
    }

    pub(crate) fn all(&self, name: &str) -> Vec<&str> {
        let same = |header: &&(String, String)| header.0.eq_ignore_ascii_case(name);
        self.headers
            .iter()
            .filter(same)
            .map(|(_, value)| value.as_str())
            .collect()
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.all(name).first().copied()
    }

    /// Whether a header that is a comma-separated list holds `token`.
    pub(crate) fn lists(&self, name: &str, token: &str) -> bool {
        self.all(name)
            .iter()
            .flat_map(|value| value.split(','))
            .any(|item| item.trim().eq_ignore_ascii_case(token))
    }

    pub(crate) fn text(&self) -> Cow<'_, str> {
        String::from_utf8_lossy(&self.body)
    }

    pub(crate) fn set_cookies(&self) -> Vec<SetCookie> {
        self.all("Set-Cookie")
            .into_iter()
            .map(SetCookie::parse)
            .collect()
    }

    /// The session's cookie, of which there must be one.
    #[track_caller]
    pub(crate) fn session_cookie(&self, label: &str) -> SetCookie {
        let (mut own, others): (Vec<_>, Vec<_>) = self
            .set_cookies()
            .into_iter()
            .partition(|cookie| cookie.name == SUBJECT.cookie);
        let known = |cookie: &SetCookie| SUBJECT.other_cookies.contains(&cookie.name.as_str());
        assert!(
            own.len() == 1 && others.iter().all(known),
            "{label}: expected one {}, received {self}",
            SUBJECT.cookie
        );
        own.remove(0)
    }

    /// The value of the session's cookie, which must be the only one.
    #[track_caller]
    pub(crate) fn session_value(&self, label: &str) -> String {
        let value = self.session_cookie(label).value;
        let alone = self.set_cookies().len() == 1;
        assert!(
            alone && !value.is_empty(),
            "{label}: expected a session alone, received {self}"
        );
        value
    }

    pub(crate) fn shows(&self, page: &Page) -> bool {
        let types: Vec<_> = page.content.media_type().into_iter().collect();
        let fits = match page.content {
            Content::Text(text) => self.text() == text,
            Content::Html(part) => self.text().contains(part),
            Content::Redirect(place) => self.all("Location") == [place] && self.body.is_empty(),
        };
        self.status == page.status && fits && self.all("Content-Type") == types
    }

    #[track_caller]
    pub(crate) fn sets_no_cookie(&self, label: &str) {
        assert!(
            self.set_cookies().is_empty(),
            "{label}: no cookie may be set, received {self}"
        );
    }

    /// No answer may count as a served dashboard.
    #[track_caller]
    pub(crate) fn greets_nobody(&self, label: &str) {
        assert!(
            !self.text().contains("Welcome"),
            "{label}: authenticated, received {self}"
        );
    }
}

fn parse_status(line: &str) -> Result<u16, String> {
    line.strip_prefix("HTTP/1.1 ")
        .or_else(|| line.strip_prefix("HTTP/1.0 "))
        .and_then(|rest| rest.get(..3)?.parse().ok())
        .ok_or_else(|| format!("status line {line:?}"))
}

fn parse_header(line: &str) -> Result<(String, String), String> {
    let (name, value) = line
        .split_once(':')
        .ok_or_else(|| format!("header line {line:?}"))?;
    Ok((name.to_owned(), value.trim_matches([' ', '\t']).to_owned()))
}

impl fmt::Display for Response {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = self.text();
        let start: String = text.chars().take(400).collect();
        write!(
            formatter,
            "{} {:?} with body {start:?}",
            self.status, self.headers
        )
    }
}
