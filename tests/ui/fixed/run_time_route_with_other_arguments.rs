use oxy::prelude::*;

#[oxy::app]
struct App {}

async fn show(id: u64) -> String {
    id.to_string()
}

fn main() {
    let show = |request: Request| async move { Ok::<_, Rejection>(show(request.param("id")?).await) };
    let _ = oxy::serve(App {}).route(Method::GET, "/users/{id}", show);
}
