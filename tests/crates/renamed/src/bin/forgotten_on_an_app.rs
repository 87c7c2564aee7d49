//! Has renamed the crate, and not said so.

#[web::app]
struct App {
    owner: String,
}

fn main() {}
