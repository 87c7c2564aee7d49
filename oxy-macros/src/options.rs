//! The options of route and router attributes: one table that drives parser, messages and README.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote};
use syn::parse::Parser;
use syn::punctuated::Punctuated;
use syn::{LitStr, Path, Token};

use crate::allow::Allowed;
use crate::errors::Errors;
use crate::named::Named;
use crate::quantity;
use crate::suggest::closest;
use crate::written::written;

/// What an option is, and which attributes take it.
struct OptionSpec {
    name: &'static str,
    takes: Kind,
    on_router: bool,
}

/// The kind of an option's value.
#[derive(Clone, Copy)]
enum Kind {
    Text,
    Texts,
    Path,
    Paths,
    Size,
    Time,
    Allowances,
}

/// What stands behind an option's name.
pub(crate) enum Value {
    /// `= ..`
    Equal(TokenStream),
    /// `(..)`
    Parenthesized(TokenStream),
}

impl Value {
    /// What stands there.
    pub(crate) fn tokens(&self) -> &TokenStream {
        match self {
            Self::Equal(tokens) | Self::Parenthesized(tokens) => tokens,
        }
    }
}

const fn option(name: &'static str, takes: Kind, on_router: bool) -> OptionSpec {
    OptionSpec {
        name,
        takes,
        on_router,
    }
}

const OPTIONS: &[OptionSpec] = &[
    option("allow", Kind::Allowances, true),
    option("app", Kind::Path, false),
    option("crate", Kind::Path, true),
    option("layer", Kind::Path, true),
    option("layers", Kind::Paths, true),
    option("limit", Kind::Size, false),
    option("name", Kind::Text, false),
    option("tag", Kind::Text, true),
    option("tags", Kind::Texts, true),
    option("timeout", Kind::Time, false),
];

impl OptionSpec {
    /// What was meant by a value of another kind, where that is clear.
    fn corrected(&self, value: &TokenStream) -> Option<String> {
        let (name, text) = (self.name, written(value));
        let bare = text.trim_matches('"').trim_end_matches("()");
        let is_path = syn::parse_str::<Named>(bare).is_ok();
        match self.takes {
            Kind::Text | Kind::Path if text.starts_with('[') => {
                let several = format!("{name}s");
                let known = OPTIONS.iter().any(|spec| spec.name == several);
                known.then(|| format!("{several} = {text}"))
            }
            Kind::Text if is_path => Some(format!("{name} = \"{bare}\"")),
            Kind::Path if is_path => Some(format!("{name} = {bare}")),
            Kind::Texts if text.starts_with('"') => Some(format!("{name} = [{text}]")),
            Kind::Paths if is_path => Some(format!("{name} = [{bare}]")),
            Kind::Size => Some(format!(
                "{name} = \"{}\"",
                quantity::corrected(&text, true)?
            )),
            Kind::Time => Some(format!(
                "{name} = \"{}\"",
                quantity::corrected(&text, false)?
            )),
            _ => None,
        }
    }

    fn stands_on(&self, on: On) -> bool {
        on == On::Route || self.on_router
    }
}

impl Kind {
    fn words(self) -> &'static str {
        match self {
            Kind::Text => "a string literal",
            Kind::Texts => "a list of string literals",
            Kind::Path => "a path",
            Kind::Paths => "a list of paths",
            Kind::Size => "a size with its unit: B, kB, MB, GB, KiB, MiB or GiB",
            Kind::Time => "a time with its unit: ms, s, min or h",
            Kind::Allowances => "names in parentheses",
        }
    }

    /// How the option `name` is written.
    fn example(self, name: &str) -> String {
        match self {
            Kind::Text => format!("{name} = \"text\""),
            Kind::Texts => format!("{name} = [\"one\", \"two\"]"),
            Kind::Path => format!("{name} = module::item"),
            Kind::Paths => format!("{name} = [one, module::two]"),
            Kind::Size => format!("{name} = \"10 MiB\""),
            Kind::Time => format!("{name} = \"90 s\""),
            Kind::Allowances => format!("{name}(shadow)"),
        }
    }
}

/// The options of one attribute, as they were meant.
#[derive(Default)]
pub(crate) struct Options {
    pub(crate) allowed: Allowed,
    pub(crate) app: Option<Path>,
    pub(crate) krate: Option<Path>,
    pub(crate) layers: Vec<Path>,
    /// In bytes.
    pub(crate) limit: Option<u64>,
    /// In milliseconds.
    pub(crate) timeout: Option<u64>,
    pub(crate) name: Option<LitStr>,
    pub(crate) tags: Vec<LitStr>,
    given: Vec<String>,
}

/// Which attribute the options stand in.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum On {
    Route,
    Router,
}

impl Options {
    /// Takes `name = value`, or `name(value)`.
    pub(crate) fn take(&mut self, name: &Ident, value: Value, on: On, errors: &mut Errors) {
        let text = name.to_string();
        let mut known = OPTIONS.iter().filter(|spec| spec.stands_on(on));
        let Some(spec) = known.find(|spec| spec.name == text) else {
            return unknown(name, on, errors);
        };
        if self.given.contains(&text) {
            let help = "remove one of them";
            errors.at(
                name,
                &format!("option `{text}` is given more than once"),
                help,
            );
            return;
        }
        self.given.push(text.clone());
        let given = match (spec.takes, value) {
            (Kind::Allowances, Value::Parenthesized(names)) => {
                return self.allowed.take(name, names, on, errors);
            }
            (Kind::Allowances, Value::Equal(value)) => value,
            (_, Value::Parenthesized(value)) => value,
            (_, Value::Equal(value)) => match self.store(spec, value.clone()) {
                Ok(()) => return,
                Err(_) => value,
            },
        };
        let message = if given.is_empty() {
            format!("option `{text}` has no value")
        } else {
            format!("option `{text}` takes {}", spec.takes.words())
        };
        let help = spec
            .corrected(&given)
            .or_else(|| self.meant(spec, &given))
            .unwrap_or_else(|| spec.takes.example(&text));
        if given.is_empty() {
            errors.at(name, &message, &help);
        } else {
            errors.at(given, &message, &help);
        }
    }

    /// How the option is written with the value that is given in another form. As this is an error in any case, it does not
    /// matter that the value is stored.
    fn meant(&mut self, spec: &OptionSpec, given: &TokenStream) -> Option<String> {
        let name = syn::parse2::<Ident>(given.clone());
        match (spec.takes, &name) {
            (Kind::Allowances, name) => {
                return Some(format!("{}({})", spec.name, name.as_ref().ok()?));
            }
            _ if given.is_empty() => return None,
            _ => {}
        }
        let text = syn::parse2::<LitStr>(given.clone());
        let path = text.and_then(|text| text.parse::<Named>());
        let name = name.map(|name| name.to_string());
        let forms = [
            Some(given.clone()),
            path.map(|Named(path)| path.into_token_stream()).ok(),
            name.map(ToTokens::into_token_stream).ok(),
        ];
        let lists = forms.clone().map(|form| form.map(|form| quote!([#form])));
        let mut forms = forms.into_iter().chain(lists).flatten();
        let right = forms.find(|form| self.store(spec, form.clone()).is_ok())?;
        Some(format!("{} = {}", spec.name, written(&right)))
    }

    fn store(&mut self, spec: &OptionSpec, value: TokenStream) -> syn::Result<()> {
        match (spec.name, spec.takes) {
            ("app", _) => self.app = Some(path(value)?),
            ("crate", _) => self.krate = Some(path(value)?),
            ("name", _) => self.name = Some(syn::parse2(value)?),
            (_, Kind::Size) => self.limit = Some(quantity::size(&syn::parse2(value)?)?),
            (_, Kind::Time) => self.timeout = Some(quantity::time(&syn::parse2(value)?)?),
            ("layer", _) => self.layers.push(path(value)?),
            (_, Kind::Text) => self.tags.push(syn::parse2(value)?),
            (_, Kind::Texts) => self.tags.extend(list::<LitStr>(value)?),
            (_, _) => {
                let paths = list::<Named>(value)?;
                self.layers
                    .extend(paths.into_iter().map(|Named(path)| path));
            }
        }
        Ok(())
    }
}

/// Options of other frameworks, and what is written here.
const ELSEWHERE: &[(&[&str], &str)] = &[
    (
        &["body", "data"],
        "the body is an argument of the function: `form: Form<T>`, `json: Json<T>`, `Text` or `Bytes`",
    ),
    (
        &["consumes", "content_type", "format", "produces"],
        "the types of the body and of the result say it: `Json<T>`, `Form<T>`, `Html<T>`",
    ),
    (
        &["guard", "guards"],
        "an argument refuses requests: `Session<T, Role>`, or a type of your own with `impl oxy::Extract<A>`",
    ),
    (
        &["middleware", "middlewares", "wrap"],
        "did you mean `layer`?",
    ),
    (
        &["body_limit", "max_body", "max_size", "size_limit"],
        "did you mean `limit`?",
    ),
    (
        &["path", "uri", "url"],
        "the path stands first and has no name: #[get(\"/hello\")]",
    ),
    (
        &["prefix", "scope"],
        "declare a router, `#[oxy::router(\"/prefix\")] static API: Router;`, and write #[get(API, \"/hello\")]",
    ),
    (
        &["order", "priority", "rank"],
        "remove it: the most specific path wins",
    ),
    (
        &["router"],
        "a router stands before the path and has no name: #[get(API, \"/hello\")]",
    ),
    (
        &["context", "state"],
        "an argument takes it: `store: Context<Store>`",
    ),
    (
        &["status", "status_code"],
        "the result says it: `(StatusCode, R)`",
    ),
];

/// Notes an option that there is not.
pub(crate) fn unknown(name: &Ident, on: On, errors: &mut Errors) {
    let text = name.to_string();
    let known: Vec<&str> = OPTIONS
        .iter()
        .filter(|spec| spec.stands_on(on))
        .map(|spec| spec.name)
        .collect();
    let options = known.iter().map(|name| format!("`{name}`"));
    let options = options.collect::<Vec<_>>().join(", ");
    let what = if on == On::Route { "route" } else { "router" };
    let elsewhere = ELSEWHERE
        .iter()
        .find(|(names, _)| on == On::Route && names.contains(&text.as_str()));
    let help = match (elsewhere, closest(&text, known)) {
        (Some((_, help)), _) => format!("{help}\nnote: options are {options}"),
        (None, Some(near)) => format!("did you mean `{near}`?\nnote: options are {options}"),
        (None, None) => format!("options are {options}"),
    };
    errors.at(name, &format!("unknown {what} option `{text}`"), &help);
}

fn path(value: TokenStream) -> syn::Result<Path> {
    syn::parse2(value).map(|Named(path)| path)
}

/// `[a, b]`.
fn list<T: syn::parse::Parse>(value: TokenStream) -> syn::Result<Vec<T>> {
    let parse = |input: syn::parse::ParseStream<'_>| {
        let content;
        syn::bracketed!(content in input);
        Punctuated::<T, Token![,]>::parse_terminated(&content)
    };
    Ok(parse.parse2(value)?.into_iter().collect())
}
