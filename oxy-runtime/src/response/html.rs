//! HTML: marked as such, and escaped.

use std::borrow::Cow;

/// HTML as a response: the text is sent as it stands.
///
/// ```
/// use oxy::prelude::*;
///
/// #[oxy::app]
/// struct App {}
///
/// #[get("/hello/{name}")]
/// async fn hello(name: String) -> Html<String> {
///     Html(format!("<h1>Hello {}</h1>", escape_html(&name)))
/// }
/// # fn main() {}
/// ```
#[derive(Debug, Clone)]
pub struct Html<T>(pub T);

/// Makes text safe inside HTML elements and quoted attributes (OWASP: `& < > " '`).
///
/// ```
/// assert_eq!(oxy::escape_html("<a href='x'>"), "&lt;a href=&#39;x&#39;&gt;");
/// assert_eq!(oxy::escape_html("plain"), "plain");
/// ```
#[must_use]
pub fn escape_html(text: &str) -> Cow<'_, str> {
    if !text.contains(['&', '<', '>', '"', '\'']) {
        return Cow::Borrowed(text);
    }
    let mut escaped = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
    }
    Cow::Owned(escaped)
}
