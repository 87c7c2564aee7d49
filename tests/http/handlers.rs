//! The function of a route stays a function: a unit test calls it with values.

use std::sync::Mutex;

use oxy::prelude::*;

#[oxy::app(named)]
struct Shop {
    stock: Stock,
}

#[derive(Default)]
struct Stock(Mutex<Vec<String>>);

#[derive(serde::Deserialize)]
struct Item {
    name: String,
}

/// Adds an item.
#[post("/shelves/{shelf}", app = Shop)]
#[put("/shelves/{shelf}/items", app = Shop)]
async fn add(
    shelf: u32,
    stock: Context<Stock>,
    item: Json<Item>,
    #[default(1)] count: usize,
    note: Option<String>,
) -> Result<String, Error> {
    if shelf == 0 {
        return Err(Error::not_found("there is no shelf 0"));
    }
    let mut stock = stock.0.lock().unwrap();
    stock.extend(std::iter::repeat_n(item.0.name, count));
    Ok(format!(
        "{} on {shelf}{}",
        stock.len(),
        note.unwrap_or_default()
    ))
}

#[get("/shelves", app = Shop)]
fn shelves() -> Response {
    text("three").status(StatusCode::ACCEPTED)
}

fn item(name: &str) -> Json<Item> {
    Json(Item { name: name.into() })
}

#[tokio::test]
async fn a_handler_is_called_with_plain_values() {
    let stock = Context::new(Stock::default());
    let answer = add(2, stock.clone(), item("pen"), 3, None).await.unwrap();
    assert_eq!(answer, "3 on 2");
    let answer = add(2, stock.clone(), item("cup"), 1, Some("!".into())).await;
    assert_eq!(answer.unwrap(), "4 on 2!");
    assert_eq!(stock.0.lock().unwrap().last().unwrap(), "cup");

    let error = add(0, stock, item("pen"), 1, None).await.unwrap_err();
    assert_eq!(error.status(), 404);
    assert_eq!(error.detail(), Some("there is no shelf 0"));
    assert_eq!(shelves().status_code(), 202);
}

#[tokio::test]
async fn the_same_function_answers_requests() {
    let client = crate::support::client(oxy::serve(Shop {
        stock: Stock::default(),
    }));
    let body = serde_json::json!({ "name": "pen" });
    let response = client.post("/shelves/1?count=2").json(&body).send().await;
    assert_eq!(response.text(), "2 on 1");
    let request = client.request(Method::PUT, "/shelves/1/items?note=.");
    assert_eq!(request.json(&body).send().await.text(), "3 on 1.");
    assert_eq!(client.get("/shelves").send().await.status(), 202);
}
