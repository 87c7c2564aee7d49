use oxy::prelude::*;

#[oxy::app]
struct App {}

#[derive(serde::Deserialize)]
struct Edit {
    name: String,
}

#[post("/users/{id}")]
async fn edit(Form(edit): Form<Edit>) -> String {
    edit.name
}

fn main() {}
