//! The handler: its arguments, its result, and what a handler cannot be.

use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::{
    Attribute, FnArg, GenericArgument, GenericParam, Generics, Pat, PathArguments, ReturnType,
    Safety, Type, TypeArray, TypeSlice,
};

use crate::checks::inside_option;
use crate::default_value::{DefaultValue, take_default};
use crate::errors::Errors;
use crate::function::Function;
use crate::unpacked::called_here;
use crate::written::written;

/// What the macros need to know of a handler.
pub(crate) struct Handler {
    pub(crate) name: Ident,
    pub(crate) is_async: bool,
    pub(crate) arguments: Vec<Argument>,
    /// The type of the result, unless it cannot be named.
    pub(crate) result: Option<Type>,
    /// The type of the result as it is written, if it is.
    pub(crate) output: TokenStream,
    /// `#[cfg(..)]` of the function, which generated items repeat.
    pub(crate) conditions: Vec<Attribute>,
    pub(crate) visibility: syn::Visibility,
}

/// An argument of a handler.
pub(crate) struct Argument {
    /// The name, unless it is a pattern.
    pub(crate) name: Option<Ident>,
    pub(crate) pattern: Pat,
    pub(crate) ty: Type,
    pub(crate) default: Option<DefaultValue>,
}

impl Argument {
    /// The name in paths and queries.
    pub(crate) fn text(&self) -> Option<String> {
        Some(self.name.as_ref()?.unraw().to_string())
    }

    /// The type as one would write it, without the `Option` or `Vec` around it.
    pub(crate) fn type_text(&self) -> String {
        let text = written(&self.ty);
        let inner = ["Option<", "Vec<"]
            .iter()
            .find_map(|outer| text.strip_prefix(outer)?.strip_suffix('>'));
        inner.map(str::to_owned).unwrap_or(text)
    }
}

/// What is a value by its name, read from the path or the query. (Another type of that name is one, too, or an extractor.)
pub(crate) fn is_value(ty: &Type) -> bool {
    const VALUES: [&str; 18] = [
        "String", "Uuid", "bool", "char", "f32", "f64", "i128", "i16", "i32", "i64", "i8", "isize",
        "u128", "u16", "u32", "u64", "u8", "usize",
    ];
    let Type::Path(path) = ty else { return false };
    let last = path.path.segments.last();
    last.is_some_and(|last| VALUES.iter().any(|name| last.ident == name))
}

impl Handler {
    /// Reads the function, taking the attributes that are ours off its arguments.
    pub(crate) fn read(function: &mut Function, errors: &mut Errors) -> Self {
        refuse_qualifiers(function, errors);
        let mut arguments = Vec::new();
        for input in &mut function.signature.inputs {
            match input {
                FnArg::Receiver(receiver) => errors.at(
                    &*receiver,
                    "a handler is a function, not a method",
                    "move it out of the `impl`; what `self` would hold is a field of the application, taken as \
                     `Context<T>`",
                ),
                FnArg::Typed(argument) => {
                    let default = take_default(&mut argument.attrs, errors);
                    refuse_type(&argument.ty, &function.signature.generics, errors);
                    if let Some(owned) = refuse_unsized(&argument.ty, errors) {
                        // rustc would say in two errors of its own that it has no size, and propose to borrow.
                        *argument.ty = owned;
                    }
                    arguments.push(Argument {
                        name: name_of(&argument.pat),
                        pattern: (*argument.pat).clone(),
                        ty: (*argument.ty).clone(),
                        default,
                    });
                }
            }
        }
        let signature = &function.signature;
        let conditions = function
            .attributes
            .iter()
            .filter(|attribute| attribute.path().is_ident("cfg"));
        Self {
            name: signature.ident.clone(),
            is_async: signature.asyncness.is_some(),
            arguments,
            result: match &signature.output {
                ReturnType::Default => Some(syn::parse_quote!(())),
                ReturnType::Type(_, ty) => {
                    (!has_impl(ty.to_token_stream())).then(|| (**ty).clone())
                }
            },
            output: match &signature.output {
                ReturnType::Default => TokenStream::new(),
                ReturnType::Type(_, ty) => ty.to_token_stream(),
            },
            conditions: conditions.cloned().collect(),
            visibility: function.visibility.clone(),
        }
    }

    /// The name without `r#`.
    pub(crate) fn plain_name(&self) -> String {
        self.name.unraw().to_string()
    }
}

fn has_impl(tokens: TokenStream) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Ident(ident) => ident == "impl",
        TokenTree::Group(group) => has_impl(group.stream()),
        _ => false,
    })
}

fn refuse_qualifiers(function: &mut Function, errors: &mut Errors) {
    // rustc would say the same in four errors of its own.
    let variadic = function.signature.variadic.take();
    let signature = &function.signature;
    let mut refuse = |token: &dyn ToTokens, message, help: &str| {
        errors.at(token.to_token_stream(), message, help);
    };
    let lifetimes = |param: &GenericParam| matches!(param, GenericParam::Lifetime(_));
    let generics = &signature.generics;
    // Lifetimes are there for borrowed arguments, which have an error of their own.
    let told = generics.params.iter().all(lifetimes) && signature.inputs.iter().any(is_borrowed);
    if !generics.params.is_empty() && !told {
        refuse(
            generics,
            "a registered route cannot be generic",
            "keep the generic function as a helper, and annotate one that calls it with concrete types",
        );
    }
    if let Some(variadic) = &variadic {
        let help = "remove this argument";
        refuse(
            variadic,
            "a handler takes a fixed number of arguments",
            help,
        );
    }
    if let Some(abi) = &signature.abi {
        let help = format!("remove `{}`", abi.to_token_stream());
        refuse(abi, "a handler is a Rust function", &help);
    }
    if let Some(constness) = &signature.constness {
        refuse(constness, "a handler cannot be `const`", "remove `const`");
    }
    if let Safety::Unsafe(word) = &signature.safety {
        let help = "remove `unsafe`: any client could call it";
        refuse(word, "a handler cannot be `unsafe`", help);
    }
    if matches!(&function.body, TokenTree::Punct(_)) {
        refuse(
            &signature.ident,
            "a route needs a function with a body",
            "annotate a function outside of the trait; it may call the trait's",
        );
    }
}

fn is_borrowed(input: &FnArg) -> bool {
    matches!(input, FnArg::Typed(argument) if matches!(*argument.ty, Type::Reference(_)))
}

fn refuse_type(ty: &Type, generics: &Generics, errors: &mut Errors) {
    match ty {
        Type::Reference(reference) => {
            let inner = written(&reference.elem);
            if let Type::TraitObject(_) = &*reference.elem {
                let help = format!(
                    "an argument has one concrete type: take a type of your own that has the `{inner}` in it, as \
                     `Context<T>`"
                );
                return errors.at(ty, "handler arguments are owned", &help);
            }
            let owned = written(&owned(&reference.elem));
            let mut help = if owned == "Vec<u8>" {
                OF_BYTES.to_owned()
            } else if may_be_state(&reference.elem) {
                format!("take `Context<{owned}>`, which is a part of the application, or `{owned}`")
            } else {
                format!("take `{owned}`")
            };
            // Others have an error of their own.
            if generics.lifetimes().count() == generics.params.len() && !generics.params.is_empty()
            {
                help = format!("{help}, and remove `{}`", written(generics));
            }
            errors.at(ty, "handler arguments are owned", &help);
        }
        _ if matches!(inside_option(ty), Some(Type::Reference(_))) => {
            let help = format!("take `{}`", written(&owned(ty)));
            errors.at(ty, "handler arguments are owned", &help);
        }
        _ if has_impl(ty.to_token_stream()) => errors.at(
            ty,
            "a registered route cannot be generic",
            "name the type instead of `impl Trait`",
        ),
        _ => {}
    }
}

/// What a borrowed type is when it is owned.
fn owned(ty: &Type) -> Type {
    match ty {
        Type::Path(path) if path.path.is_ident("str") => syn::parse_quote!(String),
        Type::Reference(reference) => owned(&reference.elem),
        Type::Slice(TypeSlice { elem, .. }) | Type::Array(TypeArray { elem, .. }) => {
            let element = owned(elem);
            syn::parse_quote!(Vec<#element>)
        }
        Type::Path(path) => {
            let mut path = path.clone();
            if let Some(here) = called_here(&path.path) {
                path.path = here;
            }
            let last = path
                .path
                .segments
                .last_mut()
                .map(|last| &mut last.arguments);
            if let Some(PathArguments::AngleBracketed(parameters)) = last {
                for parameter in &mut parameters.args {
                    if let GenericArgument::Type(inner) = parameter {
                        *inner = owned(inner);
                    }
                }
            }
            Type::Path(path)
        }
        other => other.clone(),
    }
}

/// Bytes in a `Vec` would be numbers of the query.
const OF_BYTES: &str = "take `Bytes`, which is the body";

/// Names that an application's field hardly has: values, and what is taken from a request.
const NO_STATE: [&str; 12] = [
    "Bytes",
    "Cookies",
    "Flashes",
    "Headers",
    "Method",
    "Path",
    "Request",
    "StatusCode",
    "String",
    "Text",
    "Uri",
    "Uuid",
];

/// Whether it is a type with a name of its own, other than those that std has in every program, and without parameters.
fn may_be_state(ty: &Type) -> bool {
    let Type::Path(path) = ty else { return false };
    let last = path.path.segments.last();
    last.is_some_and(|last| {
        let name = last.ident.to_string();
        last.arguments.is_none()
            && !NO_STATE.contains(&name.as_str())
            && name.starts_with(char::is_uppercase)
    })
}

/// Refuses a type that a value alone cannot have, and gives one that can stand in.
fn refuse_unsized(ty: &Type, errors: &mut Errors) -> Option<Type> {
    let text = written(ty);
    let (help, owned) = match ty {
        Type::TraitObject(_) => {
            let help = format!(
                "take `Context<Box<{text}>>`, where the application has a field of the type `Box<{text}>`\nnote: several \
                 threads share it: what stands behind `dyn` is declared as `trait Name: Send + Sync`"
            );
            (help, syn::parse_quote!(::std::boxed::Box<#ty>))
        }
        Type::Slice(slice) => {
            let element = owned(&slice.elem);
            let help = match written(&element).as_str() {
                "u8" => OF_BYTES.to_owned(),
                element => format!("take `Vec<{element}>`"),
            };
            (help, syn::parse_quote!(::std::vec::Vec<#element>))
        }
        Type::Path(path) if path.path.is_ident("str") => {
            let help = "take `String`".to_owned();
            (help, syn::parse_quote!(::std::string::String))
        }
        _ => return None,
    };
    errors.at(ty, "handler arguments are owned values", &help);
    Some(owned)
}

fn name_of(pattern: &Pat) -> Option<Ident> {
    match pattern {
        Pat::Ident(named) => Some(named.ident.clone()),
        _ => None,
    }
}
