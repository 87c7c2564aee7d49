//! `#[oxy::app]`: the contexts that an application provides.

mod args;
mod fields;
mod threads;

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{ItemStruct, parse_quote};

use crate::errors::{Errors, name_behind};
use crate::named::Named;
use crate::runtime::{Runtime, default_app_alias};

use args::AppArgs;
use threads::threads;

/// Expands `#[oxy::app]`.
pub(crate) fn expand(arguments: TokenStream, item: TokenStream) -> TokenStream {
    let mut errors = Errors::default();
    let args = args::parse(arguments, &mut errors);
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
    fields::check(&structure, &mut errors);
    if errors.is_empty() {
        return generate(&structure, &args);
    }
    // An application nevertheless, so that its routes bring no errors of their own.
    let runtime = Runtime::new(args.krate.as_ref());
    let app = runtime.public("App");
    let (name, errors) = (&structure.ident, errors.into_tokens());
    let threads = threads(&structure, &runtime);
    if structure.generics.params.is_empty() {
        return quote!(#structure impl #app for #name {} #threads #errors);
    }
    let mut generics = structure.generics.clone();
    let shared = quote!(::core::marker::Send + ::core::marker::Sync + 'static);
    generics
        .make_where_clause()
        .predicates
        .push(parse_quote!(Self: #shared));
    let (parameters, arguments, conditions) = generics.split_for_impl();
    let door = runtime.door();
    quote! {
        #structure
        impl #parameters #app for #name #arguments #conditions {}
        impl #parameters #door::Threads for #name #arguments #conditions {}
        #errors
    }
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
    match syn::parse2::<Named>(input.clone()) {
        Ok(Named(path)) => default_alias(&quote!(#path), path.span()),
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
