//! What handlers answer with.

mod builder;
mod flash;
mod html;
mod into_response;
#[cfg(feature = "json")]
mod json;
mod local_path;
mod parts;
mod redirect;

pub(crate) use builder::Answer;
pub use builder::{Response, html, text};
pub use flash::{Flash, FlashLevel};
pub use html::{Html, escape_html};
pub use into_response::{HeaderPairs, IntoResponse, Page};
#[cfg(feature = "json")]
pub use json::json;
pub use local_path::{LocalPath, NotLocal};
pub use parts::{Parts, Respond, RespondInParts, ResponsePart, WholeOption, WholeResult};
pub use redirect::{IntoLocation, Redirect};
