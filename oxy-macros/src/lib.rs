//! The attributes of oxy. They are documented and exported by the crate `oxy` (package `oxy-runtime`).

mod allow;
mod app;
mod args;
mod bodies;
mod checks;
mod codegen;
mod default_value;
mod errors;
mod expand;
mod function;
#[cfg(test)]
mod fuzz;
#[cfg(test)]
mod golden;
#[cfg(test)]
mod items;
#[cfg(test)]
mod kept;
mod marks;
mod methods;
mod model;
mod named;
mod options;
mod path;
mod pieces;
#[cfg(test)]
mod places;
mod quantity;
mod router;
mod routes;
mod runtime;
mod session_data;
mod signature;
mod suggest;
#[cfg(test)]
mod told;
mod unpacked;
mod url;
mod validate;
mod written;

use proc_macro::TokenStream;

macro_rules! method_attributes {
    ($($name:ident)*) => {$(
        #[doc = concat!("Routes ", stringify!($name), " requests; see `oxy::", stringify!($name), "`.")]
        #[proc_macro_attribute]
        pub fn $name(arguments: TokenStream, item: TokenStream) -> TokenStream {
            expand::route(stringify!($name), arguments.into(), item.into()).into()
        }
    )*};
}

method_attributes! { get post put patch delete head options route }

/// Marks the struct of an application; see `oxy::app`.
#[proc_macro_attribute]
pub fn app(arguments: TokenStream, item: TokenStream) -> TokenStream {
    app::expand(arguments.into(), item.into()).into()
}

/// There is no such attribute: says what a `main` is here.
#[proc_macro_attribute]
pub fn main(_: TokenStream, item: TokenStream) -> TokenStream {
    expand::main(&item.into()).into()
}

/// Makes an application in a module the crate's default; see `oxy::default_app`.
#[proc_macro]
pub fn default_app(input: TokenStream) -> TokenStream {
    app::expand_default(input.into()).into()
}

/// Declares a router; see `oxy::router`.
#[proc_macro_attribute]
pub fn router(arguments: TokenStream, item: TokenStream) -> TokenStream {
    router::expand(arguments.into(), item.into()).into()
}

/// Makes a type fit to be kept in a session; see the derive macro `oxy::SessionData`.
#[proc_macro_derive(SessionData, attributes(session))]
pub fn session_data(input: TokenStream) -> TokenStream {
    session_data::expand(input.into()).into()
}

/// Lists routes; see `oxy::routes`.
#[proc_macro]
pub fn routes(input: TokenStream) -> TokenStream {
    routes::expand(input.into()).into()
}

/// Makes a link; see `oxy::url`.
#[proc_macro]
pub fn url(input: TokenStream) -> TokenStream {
    url::expand(input.into()).into()
}
