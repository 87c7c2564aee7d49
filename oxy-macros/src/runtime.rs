//! The only file that spells the paths of the runtime crate.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::ext::IdentExt;

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

    /// A public item of the module `session`.
    pub(crate) fn session(&self, name: &str) -> TokenStream {
        let (root, name) = (&self.root, format_ident!("{name}"));
        quote!(#root::session::#name)
    }

    /// The module of items for generated code.
    pub(crate) fn door(&self) -> TokenStream {
        let root = &self.root;
        quote!(#root::__private)
    }
}

/// The module of items for generated code, and the application, as the static of a route names them.
pub(crate) fn short_names() -> (Ident, Ident) {
    (format_ident!("__oxy"), format_ident!("__OxyApp"))
}

/// The name of the crate's default application. rustc prints it when there is none ("cannot find type ..") and when there
/// are two ("the name .. is defined multiple times"), so it reads well in both.
pub(crate) fn default_app_alias(span: Span) -> Ident {
    Ident::new(
        "the_struct_marked_with_oxy_app_or_named_by_default_app",
        span,
    )
}

/// The path to the crate's default application.
pub(crate) fn default_app(span: Span) -> TokenStream {
    let alias = default_app_alias(span);
    quote_spanned!(span=> crate::#alias)
}

const OF_FUNCTION: &str = "the_route_attribute_of_";

/// The name of the item that holds the routes of a handler. rustc prints it when `routes!` names another function
/// ("cannot find value .."), so it says what is missing.
pub(crate) fn route_item(handler: &Ident) -> Ident {
    let name = handler.unraw().to_string();
    // rustc proposes the item of a function that is named nearly alike: that names the function, too.
    let name = name.strip_prefix(OF_FUNCTION).unwrap_or(&name);
    format_ident!("{OF_FUNCTION}{name}", span = handler.span())
}
