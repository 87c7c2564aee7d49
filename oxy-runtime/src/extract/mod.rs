//! How arguments are taken from a request: one file per extractor.

mod argument;
mod arguments;
mod body;
mod by_hand;
mod client;
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
pub(crate) mod misplaced;
mod optional;
pub(crate) mod probe;
mod query;
mod scalar;
mod session;

pub use argument::{Argument, PreparedArgument};
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
pub use scalar::{InQuery, InQueryOrDefault, PathArgument, QueryDefault, QueryParser};
pub(crate) use scalar::{PathValue, leads_out};

mod site;
mod traits;
#[cfg(not(all(feature = "json", feature = "form", feature = "uuid")))]
mod without;

pub use site::Site;
pub use traits::Extract;
#[cfg(not(all(feature = "json", feature = "form", feature = "uuid")))]
pub use without::*;
