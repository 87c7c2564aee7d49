//! Parameters as other frameworks write them, and what is written here.

use super::grammar::is_name;

/// What to write for a segment without braces that is a parameter elsewhere: `:id`, `<id>`, `*rest`, `[id]`.
pub(super) fn bare(segment: &str) -> Option<String> {
    match segment.chars().next()? {
        ':' => {
            let (name, behind) = leading_name(&segment[1..]);
            let takes_rest = behind.starts_with(['*', '+']);
            (!name.is_empty()).then(|| ours(name, takes_rest))
        }
        '*' => {
            let name = segment.trim_start_matches('*');
            (name.is_empty() || is_name(name)).then(|| ours(name, true))
        }
        '<' => enclosed(segment.strip_suffix('>')?.trim_start_matches('<')),
        '[' => enclosed(segment.trim_matches(['[', ']'])),
        _ => None,
    }
}

/// `path..` of Rocket, `int:id` of Flask and Django, `...path` of Next.js.
fn enclosed(inner: &str) -> Option<String> {
    let (kind, name) = inner.split_once(':').unwrap_or(("", inner));
    let takes_rest = kind == "path" || name.starts_with("..") || name.ends_with("..");
    let name = name.trim_matches('.');
    is_name(name).then(|| ours(name, takes_rest))
}

/// What is written in braces elsewhere: what it is there, and what to write.
pub(super) fn braced(inner: &str) -> Option<(&'static str, String)> {
    let plain = inner.trim_matches(['*', '.', '+']);
    if plain.len() < inner.len() && inner != format!("*{plain}") && is_name(plain) {
        return Some(("a catch-all", format!("write `{}`", ours(plain, true))));
    }
    if let Some((name, kind)) = inner.split_once(':') {
        let name = name.trim_start_matches('*');
        let takes_rest = inner.starts_with('*') || is_rest(kind);
        let written = ours(name, takes_rest);
        return Some(match rust_type(kind) {
            _ if takes_rest => ("a catch-all", format!("write `{written}`")),
            Some(ty) => (
                "a typed parameter",
                format!(
                    "write `{written}`; the argument's type says the rest, such as `{}: {ty}`",
                    or_name(name)
                ),
            ),
            None => (
                "a parameter with a pattern",
                format!(
                    "write `{written}`; which values fit is said by the argument's type, by its `FromStr`"
                ),
            ),
        });
    }
    let (name, behind) = leading_name(inner);
    if !name.is_empty() && behind.starts_with(['?', '=']) {
        let help = format!(
            "write `{}`, and for paths without it a second attribute and an `Option`",
            ours(name, false)
        );
        return Some(("an optional parameter", help));
    }
    None
}

fn ours(name: &str, takes_rest: bool) -> String {
    match (is_name(name), takes_rest) {
        (true, true) => format!("{{*{name}}}"),
        (true, false) => format!("{{{name}}}"),
        (false, true) => "{*rest}".to_owned(),
        (false, false) => "{name}".to_owned(),
    }
}

fn or_name(name: &str) -> &str {
    if is_name(name) { name } else { "name" }
}

fn leading_name(text: &str) -> (&str, &str) {
    let end = text.find(|letter: char| !(letter.is_alphanumeric() || letter == '_'));
    let (name, behind) = text.split_at(end.unwrap_or(text.len()));
    if is_name(name) {
        (name, behind)
    } else {
        ("", text)
    }
}

/// Whether a kind or a regular expression takes slashes, too.
fn is_rest(kind: &str) -> bool {
    let kind = kind.trim_matches(['(', ')', '^', '$', '?']);
    ["*", "**", "path", ".*", ".+"].contains(&kind)
}

/// The type that a kind of another framework is here; none of a regular expression.
fn rust_type(kind: &str) -> Option<&str> {
    Some(match kind {
        "int" | "integer" | "number" | "num" | "long" => "i64",
        "uint" => "u64",
        "float" | "double" | "decimal" => "f64",
        "boolean" => "bool",
        "str" | "string" | "text" | "slug" | "alpha" => "String",
        "uuid" | "guid" => "Uuid",
        name if is_name(name) => name,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bare_parameters_of_others_are_told_from_text() {
        for (theirs, ours) in [
            (":id", "{id}"),
            (":id.json", "{id}"),
            (":path*", "{*path}"),
            ("<id>", "{id}"),
            ("<int:id>", "{id}"),
            ("<path..>", "{*path}"),
            ("<path:file>", "{*file}"),
            ("*", "{*rest}"),
            ("**", "{*rest}"),
            ("*path", "{*path}"),
            ("[id]", "{id}"),
            ("[...slug]", "{*slug}"),
            ("[[...slug]]", "{*slug}"),
        ] {
            assert_eq!(bare(theirs).as_deref(), Some(ours), "{theirs}");
        }
        for text in [":", ":1", "a:b", "a*", "*.txt", "<>", "@user", "!*"] {
            assert_eq!(bare(text), None, "{text}");
        }
    }

    #[test]
    fn parameters_of_others_in_braces_are_told_from_ours() {
        for (theirs, written) in [
            ("id:int", "`{id}`"),
            ("id:u64", "`id: u64`"),
            ("id:int", "`id: i64`"),
            ("id:[0-9]+", "`{id}`"),
            ("tail:.*", "`{*tail}`"),
            ("path:path", "`{*path}`"),
            ("*path:path", "`{*path}`"),
            ("**path", "`{*path}`"),
            ("path...", "`{*path}`"),
            ("...path", "`{*path}`"),
            ("path*", "`{*path}`"),
            ("id?", "`{id}`"),
            ("id=5", "`{id}`"),
        ] {
            let help = braced(theirs).map(|(_, help)| help).unwrap_or_default();
            assert!(help.contains(written), "{theirs}: {help}");
        }
        for inner in ["id", "*rest", "", "*", "user-id", "1a"] {
            assert_eq!(braced(inner), None, "{inner}");
        }
    }
}
