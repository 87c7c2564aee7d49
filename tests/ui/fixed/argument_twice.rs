#![allow(unused)]

use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/users/{id}")]
async fn show(id: u64) {}

fn main() {}
