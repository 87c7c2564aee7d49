//! The cases that hold for every subject: this file is a child of each, and asks it through `super::SUBJECT`.

use super::SUBJECT;

mod bodies;
mod chunks;
mod connection;
mod cross_site;
mod end;
mod endurance;
mod errors;
mod forge;
pub(super) mod harness;
pub(super) mod hostile;
mod issue;
mod leftovers;
mod load;
mod names;
mod pairs;
mod pieces;
mod present;
mod semantics;
mod smuggling;
mod targets;
