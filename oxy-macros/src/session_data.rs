//! `#[derive(SessionData)]`: how a session is kept, and which of its fields says who is logged in.

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::ext::IdentExt;
use syn::{
    Attribute, Data, DeriveInput, Field, Fields, GenericParam, Generics, LitStr, MacroDelimiter,
    Meta, Path, parse_quote,
};

use crate::errors::Errors;
use crate::named::Named;
use crate::runtime::Runtime;
use crate::suggest::closest;
use crate::written::written;

const OPTIONS: [&str; 2] = ["user", "crate"];

/// What `#[session(..)]` says.
#[derive(Default)]
struct DataArgs {
    user: Option<LitStr>,
    krate: Option<Path>,
    given: Vec<String>,
}

/// Expands `#[derive(SessionData)]`.
pub(crate) fn expand(input: TokenStream) -> TokenStream {
    let mut errors = Errors::default();
    let Ok(input) = syn::parse2::<DeriveInput>(input) else {
        refuse(Span::call_site(), "User", &mut errors);
        return errors.into_tokens();
    };
    if let Data::Union(union) = &input.data {
        refuse(
            union.union_token.span,
            &input.ident.to_string(),
            &mut errors,
        );
        return errors.into_tokens();
    }
    let args = parse(&input, &mut errors);
    refuse_misplaced(&input, &mut errors);
    let user = args.user.as_ref();
    let user = user.and_then(|name| user_field(&input, name, &mut errors));
    // In spite of errors, so that handlers with this session bring none of their own.
    let has_user = user.is_some() || !errors.is_empty();
    let implementation = owns_its_values(&input.generics, &mut errors)
        .then(|| generate(&input, (user, has_user), args.krate.as_ref()));
    let errors = errors.into_tokens();
    quote!(#implementation #errors)
}

fn refuse(span: Span, name: &str, errors: &mut Errors) {
    let help = format!(
        "#[derive(serde::Serialize, serde::Deserialize, oxy::SessionData)] struct {name} {{ email: String }}"
    );
    let message = "#[derive(SessionData)] goes on a struct or an enum";
    errors.at_span(span, message, &help);
}

fn parse(input: &DeriveInput, errors: &mut Errors) -> DataArgs {
    let mut args = DataArgs::default();
    let mut attributes = input.attrs.iter().filter(|attribute| is_ours(attribute));
    let Some(attribute) = attributes.next() else {
        return args;
    };
    for another in attributes {
        errors.at(
            another,
            "`#[session(..)]` is given more than once",
            "put the options of both into one, with a comma between them",
        );
    }
    let right = format!("#[session(user = \"{}\")]", some_field(input));
    let options = match &attribute.meta {
        Meta::List(list) if matches!(list.delimiter, MacroDelimiter::Paren(_)) => {
            list.tokens.clone()
        }
        Meta::Path(_) => TokenStream::new(),
        Meta::List(_) | Meta::NameValue(_) => {
            let message = "the options of `#[session(..)]` stand in parentheses";
            errors.at(attribute, message, &right);
            return args;
        }
    };
    if options.is_empty() {
        let help = format!("{right}, or no attribute where a session has no user");
        errors.at(attribute, "`#[session(..)]` without an option", &help);
    }
    let options: Vec<TokenTree> = options.into_iter().collect();
    let is_comma =
        |token: &TokenTree| matches!(token, TokenTree::Punct(punct) if punct.as_char() == ',');
    for option in options.split(is_comma) {
        args.take(option, input, errors);
    }
    args
}

impl DataArgs {
    /// Takes what stands between two commas.
    fn take(&mut self, option: &[TokenTree], input: &DeriveInput, errors: &mut Errors) {
        let (name, rest) = match option {
            [] => return,
            [TokenTree::Ident(name), rest @ ..] => (name, rest),
            [other, ..] => {
                let help = format!("user = \"{}\"", some_field(input));
                errors.at(other, "an option of `#[session(..)]` has a name", &help);
                return;
            }
        };
        let text = name.to_string();
        if !OPTIONS.contains(&text.as_str()) {
            let options = "options are `user` and `crate`";
            let help = closest(&text, OPTIONS).map_or_else(
                || options.to_owned(),
                |near| format!("did you mean `{near}`?\nnote: {options}"),
            );
            errors.at(name, &format!("unknown session option `{text}`"), &help);
            return;
        }
        if self.given.contains(&text) {
            let message = format!("option `{text}` is given more than once");
            errors.at(name, &message, "remove one of them");
            return;
        }
        let value: TokenStream = match rest {
            [TokenTree::Punct(equals), value @ ..] if equals.as_char() == '=' => {
                value.iter().cloned().collect()
            }
            _ => TokenStream::new(),
        };
        if text == "crate" {
            match syn::parse2(value.clone()) {
                Ok(Named(path)) => self.krate = Some(path),
                Err(_) => {
                    let quoted = syn::parse2::<LitStr>(value.clone());
                    let meant = quoted.and_then(|text| text.parse::<Named>());
                    let meant =
                        meant.map_or_else(|_| "oxy".to_owned(), |Named(path)| written(&path));
                    let help = format!("crate = {meant}");
                    wrong_value(name, &value, "a path", &help, errors);
                }
            }
        } else {
            match syn::parse2(value.clone()) {
                Ok(field) => self.user = Some(field),
                Err(_) => {
                    let meant = syn::parse2::<Ident>(value.clone());
                    let meant =
                        meant.map_or_else(|_| some_field(input), |name| name.unraw().to_string());
                    let help = format!("user = \"{meant}\"");
                    wrong_value(name, &value, "the name of a field in quotes", &help, errors);
                }
            }
        }
        self.given.push(text);
    }
}

fn wrong_value(name: &Ident, value: &TokenStream, takes: &str, help: &str, errors: &mut Errors) {
    let message = format!("option `{name}` takes {takes}");
    if value.is_empty() {
        errors.at(name, &message, help);
    } else {
        errors.at(value, &message, help);
    }
}

fn is_ours(attribute: &Attribute) -> bool {
    attribute.path().is_ident("session")
}

/// The fields of a struct that has names for them.
fn named(input: &DeriveInput) -> impl Iterator<Item = (String, &Field)> {
    let fields = match &input.data {
        Data::Struct(structure) => Some(&structure.fields),
        Data::Enum(_) | Data::Union(_) => None,
    };
    fields.into_iter().flatten().filter_map(|field| {
        let name = field.ident.as_ref()?;
        Some((name.unraw().to_string(), field))
    })
}

/// The name of a field to show in an example.
fn some_field(input: &DeriveInput) -> String {
    let first = named(input).next();
    first.map_or_else(|| "email".to_owned(), |(name, _)| name)
}

/// Attributes on fields and variants reach this derive, too, and would be ignored.
fn refuse_misplaced(input: &DeriveInput, errors: &mut Errors) {
    let mut inside: Vec<(&[Attribute], Option<&Ident>)> = Vec::new();
    match &input.data {
        Data::Struct(structure) => {
            let fields = structure.fields.iter();
            inside.extend(fields.map(|field| (&*field.attrs, field.ident.as_ref())));
        }
        Data::Enum(choice) => {
            for variant in &choice.variants {
                inside.push((&variant.attrs, None));
                inside.extend(variant.fields.iter().map(|field| (&*field.attrs, None)));
            }
        }
        Data::Union(_) => {}
    }
    let name = &input.ident;
    for (attributes, field) in inside {
        for attribute in attributes.iter().filter(|attribute| is_ours(attribute)) {
            let help = field.map_or_else(
                || "remove it".to_owned(),
                |field| {
                    let field = field.unraw();
                    format!("remove it, and write `#[session(user = \"{field}\")]` above `struct {name}`")
                },
            );
            let message = format!("`#[session(..)]` stands above `{name}`, not inside");
            errors.at(attribute, &message, &help);
        }
    }
}

/// The field that `user` names.
fn user_field<'i>(input: &'i DeriveInput, name: &LitStr, errors: &mut Errors) -> Option<&'i Field> {
    let (owner, text) = (&input.ident, name.value());
    let nameless = match &input.data {
        Data::Struct(structure) => match structure.fields {
            Fields::Named(_) => None,
            Fields::Unnamed(_) => Some("a tuple struct"),
            Fields::Unit => Some("a struct without fields"),
        },
        Data::Enum(_) | Data::Union(_) => Some("an enum"),
    };
    if let Some(kind) = nameless {
        let help = if kind == "an enum" {
            format!(
                "remove `#[session(user = \"{text}\")]`, or write `impl oxy::SessionData for {owner}` and `impl oxy::session::HasUser for {owner}` by hand"
            )
        } else {
            let field = field_name(&text);
            format!("#[session(user = \"{field}\")] struct {owner} {{ {field}: String }}")
        };
        let message = format!("`user` names a field, and {kind} has no names");
        errors.at(name, &message, &help);
        return None;
    }
    let found = named(input).find(|(field, _)| *field == text);
    if let Some((_, field)) = found {
        return Some(field);
    }
    let fields: Vec<String> = named(input).map(|(field, _)| field).collect();
    let list: Vec<_> = fields.iter().map(|field| format!("`{field}`")).collect();
    let list = list.join(", ");
    let help = match closest(&text, fields.iter().map(String::as_str)) {
        Some(near) => format!("did you mean `{near}`?\nnote: fields are {list}"),
        None if fields.is_empty() => format!("add it: `{}: String`", field_name(&text)),
        None => format!("fields are {list}"),
    };
    let message = format!("`{owner}` has no field `{text}`");
    errors.at(name, &message, &help);
    None
}

/// What the user wrote, if a field can have that name.
fn field_name(text: &str) -> &str {
    syn::parse_str::<Ident>(text).map_or("email", |_| text)
}

/// A session outlives every request, so it cannot have lifetimes.
fn owns_its_values(generics: &Generics, errors: &mut Errors) -> bool {
    let mut lifetimes = generics.lifetimes().peekable();
    let owns = lifetimes.peek().is_none();
    for lifetime in lifetimes {
        let message = "session data cannot borrow: it is read from the store for every request";
        let help = "remove the lifetime; a field is a `String`, not a `&str`";
        errors.at(lifetime, message, help);
    }
    owns
}

fn generate(
    input: &DeriveInput,
    (user, has_user): (Option<&Field>, bool),
    krate: Option<&Path>,
) -> TokenStream {
    let runtime = Runtime::new(krate);
    let (trait_, user_key) = (runtime.public("SessionData"), runtime.session("UserKey"));
    let mut generics = input.generics.clone();
    let has_types = |param: &GenericParam| matches!(param, GenericParam::Type(_));
    if generics.params.iter().any(has_types) {
        // What the trait asks for, which no bound of a parameter can promise before serde's derives are expanded.
        let storable = runtime.session("Storable");
        generics.make_where_clause().predicates.push(parse_quote! {
            Self: #storable + ::core::marker::Send + ::core::marker::Sync + 'static
        });
    }
    let name = &input.ident;
    let (parameters, arguments, conditions) = generics.split_for_impl();
    let has_user = has_user.then(|| {
        let trait_ = runtime.session("HasUser");
        quote! {
            #[automatically_derived]
            #[allow(deprecated)]
            impl #parameters #trait_ for #name #arguments #conditions {}
        }
    });
    let key = user.map_or_else(
        || quote!(::core::option::Option::None),
        |field| {
            let (ty, member) = (&field.ty, field.ident.to_token_stream());
            // The type as the user wrote it is what rustc underlines where it is no key.
            quote!(<#ty as #user_key>::user_key(&self.#member))
        },
    );
    quote! {
        #[automatically_derived]
        #[allow(deprecated)]
        impl #parameters #trait_ for #name #arguments #conditions {
            fn user(&self) -> ::core::option::Option<::std::borrow::Cow<'_, ::core::primitive::str>> {
                #key
            }
        }

        #has_user
    }
}
