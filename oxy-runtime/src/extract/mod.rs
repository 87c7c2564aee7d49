//! How arguments are taken from a request: one file per extractor.

mod argument;
mod argument_site;
mod arguments;
mod body;
mod by_hand;
mod context;
mod cookies;
#[cfg(feature = "form")]
mod fields;
mod flashes;
#[cfg(feature = "form")]
mod form;
mod head;
#[cfg(feature = "json")]
mod json;
mod optional;
pub(crate) mod probe;
mod query;
mod scalar;
mod session;

pub use argument::Argument;
pub use argument_site::ArgumentSite;
pub use arguments::{Arguments, Call, Prepared};
pub use body::Text;
pub(crate) use body::refuse_coded;
pub use cookies::Cookies;
pub use flashes::Flashes;
#[cfg(feature = "form")]
pub use form::Form;
pub use head::Headers;
#[cfg(feature = "json")]
pub use json::Json;
#[cfg(feature = "form")]
pub use query::Query;
pub(crate) use scalar::PathValue;
pub use scalar::{InQuery, InQueryOrDefault};

mod site;
mod traits;

pub use site::Site;
pub use traits::Extract;
