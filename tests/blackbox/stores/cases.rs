//! The cases in which a store has a say: this file is a child of a subject for each store.
//!
//! | case | about |
//! |---|---|
//! | S01 | the program is killed and started again |
//! | S02 | two instances |
//! | S03 | the store is away for a while |

use super::SUBJECT;

#[path = "../end.rs"]
mod end;
#[path = "../harness/mod.rs"]
pub(super) mod harness;
mod instances;
mod killed;
