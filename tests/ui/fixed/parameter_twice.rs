use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/{id}/posts/{post}")]
async fn show(id: u64, post: u64) {
    let _ = (id, post);
}

fn main() {}
