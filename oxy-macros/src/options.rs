//! The options of route and router attributes: one table that drives parser, messages and README.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote};
use syn::parse::Parser;
use syn::punctuated::Punctuated;
use syn::{LitStr, Path, Token};

use crate::allow::Allowed;
use crate::errors::Errors;
use crate::signature::written;
use crate::suggest::closest;

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
    Allowances,
}

/// What stands behind an option's name.
pub(crate) enum Value {
    /// `= ..`
    Equal(TokenStream),
    /// `(..)`
    Parenthesized(TokenStream),
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
    option("name", Kind::Text, false),
    option("tag", Kind::Text, true),
    option("tags", Kind::Texts, true),
];

impl Kind {
    fn words(self) -> &'static str {
        match self {
            Kind::Text => "a string literal",
            Kind::Texts => "a list of string literals",
            Kind::Path => "a path",
            Kind::Paths => "a list of paths",
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
        let known = || {
            OPTIONS
                .iter()
                .filter(|spec| on == On::Route || spec.on_router)
        };
        let Some(spec) = known().find(|spec| spec.name == text) else {
            unknown(
                name,
                &known().map(|spec| spec.name).collect::<Vec<_>>(),
                on,
                errors,
            );
            return;
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
        let help = self
            .meant(spec, &given)
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
        let path = text.and_then(|text| text.parse::<Path>());
        let name = name.map(|name| name.to_string());
        let forms = [
            Some(given.clone()),
            path.map(ToTokens::into_token_stream).ok(),
            name.map(ToTokens::into_token_stream).ok(),
        ];
        let lists = forms.clone().map(|form| form.map(|form| quote!([#form])));
        let mut forms = forms.into_iter().chain(lists).flatten();
        let right = forms.find(|form| self.store(spec, form.clone()).is_ok())?;
        Some(format!("{} = {}", spec.name, written(&right)))
    }

    fn store(&mut self, spec: &OptionSpec, value: TokenStream) -> syn::Result<()> {
        match (spec.name, spec.takes) {
            ("app", _) => self.app = Some(syn::parse2(value)?),
            ("crate", _) => self.krate = Some(syn::parse2(value)?),
            ("name", _) => self.name = Some(syn::parse2(value)?),
            ("layer", _) => self.layers.push(syn::parse2(value)?),
            (_, Kind::Text) => self.tags.push(syn::parse2(value)?),
            (_, Kind::Texts) => self.tags.extend(list::<LitStr>(value)?),
            (_, _) => self.layers.extend(list::<Path>(value)?),
        }
        Ok(())
    }
}

fn unknown(name: &Ident, known: &[&str], on: On, errors: &mut Errors) {
    let text = name.to_string();
    if on == On::Route && (text == "method" || text == "methods") {
        let help = "several methods are written `#[route(GET, POST, \"/path\")]`";
        errors.at(name, "the attribute already says the HTTP method", help);
        return;
    }
    let options = known
        .iter()
        .map(|name| format!("`{name}`"))
        .collect::<Vec<_>>()
        .join(", ");
    let what = if on == On::Route { "route" } else { "router" };
    let help = match closest(&text, known.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?\nnote: options are {options}"),
        None => format!("options are {options}"),
    };
    errors.at(name, &format!("unknown {what} option `{text}`"), &help);
}

/// `[a, b]`.
fn list<T: syn::parse::Parse + ToTokens>(value: TokenStream) -> syn::Result<Vec<T>> {
    let parse = |input: syn::parse::ParseStream<'_>| {
        let content;
        syn::bracketed!(content in input);
        Punctuated::<T, Token![,]>::parse_terminated(&content)
    };
    Ok(parse.parse2(value)?.into_iter().collect())
}
