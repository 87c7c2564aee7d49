//! A program that needs no feature.

use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/hello/{name}")]
async fn hello(name: String) -> String {
    format!("Hello, {name}!")
}

fn main() {
    let table = oxy::serve(App {}).check().expect("nothing is wrong");
    println!("{}", table.routes().len());
}
