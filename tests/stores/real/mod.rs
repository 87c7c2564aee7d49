//! The stores of oxy, by their addresses, on real servers.

mod any;
mod conformance;
mod outages;
mod peer;
mod processes;
