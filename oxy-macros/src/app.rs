//! `#[oxy::app]`: the contexts that an application provides.

use std::collections::HashMap;

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote, quote_spanned};
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{Fields, ItemStruct, Path, Type};

use crate::checks::over;
use crate::errors::{Errors, name_behind};
use crate::runtime::{Runtime, default_app_alias};
use crate::suggest::closest;
use crate::written::written;

/// The arguments: `named` and `crate = path`.
#[derive(Default)]
struct AppArgs {
    named: bool,
    krate: Option<Path>,
}

/// Expands `#[oxy::app]`.
pub(crate) fn expand(arguments: TokenStream, item: TokenStream) -> TokenStream {
    let mut errors = Errors::default();
    let args = parse(arguments, &mut errors);
    let Ok(structure) = syn::parse2::<ItemStruct>(item.clone()) else {
        let keyword = item.clone().into_iter().find(|token| {
            ["enum", "union", "fn", "mod", "trait", "impl"].contains(&token.to_string().as_str())
        });
        let name = keyword
            .as_ref()
            .and_then(|keyword| name_behind(&item, &keyword.to_string()));
        let name = name.unwrap_or_else(|| "App".to_owned());
        let span = keyword.map_or_else(Span::call_site, |keyword| keyword.span());
        errors.at_span(
            span,
            "#[oxy::app] goes on a struct with named fields",
            &format!("write `struct {name} {{}}`, with a field for each value that handlers share"),
        );
        let errors = errors.into_tokens();
        return quote!(#item #errors);
    };
    check(&structure, &mut errors);
    if errors.is_empty() {
        return generate(&structure, &args);
    }
    // An application nevertheless, so that its routes bring no errors of their own.
    let runtime = Runtime::new(args.krate.as_ref());
    let app = runtime.public("App");
    let (name, errors) = (&structure.ident, errors.into_tokens());
    let threads = threads(&structure, &runtime);
    let itself = structure.generics.params.is_empty();
    let itself = itself.then(|| quote!(impl #app for #name {} #threads));
    quote!(#structure #itself #errors)
}

fn parse(arguments: TokenStream, errors: &mut Errors) -> AppArgs {
    let mut args = AppArgs::default();
    let tokens: Vec<TokenTree> = arguments.into_iter().collect();
    for part in
        tokens.split(|token| matches!(token, TokenTree::Punct(punct) if punct.as_char() == ','))
    {
        match part {
            [] => {}
            [TokenTree::Ident(name), ..] if name == "named" && args.named => twice(name, errors),
            [TokenTree::Ident(name), ..] if name == "crate" && args.krate.is_some() => {
                twice(name, errors);
            }
            [TokenTree::Ident(name)] if name == "named" => args.named = true,
            [TokenTree::Ident(name), ..] if name == "named" => {
                errors.at(name, "option `named` takes no value", "write `named` alone");
            }
            [TokenTree::Ident(name), value @ ..] if name == "crate" => {
                let is_equal =
                    matches!(value.first(), Some(TokenTree::Punct(sign)) if sign.as_char() == '=');
                let given: TokenStream = match value {
                    [TokenTree::Group(group)] => group.stream(),
                    _ => value.iter().skip(1).cloned().collect(),
                };
                if let (false, Some(sign), Ok(path)) =
                    (is_equal, value.first(), syn::parse2::<Path>(given.clone()))
                {
                    let help = format!("crate = {}", written(&path));
                    errors.at(sign, "option `crate` is written with `=`", &help);
                    continue;
                }
                match syn::parse2(given.clone()) {
                    Ok(path) if is_equal => args.krate = Some(path),
                    _ => {
                        let place = if given.is_empty() {
                            quote!(#name)
                        } else {
                            given.clone()
                        };
                        let meant = written(&given);
                        let meant = meant.trim_matches(['"', '(', ')']);
                        let is_path = syn::parse_str::<Path>(meant).is_ok();
                        let help = format!("crate = {}", if is_path { meant } else { "oxy" });
                        errors.at(place, "option `crate` takes a path", &help);
                    }
                }
            }
            [name, ..] => {
                let near = closest(&name.to_string(), ["named", "crate"]);
                let options = "options are `named` and `crate = path`";
                let help = near.map_or_else(
                    || options.to_owned(),
                    |near| format!("did you mean `{near}`?\nnote: {options}"),
                );
                errors.at(name, &format!("unknown app option `{name}`"), &help);
            }
        }
    }
    args
}

fn twice(name: &Ident, errors: &mut Errors) {
    let message = format!("option `{name}` is given more than once");
    errors.at(name, &message, "remove one of them");
}

fn check(structure: &ItemStruct, errors: &mut Errors) {
    if !structure.generics.params.is_empty() {
        errors.at(
            &structure.generics,
            "an application cannot be generic",
            "its routes are registered for one type; name the types of its fields",
        );
    }
    if let Fields::Unnamed(fields) = &structure.fields {
        let types = fields.unnamed.iter().map(|field| &field.ty);
        let types = types.zip(1..).map(|(ty, at)| named_field(ty, at));
        let types = types.collect::<Vec<_>>().join(", ");
        let help = format!("struct {} {{ {types} }}", structure.ident);
        errors.at(fields, "an application has named fields", &help);
        // Two of one type are told once they have names.
        return;
    }
    let mut seen: HashMap<String, String> = HashMap::new();
    for field in &structure.fields {
        let name = field
            .ident
            .as_ref()
            .map(|name| name.unraw().to_string())
            .unwrap_or_default();
        let ty = field.ty.to_token_stream().to_string();
        if let Some(earlier) = seen.get(&ty) {
            let shown = written(&field.ty);
            errors.at(
                &field.ty,
                &format!("fields `{earlier}` and `{name}` have the same type, so `Context<{shown}>` is ambiguous"),
                &format!("wrap one in a type of its own: `struct {}({shown});`", pascal(&name)),
            );
        }
        if !field
            .attrs
            .iter()
            .any(|attribute| attribute.path().is_ident("cfg"))
        {
            seen.insert(ty, name);
        }
    }
}

/// A field as one would write it, called like its type if that has one name.
fn named_field(ty: &Type, at: usize) -> String {
    let ident = syn::parse2::<Ident>(ty.to_token_stream());
    let name = ident.map_or_else(|_| format!("field_{at}"), |ident| snake(&ident.to_string()));
    format!("{name}: {}", written(ty))
}

fn snake(name: &str) -> String {
    let mut snake = String::new();
    for letter in name.chars() {
        if letter.is_uppercase() && !snake.is_empty() {
            snake.push('_');
        }
        snake.extend(letter.to_lowercase());
    }
    snake
}

fn pascal(name: &str) -> String {
    let words = name.split('_').map(|word| {
        let mut letters = word.chars();
        letters
            .next()
            .map(|first| first.to_uppercase().chain(letters).collect::<String>())
            .unwrap_or_default()
    });
    words.collect()
}

fn generate(structure: &ItemStruct, args: &AppArgs) -> TokenStream {
    let runtime = Runtime::new(args.krate.as_ref());
    let (app, provides) = (runtime.public("App"), runtime.public("Provides"));
    let name = &structure.ident;
    let conditions: Vec<_> = structure
        .attrs
        .iter()
        .filter(|attribute| attribute.path().is_ident("cfg"))
        .collect();
    let fields = structure.fields.iter().map(|field| {
        let (ty, ident) = (&field.ty, &field.ident);
        let cfgs = field
            .attrs
            .iter()
            .filter(|attribute| attribute.path().is_ident("cfg"));
        quote_spanned! {ty.span()=>
            #(#conditions)*
            #(#cfgs)*
            impl #provides<#ty> for #name {
                fn provide(&self) -> &#ty {
                    &self.#ident
                }
            }
        }
    });
    let alias = (!args.named).then(|| {
        let target = quote!(#name);
        default_alias(&target, name.span())
    });
    let attach = attach(structure, &runtime);
    let threads = threads(structure, &runtime);
    let itself = quote_spanned! {name.span()=>
        impl #app for #name {
            #attach
        }

        #(#conditions)*
        impl #provides<#name> for #name {
            fn provide(&self) -> &#name {
                self
            }
        }
    };
    quote! {
        #structure

        #(#conditions)*
        #itself

        #(#conditions)*
        #threads

        #(#fields)*

        #(#conditions)*
        #alias
    }
}

/// That threads can share the application where they can share each of its fields, which are told by their types.
fn threads(structure: &ItemStruct, runtime: &Runtime) -> TokenStream {
    let (door, name) = (runtime.door(), &structure.ident);
    // A bound cannot depend on `cfg`: such a field is told in words of rustc's.
    let always = |field: &&syn::Field| {
        !field
            .attrs
            .iter()
            .any(|attribute| attribute.path().is_ident("cfg"))
    };
    let bounds = structure.fields.iter().filter(always).map(|field| {
        let ty = &field.ty;
        let shared = over(ty, quote!(#door::Shared<'__shared>));
        quote!(for<'__shared> #ty: #shared)
    });
    let threads = over(name, quote!(#door::Threads));
    quote_spanned! {name.span()=>
        #[doc(hidden)]
        impl #threads for #name where #(#bounds,)* {}
    }
}

/// Offers the fields to the launch, which takes those that are part of it. The macro does not know which.
fn attach(structure: &ItemStruct, runtime: &Runtime) -> Option<TokenStream> {
    let door = runtime.door();
    let fields = structure.fields.iter().map(|field| {
        let ident = &field.ident;
        let cfgs = field
            .attrs
            .iter()
            .filter(|attribute| attribute.path().is_ident("cfg"));
        quote! {
            #(#cfgs)*
            #door::Field(&self.#ident).attach(__launch);
        }
    });
    (!structure.fields.is_empty()).then(|| {
        quote! {
            fn attach(&self, __launch: &mut #door::Attachments) {
                #[allow(unused_imports)]
                use #door::PlainField as _;
                let _ = &__launch;
                #(#fields)*
            }
        }
    })
}

fn default_alias(target: &TokenStream, span: Span) -> TokenStream {
    let alias = default_app_alias(span);
    quote_spanned! {span=>
        #[doc(hidden)]
        #[allow(non_camel_case_types, dead_code)]
        type #alias = #target;
    }
}

/// Expands `oxy::default_app!(path)`.
pub(crate) fn expand_default(input: TokenStream) -> TokenStream {
    match syn::parse2::<Path>(input.clone()) {
        Ok(path) => default_alias(&quote!(#path), path.span()),
        Err(_) => {
            let mut errors = Errors::default();
            let help = "oxy::default_app!(crate::app::Shop);";
            errors.at_span(
                input.span(),
                "default_app! takes the path of an application",
                help,
            );
            errors.into_tokens()
        }
    }
}
