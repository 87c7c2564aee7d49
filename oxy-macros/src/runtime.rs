//! The only file that spells the paths of the runtime crate.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};

/// The runtime crate as generated code names it.
pub(crate) struct Runtime {
    root: TokenStream,
}

impl Runtime {
    /// `::oxy`, or what the option `crate = ..` says.
    pub(crate) fn new(root: Option<&syn::Path>) -> Self {
        Self {
            root: root.map_or_else(|| quote!(::oxy), |path| quote!(#path)),
        }
    }

    /// A public item.
    pub(crate) fn public(&self, name: &str) -> TokenStream {
        let (root, name) = (&self.root, format_ident!("{name}"));
        quote!(#root::#name)
    }

    /// An item for generated code only.
    pub(crate) fn private(&self, name: &str) -> TokenStream {
        let (root, name) = (&self.root, format_ident!("{name}"));
        quote!(#root::__private::#name)
    }

    /// The module of items for generated code.
    pub(crate) fn door(&self) -> TokenStream {
        let root = &self.root;
        quote!(#root::__private)
    }
}

/// The name of the crate's default application: a sentence, since rustc prints it when there is none.
pub(crate) fn default_app_alias(span: Span) -> Ident {
    Ident::new("this_crate_has_no_struct_marked_oxy_app", span)
}

/// The path to the crate's default application.
pub(crate) fn default_app(span: Span) -> TokenStream {
    let alias = default_app_alias(span);
    quote_spanned!(span=> crate::#alias)
}

/// The name of the item that holds the routes of a handler.
pub(crate) fn route_item(handler: &Ident) -> Ident {
    let name = handler.to_string();
    let name = name.strip_prefix("r#").unwrap_or(&name);
    format_ident!("__oxy_route_{name}", span = handler.span())
}
