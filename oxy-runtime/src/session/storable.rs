//! That a type can be written into a session and read back, said in words of ours where it cannot.

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::wording::{Happens, Never};

/// What serde can write and read.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be kept in a session",
    label = "`serde::Serialize` or `serde::Deserialize` is missing",
    note = "write `#[derive(serde::Serialize, serde::Deserialize)]` above it; its fields own what they hold, so \
            `String` and not `&str`"
)]
pub trait Storable: Serialize + DeserializeOwned {}

impl<T: Serialize + DeserializeOwned> Storable for T {}

// With one implementation rustc would report what that one lacks: an error for each derive, with lists of serde's types.
impl<T: Storable> Storable for T where for<'n> Never<'n>: Happens {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_serde_writes_and_reads_is_storable() {
        fn storable<T: Storable>() {}
        storable::<Vec<Option<String>>>();
        storable::<()>();
    }
}
