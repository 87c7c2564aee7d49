//! Attributes of arguments as other frameworks have them, where a name and a type say the same here.

use crate::suggest::closest;

const BODY: &str = "remove it: the type says it, such as `Json<T>`, `Form<T>`, `Text` or `Bytes`";
const QUERY: &str = "remove it: an argument that is not in the path is the query value of its name";
const PATH: &str = "remove it: an argument that has the name of a path parameter takes it";
const STATE: &str = "remove it: the type says it, `Context<T>`";

const ELSEWHERE: &[(&str, &str)] = &[
    ("body", BODY),
    ("context", STATE),
    (
        "cookie",
        "remove it, and take all cookies of the request as one argument: `cookies: Cookies`",
    ),
    ("form", BODY),
    (
        "header",
        "remove it, and take all header fields: `headers: Headers`",
    ),
    ("json", BODY),
    ("param", PATH),
    ("path", PATH),
    ("query", QUERY),
    (
        "session",
        "remove it: the type says it, `Session<T>` for one that is there and `SessionHandle<T>` to begin one",
    ),
    (
        "serde",
        "serde does not read arguments; a default is written `#[default(20)]`",
    ),
    ("state", STATE),
];

/// What to write instead of an attribute of this name; none where it may be somebody else's.
pub(crate) fn help(name: &str) -> Option<&'static str> {
    let known = ELSEWHERE.iter().map(|(known, _)| *known);
    let near = closest(name, known)?;
    // Of short names, one that is near may well be somebody else's.
    let (_, help) = ELSEWHERE
        .iter()
        .find(|(known, _)| *known == near && (*known == name || known.len() > 4))?;
    Some(help)
}
