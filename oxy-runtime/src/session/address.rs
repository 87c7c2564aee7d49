//! Which store an address names.

use std::sync::Arc;

use crate::session::erased::ErasedStore;
use crate::session::memory::MemoryStore;

/// What is wrong with an address, and what would be right. It never has the address, which may have a password.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct AddressProblem {
    pub(super) message: String,
    pub(super) help: String,
}

impl AddressProblem {
    fn new(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            help: help.into(),
        }
    }
}

const KINDS: &str = "memory:, or cookie:";

/// The address of no store: the sessions live in their cookies.
pub(super) const IN_COOKIE: &str = "cookie:";

/// The store that an address names. Nothing is connected yet.
pub(super) fn store_at(address: &str) -> Result<Arc<dyn ErasedStore>, AddressProblem> {
    let (scheme, rest) = address.split_once(':').unwrap_or((address, ""));
    match scheme {
        "memory" if rest.is_empty() => Ok(Arc::new(MemoryStore::new())),
        _ => Err(AddressProblem::new(
            "its address is not that of a store that oxy knows",
            KINDS,
        )),
    }
}
