use oxy::prelude::*;

#[oxy::app]
struct App {}

#[derive(serde::Deserialize)]
struct Edit {
    name: String,
}

#[post("/users/{id}")]
async fn edit(id: String, Form(edit): Form<Edit>) -> String {
    format!("{id} {}", edit.name)
}

fn main() {}
