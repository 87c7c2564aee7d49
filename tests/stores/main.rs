//! The public check of session stores: it passes stores that are right, and names what is wrong with others.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod defects;
mod reference;
mod right;
mod upserting;
