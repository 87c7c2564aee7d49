//! The handler: its arguments, its result, and what a handler cannot be.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote};
use syn::spanned::Spanned;
use syn::{Attribute, FnArg, ItemFn, Pat, ReturnType, Type};

use crate::errors::Errors;
use crate::suggest::closest;

/// What the macros need to know of a handler.
pub(crate) struct Handler {
    pub(crate) name: Ident,
    pub(crate) is_async: bool,
    pub(crate) arguments: Vec<Argument>,
    /// The type of the result, unless it cannot be named.
    pub(crate) result: Option<TokenStream>,
    /// `#[cfg(..)]` of the function, which generated items repeat.
    pub(crate) conditions: Vec<Attribute>,
    pub(crate) visibility: syn::Visibility,
}

/// An argument of a handler.
pub(crate) struct Argument {
    /// The name, unless it is a pattern.
    pub(crate) name: Option<Ident>,
    pub(crate) ty: Type,
    pub(crate) default: Option<DefaultValue>,
}

/// `#[default]` or `#[default(..)]`.
pub(crate) struct DefaultValue(pub(crate) TokenStream);

impl Argument {
    /// The name in paths and queries.
    pub(crate) fn text(&self) -> Option<String> {
        let name = self.name.as_ref()?.to_string();
        Some(name.strip_prefix("r#").unwrap_or(&name).to_owned())
    }

    /// The type as one would write it, without the `Option` or `Vec` around it.
    pub(crate) fn type_text(&self) -> String {
        let text = self.ty.to_token_stream().to_string().replace(' ', "");
        let inner = ["Option<", "Vec<"]
            .iter()
            .find_map(|outer| text.strip_prefix(outer)?.strip_suffix('>'));
        inner.map(str::to_owned).unwrap_or(text)
    }
}

/// Attributes that may stand at an argument without being ours.
const FOREIGN: [&str; 6] = ["allow", "cfg", "cfg_attr", "deny", "expect", "warn"];

impl Handler {
    /// Reads the function, taking the attributes that are ours off its arguments.
    pub(crate) fn read(function: &mut ItemFn, errors: &mut Errors) -> Self {
        refuse_qualifiers(function, errors);
        let mut arguments = Vec::new();
        for input in &mut function.sig.inputs {
            match input {
                FnArg::Receiver(receiver) => errors.at(
                    &*receiver,
                    "a handler cannot take `self`",
                    "put shared data into a field of the application and take `Context<T>`",
                ),
                FnArg::Typed(argument) => {
                    let default = take_default(&mut argument.attrs, errors);
                    refuse_borrowed(&argument.ty, errors);
                    arguments.push(Argument {
                        name: name_of(&argument.pat),
                        ty: (*argument.ty).clone(),
                        default,
                    });
                }
            }
        }
        let conditions = function
            .attrs
            .iter()
            .filter(|attribute| attribute.path().is_ident("cfg"));
        Self {
            name: function.sig.ident.clone(),
            is_async: function.sig.asyncness.is_some(),
            arguments,
            result: match &function.sig.output {
                ReturnType::Default => Some(quote!(())),
                ReturnType::Type(_, ty) => contains_impl(ty)
                    .then_some(())
                    .map_or_else(|| Some(quote!(#ty)), |()| None),
            },
            conditions: conditions.cloned().collect(),
            visibility: function.vis.clone(),
        }
    }
}

fn contains_impl(ty: &Type) -> bool {
    has_impl(ty.to_token_stream())
}

fn has_impl(tokens: TokenStream) -> bool {
    tokens.into_iter().any(|token| match token {
        proc_macro2::TokenTree::Ident(ident) => ident == "impl",
        proc_macro2::TokenTree::Group(group) => has_impl(group.stream()),
        _ => false,
    })
}

fn refuse_qualifiers(function: &ItemFn, errors: &mut Errors) {
    let signature = &function.sig;
    if !signature.generics.params.is_empty() {
        errors.at(
            &signature.generics,
            "a registered route cannot be generic",
            "keep the generic function as a helper and annotate a concrete one",
        );
    }
    if let Some(variadic) = &signature.variadic {
        errors.at(
            variadic,
            "a handler takes a fixed number of arguments",
            "remove `...`",
        );
    }
    if let Some(abi) = &signature.abi {
        errors.at(abi, "a handler is a Rust function", "remove `extern`");
    }
    if let Some(constness) = &signature.constness {
        errors.at(constness, "a handler cannot be `const`", "remove `const`");
    }
    let tokens = signature.to_token_stream().into_iter();
    for token in tokens.take_while(|token| token.to_string() != "fn") {
        if token.to_string() == "unsafe" {
            errors.at(
                token,
                "a handler cannot be `unsafe`",
                "remove `unsafe`; any client could call it",
            );
        }
    }
}

fn refuse_borrowed(ty: &Type, errors: &mut Errors) {
    match ty {
        Type::Reference(reference) => {
            let inner = reference
                .elem
                .to_token_stream()
                .to_string()
                .replace(' ', "");
            let owned = match inner.as_str() {
                "str" => "String".to_owned(),
                slice if slice.starts_with('[') => {
                    format!("Vec<{}>", slice.trim_matches(['[', ']']))
                }
                other => other.to_owned(),
            };
            errors.at(
                ty,
                "handler arguments are owned",
                &format!("take `{owned}`"),
            );
        }
        _ if contains_impl(ty) => errors.at(
            ty,
            "a registered route cannot be generic",
            "name the type instead of `impl Trait`",
        ),
        _ => {}
    }
}

fn name_of(pattern: &Pat) -> Option<Ident> {
    match pattern {
        Pat::Ident(named) => Some(named.ident.clone()),
        _ => None,
    }
}

/// Takes `#[default(..)]` off an argument.
fn take_default(attributes: &mut Vec<Attribute>, errors: &mut Errors) -> Option<DefaultValue> {
    let mut default = None;
    attributes.retain(|attribute| {
        let path = attribute.path();
        if path.is_ident("default") {
            default = read_default(attribute, errors);
            return false;
        }
        let Some(name) = path.get_ident().map(Ident::to_string) else {
            return true;
        };
        if FOREIGN.contains(&name.as_str()) || closest(&name, ["default"]).is_none() {
            return true;
        }
        errors.at(
            path,
            &format!("unknown argument attribute `{name}`"),
            "did you mean `default`?",
        );
        false
    });
    default
}

fn read_default(attribute: &Attribute, errors: &mut Errors) -> Option<DefaultValue> {
    match &attribute.meta {
        syn::Meta::Path(_) => Some(DefaultValue(quote!(::core::default::Default::default()))),
        syn::Meta::List(list) if !list.tokens.is_empty() => {
            match syn::parse2::<syn::Expr>(list.tokens.clone()) {
                Ok(expression) => Some(DefaultValue(quote!(#expression))),
                Err(error) => {
                    errors.parser(error);
                    None
                }
            }
        }
        other => {
            errors.at_span(
                other.span(),
                "a default is written in parentheses",
                "#[default(20)]",
            );
            None
        }
    }
}
