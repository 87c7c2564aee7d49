//! `Set-Cookie` lines.

#[derive(Clone, Debug)]
pub(crate) struct SetCookie {
    pub(crate) line: String,
    pub(crate) name: String,
    pub(crate) value: String,
    /// In the order of the line; a flag has an empty value.
    pub(crate) attributes: Vec<(String, String)>,
}

impl SetCookie {
    pub(super) fn parse(line: &str) -> Self {
        let mut parts = line.split(';').map(pair);
        let (name, value) = parts.next().unwrap_or_default();
        Self {
            line: line.to_owned(),
            name,
            value,
            attributes: parts.collect(),
        }
    }

    pub(crate) fn attribute(&self, name: &str) -> Option<&str> {
        let mut same = self
            .attributes
            .iter()
            .filter(|(found, _)| found.eq_ignore_ascii_case(name));
        same.next().map(|(_, value)| value.as_str())
    }
}

fn pair(part: &str) -> (String, String) {
    let (name, value) = part.split_once('=').unwrap_or((part, ""));
    (name.trim().to_owned(), value.trim().to_owned())
}
