//! HTTP methods in the arguments of an attribute.

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use syn::{LitStr, Path};

use crate::args::Args;
use crate::errors::Errors;
use crate::suggest::closest;
use crate::written::written;

const METHODS: [&str; 7] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

/// Whether the text is a method.
pub(crate) fn is_method(text: &str) -> bool {
    METHODS.contains(&text)
}

/// The methods among tokens, also in groups and quotes.
pub(crate) fn named_in(tokens: &TokenStream) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for token in tokens.clone() {
        match token {
            TokenTree::Group(group) => found.extend(named_in(&group.stream())),
            token => {
                let text = token.to_string().trim_matches('"').to_ascii_uppercase();
                found.extend(is_method(&text).then_some(text));
            }
        }
    }
    found
}

/// What a text in quotes says that is more than a path: `GET`, `get, post` or `GET /users`.
pub(crate) struct Words {
    pub(crate) methods: Vec<String>,
    pub(crate) path: Option<LitStr>,
    /// Whether they are written as methods are, so that it can be no path whose slash is missing.
    pub(crate) is_exact: bool,
}

impl Words {
    /// The words of a text, if they are methods.
    pub(crate) fn of(text: &LitStr) -> Option<Self> {
        let value = text.value();
        let mut words = value
            .split([' ', ',', '|'])
            .filter(|word| !word.is_empty())
            .peekable();
        let mut methods = Vec::new();
        let mut is_exact = true;
        while let Some(word) = words.next_if(|word| is_method(&word.to_ascii_uppercase())) {
            is_exact &= is_method(word);
            methods.push(word.to_ascii_uppercase());
        }
        let path = words.next();
        let is_path = path.is_none_or(|path| path.starts_with('/')) && words.next().is_none();
        (is_path && !methods.is_empty()).then(|| Self {
            methods,
            path: path.map(|path| LitStr::new(path, text.span())),
            is_exact,
        })
    }
}

/// Methods that are no bare names before the path.
#[derive(Default)]
pub(crate) struct Miswritten {
    found: Option<(TokenStream, &'static str)>,
    methods: Vec<String>,
}

impl Miswritten {
    /// Takes methods that stand at `place`, and how they are to be written besides.
    pub(crate) fn note(
        &mut self,
        place: &impl ToTokens,
        methods: impl IntoIterator<Item = String>,
        how: &'static str,
    ) {
        self.methods.extend(methods);
        self.found
            .get_or_insert_with(|| (place.to_token_stream(), how));
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.found.is_none()
    }

    /// Tells of them, at the first one, beside bare names.
    pub(crate) fn tell(self, names: &[Path], path: Option<&LitStr>, errors: &mut Errors) {
        let Some((place, how)) = self.found else {
            return;
        };
        let (methods, others): (Vec<_>, Vec<_>) =
            names.iter().map(written).partition(|name| is_method(name));
        let mut all: Vec<String> = Vec::new();
        for method in methods.into_iter().chain(self.methods) {
            if !all.contains(&method) {
                all.push(method);
            }
        }
        if all.is_empty() {
            all = vec!["GET".to_owned(), "POST".to_owned()];
        }
        all.extend(others);
        let message = format!("HTTP methods are written before the path{how}");
        let help = format!("#[route({}, {})]", all.join(", "), shown(path));
        errors.at(place, &message, &help);
    }
}

/// The path as it is written, or one that could be.
fn shown(path: Option<&LitStr>) -> String {
    path.map_or_else(
        || "\"/path\"".to_owned(),
        |path| path.to_token_stream().to_string(),
    )
}

/// The method that is meant by a name behind the path, if perhaps misspelt or in lower case.
pub(crate) fn meant(name: &Path) -> Option<&'static str> {
    let text = name.get_ident()?.to_string();
    let upper = text.to_ascii_uppercase();
    let exact = METHODS.into_iter().find(|method| *method == upper);
    // A word in lower case is an option.
    let near = || (text == upper && looks_like_method(name)).then(|| closest(&upper, METHODS));
    exact.or_else(|| near().flatten())
}

/// Methods among the arguments of an attribute whose name is one.
#[derive(Default)]
pub(crate) struct Said {
    place: Option<TokenStream>,
    methods: Vec<String>,
}

impl Said {
    /// Takes methods that stand at `place`.
    pub(crate) fn note(
        &mut self,
        place: &impl ToTokens,
        methods: impl IntoIterator<Item = String>,
    ) {
        self.place.get_or_insert_with(|| place.to_token_stream());
        self.methods.extend(methods);
    }

    /// Tells of them, with the routers before the path.
    pub(crate) fn tell(
        self,
        attribute: &str,
        (routers, path): (&[Path], Option<&LitStr>),
        errors: &mut Errors,
    ) {
        let Some(place) = self.place else { return };
        let routers = routers.iter().map(written);
        let path: Vec<String> = routers.chain([shown(path)]).collect();
        let path = path.join(", ");
        let mut all = vec![attribute.to_ascii_uppercase()];
        for method in self.methods {
            if !all.contains(&method) {
                all.push(method);
            }
        }
        let several = format!(
            "several methods are written `#[route({}, {path})]`",
            all.join(", ")
        );
        let help = match all.as_slice() {
            [_] => "remove it".to_owned(),
            [_, other] => format!(
                "write `#[{}({path})]`; {several}",
                other.to_ascii_lowercase()
            ),
            _ => several,
        };
        errors.at(place, "the attribute already says the HTTP method", &help);
    }
}

/// Whether a name before the path is a method, if perhaps misspelt.
pub(crate) fn looks_like_method(name: &Path) -> bool {
    name.get_ident().is_some_and(|ident| {
        let upper = ident.to_string().to_ascii_uppercase();
        // `POSTS` is a good name of a router.
        closest(&upper, METHODS).is_some_and(|near| upper == near || !upper.starts_with(near))
    })
}

/// Takes a name as a method.
pub(crate) fn method(name: Path, args: &mut Args, errors: &mut Errors) {
    let Some(ident) = name.get_ident() else {
        let help = format!("write `{}` between them and the path", written(&name));
        errors.at(name, "HTTP methods come before the router", &help);
        return;
    };
    let text = ident.to_string();
    let known = METHODS.join(", ");
    if args.methods.contains(ident) {
        errors.at(
            ident,
            &format!("HTTP method `{text}` is given more than once"),
            "remove one of them",
        );
    } else if is_method(&text) {
        args.methods.push(ident.clone());
    } else if let Some(near) = closest(&text.to_ascii_uppercase(), METHODS) {
        errors.at(
            ident,
            &format!("unknown HTTP method `{text}`"),
            &format!("did you mean `{near}`?\nnote: methods are {known}"),
        );
    } else {
        errors.at(
            ident,
            &format!("unknown HTTP method `{text}`"),
            &format!("methods are {known}; a router comes behind them"),
        );
    }
}
