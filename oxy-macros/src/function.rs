//! An annotated function, as far as the macros look into it: the body stays tokens, so that one which is not finished or
//! newer than the parser still is a route.

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, TokenStreamExt};
use syn::parse::{Parse, ParseStream};
use syn::spanned::Spanned;
use syn::{Attribute, Meta, Path, Signature, Visibility};

/// Attributes that declare routes.
const ROUTE_ATTRIBUTES: [&str; 8] = [
    "get", "post", "put", "patch", "delete", "head", "options", "route",
];

/// A function with its body unread.
#[cfg_attr(test, derive(Clone))]
pub(crate) struct Function {
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) visibility: Visibility,
    pub(crate) signature: Signature,
    /// A block, or the semicolon of a function without a body.
    pub(crate) body: TokenTree,
}

impl Parse for Function {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        Ok(Self {
            attributes: input.call(Attribute::parse_outer)?,
            visibility: input.parse()?,
            signature: input.parse()?,
            body: input.parse()?,
        })
    }
}

impl ToTokens for Function {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.append_all(&self.attributes);
        self.visibility.to_tokens(tokens);
        self.signature.to_tokens(tokens);
        self.body.to_tokens(tokens);
    }
}

/// A route attribute that stood below the outermost one.
pub(crate) struct Further {
    pub(crate) name: String,
    pub(crate) span: Span,
    pub(crate) arguments: TokenStream,
    /// As what it was imported.
    pub(crate) path: Path,
}

impl Function {
    /// Takes the route attributes off the function: those that are imported by name, and those in the crate by the name that
    /// it has in the arguments of the outermost one, or in their own.
    pub(crate) fn take_routes(&mut self, outermost: &TokenStream) -> Vec<Further> {
        let krate = crate_in(outermost.clone());
        let mut taken = Vec::new();
        self.attributes.retain(|attribute| {
            let segments = &attribute.path().segments;
            let first = segments.first().map(|first| &first.ident);
            let ours = segments.len() == 1
                || first.is_some_and(|first| {
                    first == "oxy"
                        || [krate.clone(), named_crate(&attribute.meta)]
                            .contains(&Some(first.clone()))
                });
            let name = segments.last().map(|last| last.ident.to_string());
            match name {
                Some(name) if ours && ROUTE_ATTRIBUTES.contains(&name.as_str()) => {
                    let arguments = match &attribute.meta {
                        Meta::List(list) => list.tokens.clone(),
                        Meta::Path(_) => TokenStream::new(),
                        Meta::NameValue(pair) => pair.value.to_token_stream(),
                    };
                    taken.push(Further {
                        name,
                        span: attribute.meta.span(),
                        arguments,
                        path: attribute.path().clone(),
                    });
                    false
                }
                _ => true,
            }
        });
        taken
    }
}

/// The first part of the path that `crate = ..` has in an attribute.
fn named_crate(attribute: &Meta) -> Option<Ident> {
    match attribute {
        Meta::List(list) => crate_in(list.tokens.clone()),
        _ => None,
    }
}

fn crate_in(arguments: TokenStream) -> Option<Ident> {
    let mut tokens = arguments.into_iter();
    tokens.find(|token| token.to_string() == "crate")?;
    tokens.next().filter(|sign| sign.to_string() == "=")?;
    tokens.find_map(|token| match token {
        TokenTree::Ident(first) => Some(first),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use quote::{ToTokens, quote};

    use super::Function;

    #[test]
    fn only_attributes_of_ours_are_taken() {
        let item = quote! {
            #[get("/a")]
            #[oxy::get("/b")]
            #[other::get("/c")]
            #[web::get("/d")]
            #[web::prelude::route(GET, "/e", crate = web)]
            #[derive(Debug)]
            async fn show() {}
        };
        for (arguments, taken, kept) in [
            (quote!("/"), 3, &["other", "web", "derive"][..]),
            (quote!("/", crate = web), 4, &["other", "derive"]),
            (quote!("/", crate = ::web::again), 4, &["other", "derive"]),
        ] {
            let mut function: Function = syn::parse2(item.clone()).unwrap();
            assert_eq!(function.take_routes(&arguments).len(), taken, "{arguments}");
            let first = |attribute: &syn::Attribute| {
                let first = attribute.path().segments.first().unwrap();
                first.ident.to_token_stream().to_string()
            };
            let left: Vec<String> = function.attributes.iter().map(first).collect();
            assert_eq!(left, kept, "{arguments}");
        }
    }
}
