use oxy::prelude::*;

#[derive(Default)]
struct Stock {
    names: Vec<String>,
}

#[oxy::app]
struct Shop {
    stock: Stock,
}

#[get("/count")]
async fn count(stock: Context<std::sync::Arc<Stock>>) -> String {
    stock.names.len().to_string()
}

fn main() {}
