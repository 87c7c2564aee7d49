use oxy::prelude::*;

#[oxy::app]
struct App {}

#[get("/{id}", name = "show")]
async fn show(id: u64, r#type: Option<String>, #[default] page: u32) -> Json<u32> {
    Json(id.count_ones() + page + r#type.map_or(0, |_| 1))
}

fn main() {
    let id: u64 = 7;
    let call = show(id, Some(String::new()), 3);
    let _ = async { call.await.0 };
}
