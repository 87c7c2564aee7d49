//! Errors, all of them at once: what is wrong, and what to write.

use proc_macro2::{Span, TokenStream, TokenTree};
use quote::{ToTokens, quote};

/// Collects errors, so that one run shows every mistake.
#[derive(Default)]
pub(crate) struct Errors {
    found: Vec<syn::Error>,
}

impl Errors {
    /// Notes an error over all of `tokens`.
    pub(crate) fn at(&mut self, tokens: impl ToTokens, message: &str, help: &str) {
        self.found
            .push(syn::Error::new_spanned(tokens, text(message, help)));
    }

    /// Notes an error at a span.
    pub(crate) fn at_span(&mut self, span: Span, message: &str, help: &str) {
        self.found.push(syn::Error::new(span, text(message, help)));
    }

    /// Notes an error of the parser.
    pub(crate) fn parser(&mut self, error: syn::Error) {
        self.found.push(error);
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// The errors as an expression of any type.
    pub(crate) fn into_expression(self) -> TokenStream {
        let mut errors = self.found.iter().map(syn::Error::to_compile_error);
        let last = errors.next_back();
        quote!({ #(let _ = (#errors);)* (#last) })
    }

    /// The errors as items.
    pub(crate) fn into_tokens(self) -> TokenStream {
        self.found
            .iter()
            .map(syn::Error::to_compile_error)
            .collect()
    }
}

/// The place of the whole attribute, for a mistake that no token of it is to blame for. With the context of a token that
/// the user wrote, rustc does not add that the error "originates in the attribute macro".
pub(crate) fn attribute_span(written: Span) -> Span {
    Span::call_site().resolved_at(written)
}

/// An error over all of `tokens`, for a parser.
pub(crate) fn wrong(tokens: impl ToTokens, message: &str, help: &str) -> syn::Error {
    syn::Error::new_spanned(tokens, text(message, help))
}

/// The name behind a keyword, for a help in the user's words.
pub(crate) fn name_behind(item: &TokenStream, keyword: &str) -> Option<String> {
    let mut tokens = item.clone().into_iter();
    tokens.find(|token| token.to_string() == keyword)?;
    match tokens.next()? {
        TokenTree::Ident(name) => Some(name.to_string()),
        _ => None,
    }
}

fn text(message: &str, help: &str) -> String {
    format!("{message}\nhelp: {help}")
}
