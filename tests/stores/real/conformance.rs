//! Every store keeps every rule, alone and with a second handle.

use oxy::testing::{check_shared_store, check_store};

use super::any::AnyStore;
use crate::alone;
use crate::servers::{for_each_shared_store, for_each_store};

for_each_store! {
    #[tokio::test(flavor = "multi_thread")]
    async fn it_passes(place: Place) {
        let _alone = alone().await;
        check_store(AnyStore::at(place.url())).await.unwrap();
    }

    async fn it_passes_on_one_thread(place: Place) {
        let _alone = alone().await;
        check_store(AnyStore::at(place.url())).await.unwrap();
    }
}

for_each_shared_store! {
    #[tokio::test(flavor = "multi_thread")]
    async fn two_handles_pass(place: Place) {
        let _alone = alone().await;
        let [first, second] = [place.url(), place.url()].map(AnyStore::at);
        check_shared_store(first, second).await.unwrap();
    }
}
