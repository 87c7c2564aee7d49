//! Has renamed the crate, and not said so.

#[web::app(crate = web)]
struct App {}

#[web::get("/{id}")]
async fn show(id: u64, page: Option<u32>) -> String {
    format!("{id} {page:?}")
}

fn main() {}
