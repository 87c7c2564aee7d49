//! Sessions of one user are ended: one, all others, all.

use super::{Device, devices, live, login_from, removes_the_cookie};
use crate::people::cookies_of;
use crate::shop::shop;

#[tokio::test]
async fn one_can_be_ended_by_its_reference() {
    let shop = shop();
    let old = login_from(&shop, "ann", "old").await;
    shop.advance(1_000);
    let own = login_from(&shop, "ann", "own").await;
    let list = devices(&shop, &own).await;
    let path = format!("/devices/end/{}", list[0].reference);
    let ended = shop.post(&path, &own).await;
    assert_eq!(ended.text(), "true");
    assert_eq!(cookies_of(&ended), [""; 0], "of another session");
    assert_eq!(live(&shop, &[&old, &own]).await, [false, true]);
    assert_eq!(shop.post(&path, &own).await.text(), "false", "it is gone");

    let path = format!("/devices/end/{}", list[1].reference);
    let ended = shop.post(&path, &own).await;
    assert_eq!(ended.text(), "true");
    assert!(removes_the_cookie(&ended), "it was the request's own");
    assert_eq!(shop.me(&own).await, 401);
}

#[tokio::test]
async fn nobody_can_end_the_session_of_another_user() {
    let shop = shop();
    let (ann, bob, nobody) = (
        shop.login("ann").await,
        shop.login("bob").await,
        shop.login("nobody").await,
    );
    let of_ann = devices(&shop, &ann).await.remove(0).reference;
    let of_nobody = devices(&shop, &nobody).await.remove(0).reference;
    let upper = of_ann.to_uppercase();
    for (cookie, reference) in [
        (&bob, of_ann.as_str()),
        (&bob, &of_nobody),
        (&nobody, &of_ann),
        // A session without a user has no list from which one could be ended.
        (&nobody, &of_nobody),
        (&ann, &of_ann[..15]),
        (&ann, &upper),
        (&ann, "0"),
        (&ann, "%01"),
    ] {
        let ended = shop
            .post(&format!("/devices/end/{reference}"), cookie)
            .await;
        assert_eq!(ended.text(), "false", "{reference}");
        assert_eq!(cookies_of(&ended), [""; 0], "{reference}");
    }
    assert_eq!(live(&shop, &[&ann, &bob, &nobody]).await, [true; 3]);
    assert_eq!(
        shop.post(&format!("/devices/end/{of_ann}"), "")
            .await
            .status(),
        401
    );
}

#[tokio::test]
async fn all_others_can_be_ended() {
    let shop = shop();
    let (one, two, own) = (
        shop.login("ann").await,
        shop.login("ann").await,
        shop.login("ann").await,
    );
    let (bob, nobody) = (shop.login("bob").await, shop.login("nobody").await);
    let ended = shop.post("/devices/end-others", &own).await;
    assert_eq!(
        (ended.text(), cookies_of(&ended)),
        ("2".to_owned(), Vec::new())
    );
    let all = [&one, &two, &own, &bob, &nobody];
    assert_eq!(live(&shop, &all).await, [false, false, true, true, true]);
    assert_eq!(shop.post("/devices/end-others", &own).await.text(), "0");
    assert_eq!(shop.post("/devices/end-others", &nobody).await.text(), "0");
    assert_eq!(live(&shop, &[&own, &nobody]).await, [true; 2]);
}

#[tokio::test]
async fn all_can_be_ended() {
    let shop = shop();
    let (one, own) = (shop.login("ann").await, shop.login("ann").await);
    let (bob, nobody) = (shop.login("bob").await, shop.login("nobody").await);
    let other_nobody = shop.login("nobody").await;
    let ended = shop.post("/end-all", &own).await;
    assert_eq!(ended.text(), "2");
    assert!(removes_the_cookie(&ended));
    assert_eq!(live(&shop, &[&one, &own, &bob]).await, [false, false, true]);

    // Of a session without a user it is itself.
    let ended = shop.post("/end-all", &nobody).await;
    assert_eq!(ended.text(), "1");
    assert!(removes_the_cookie(&ended));
    assert_eq!(live(&shop, &[&nobody, &other_nobody]).await, [false, true]);

    let again = shop.login("ann").await;
    assert_eq!(
        live(&shop, &[&one, &own, &again]).await,
        [false, false, true]
    );
}

#[tokio::test]
async fn an_administrator_lists_and_ends_the_sessions_of_any_user() {
    let shop = shop();
    let (one, two) = (shop.login("ann").await, shop.login("ann").await);
    let bob = shop.login("bob").await;
    let listed: Vec<Device> = shop.get("/devices/of/ann", "").await.json().unwrap();
    let of_ann = devices(&shop, &one).await;
    let references = |list: &[Device]| -> Vec<String> {
        let mut references: Vec<_> = list.iter().map(|row| row.reference.clone()).collect();
        references.sort();
        references
    };
    assert_eq!(references(&listed), references(&of_ann));
    assert!(listed.iter().all(|row| !row.current));

    // An administrator who has a session keeps it, and its cookie.
    let ended = shop.post("/devices/end-of/ann", &bob).await;
    assert_eq!(
        (ended.text(), cookies_of(&ended)),
        ("2".to_owned(), Vec::new())
    );
    assert_eq!(live(&shop, &[&one, &two, &bob]).await, [false, false, true]);
    assert_eq!(shop.post("/devices/end-of/ann", "").await.text(), "0");
    for stranger in ["nobody", "Bob", "bob%20", "b"] {
        let ended = shop.post(&format!("/devices/end-of/{stranger}"), "").await;
        assert_eq!(ended.text(), "0", "{stranger}");
    }
    assert_eq!(shop.me(&bob).await, 200);
}
