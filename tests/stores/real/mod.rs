//! The stores of oxy, by their addresses, on real servers.

#[path = "../../support/alone.rs"]
mod alone;
mod any;
mod conformance;
mod outages;
mod peer;
mod processes;

use alone::alone;
