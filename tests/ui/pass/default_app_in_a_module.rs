#![forbid(unsafe_code)]
#![deny(warnings)]

use oxy::prelude::*;

mod shop {
    #[derive(Default)]
    pub(crate) struct Stock;

    #[oxy::app]
    #[derive(Default)]
    pub(crate) struct Shop {
        stock: Stock,
    }
}

oxy::default_app!(crate::shop::Shop);

#[get("/")]
async fn index(stock: Context<shop::Stock>, shop: Context<shop::Shop>) {
    drop((stock, shop));
}

fn main() {
    let table = oxy::serve(shop::Shop::default()).check().unwrap();
    assert_eq!(table.routes().len(), 1);
}
