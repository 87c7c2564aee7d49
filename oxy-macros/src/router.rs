//! `#[oxy::router]`: a static with a prefix, tags and layers, and a type of its name for duplicate routes.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;
use syn::parse::{Parse, ParseStream};
use syn::{Attribute as Attr, Token, Type, Visibility};

use crate::args::{self, Attribute};
use crate::checks;
use crate::errors::{Errors, name_behind};
use crate::path::RoutePath;
use crate::runtime::Runtime;

/// `static API: Router;`, which only an attribute can give its value.
struct RouterItem {
    attributes: Vec<Attr>,
    visibility: Visibility,
    name: Ident,
    ty: Type,
}

impl Parse for RouterItem {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let attributes = input.call(Attr::parse_outer)?;
        let visibility = input.parse()?;
        input.parse::<Token![static]>()?;
        let name = input.parse()?;
        input.parse::<Token![:]>()?;
        let ty = input.parse()?;
        input.parse::<Token![;]>()?;
        Ok(Self {
            attributes,
            visibility,
            name,
            ty,
        })
    }
}

/// Expands `#[oxy::router]`.
pub(crate) fn expand(arguments: TokenStream, item: TokenStream) -> TokenStream {
    let mut errors = Errors::default();
    let attribute = Attribute {
        name: "oxy::router",
        span: Span::call_site(),
    };
    let args = args::parse(attribute, arguments, &mut errors);
    let parsed = syn::parse2::<RouterItem>(item.clone());
    if parsed.is_err() {
        let first = item
            .clone()
            .into_iter()
            .next()
            .map_or_else(Span::call_site, |token| token.span());
        errors.at_span(
            first,
            "#[oxy::router] goes on a static without a value",
            &format!(
                "static {}: Router;",
                name_behind(&item, "static").unwrap_or_else(|| "API".to_owned())
            ),
        );
    }
    let prefix = args
        .path
        .clone()
        .and_then(|path| RoutePath::check(path, &args.options.allowed, &mut errors));
    if let Some(prefix) = &prefix
        && prefix.params.iter().any(|param| param.is_rest)
    {
        errors.at(
            &prefix.literal,
            "a router's prefix cannot have a catch-all",
            "end the prefix before it",
        );
    }
    match (parsed, prefix) {
        (Ok(router), Some(prefix)) if errors.is_empty() => generate(&router, &args, &prefix),
        (parsed, _) => {
            let errors = errors.into_tokens();
            let fallback = parsed.ok().map(|router| skeleton(&router, &args));
            quote!(#fallback #errors)
        }
    }
}

/// The router without its arguments, so that the routes on it bring no errors of their own.
fn skeleton(router: &RouterItem, args: &args::Args) -> TokenStream {
    let literal = syn::LitStr::new("/", Span::call_site());
    let prefix = RoutePath {
        literal,
        params: Vec::new(),
    };
    let mut bare = args::Args::default();
    bare.options.krate.clone_from(&args.options.krate);
    generate(router, &bare, &prefix)
}

fn generate(router: &RouterItem, args: &args::Args, prefix: &RoutePath) -> TokenStream {
    let runtime = Runtime::new(args.options.krate.as_ref());
    let constructor = runtime.public("Router");
    let RouterItem {
        attributes,
        visibility,
        name,
        ty,
    } = router;
    let conditions: Vec<_> = attributes
        .iter()
        .filter(|attribute| attribute.path().is_ident("cfg"))
        .collect();
    let parent = match &args.router {
        Some(parent) => quote!(::core::option::Option::Some(<#parent>::ROUTER)),
        None => quote!(::core::option::Option::None),
    };
    let (tags, layers) = (&args.options.tags, &args.options.layers);
    let door = runtime.door();
    let makers = layers.iter().map(|layer| checks::layer(layer, &door));
    let literal = &prefix.literal;
    quote! {
        #(#attributes)*
        #visibility static #name: #ty =
            #constructor::new(#parent, #literal, &[#(#tags),*], &[#(|| { use #door::levels::*; #makers }),*]);

        #(#conditions)*
        #[doc(hidden)]
        #[allow(non_camel_case_types, clippy::upper_case_acronyms, dead_code)]
        #visibility struct #name {}

        #(#conditions)*
        #[allow(dead_code)]
        impl #name {
            #[doc(hidden)]
            pub const ROUTER: &'static #ty = &#name;
        }
    }
}
