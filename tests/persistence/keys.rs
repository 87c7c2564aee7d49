//! The secret key changes with a restart.

use oxy::testing::unseal;
use oxy::{Clock as _, SecretKey};

use crate::site::{COOKIE, Town};
use crate::stores::{Place, in_every_store};
use crate::support::{OTHER_SECRET, SECRET, value};

in_every_store!(
    a_rotation_of_the_key_logs_nobody_out_who_came_by,
    no_session_outlives_end_all_whatever_key_it_began_under
);

async fn a_rotation_of_the_key_logs_nobody_out_who_came_by(place: Place) {
    let town = Town::new(place);
    let opens = |secret: &str, cookie: &str| {
        let key = SecretKey::new(secret).unwrap();
        unseal(&key, COOKIE, value(cookie), town.clock.now()).is_some()
    };
    let before = town.instance_under(&[SECRET]).await;
    let (old, absent) = (
        before.client.login("ann").await,
        before.client.login("ann").await,
    );
    assert_eq!(before.client.post("/count", &old).await.body, "1");
    before.server.stop().await;

    let between = town.instance_under(&[OTHER_SECRET, SECRET]).await;
    let reply = between.client.get("/me", &old).await;
    assert_eq!((reply.status, reply.body.as_str()), (200, "ann 1"));
    let new = reply.new_cookie();
    assert!(opens(OTHER_SECRET, &new) && !opens(SECRET, &new));
    assert!(opens(SECRET, &old) && !opens(OTHER_SECRET, &old));
    // What the new key has sealed is not sent again.
    let again = between.client.get("/me", &new).await;
    assert_eq!((again.status, again.cookie_lines().len()), (200, 0));
    between.server.stop().await;

    let after = town.instance_under(&[OTHER_SECRET]).await;
    assert_eq!(after.client.get("/me", &new).await.body, "ann 1");
    for cookie in [&old, &absent] {
        let reply = after.client.get("/me", cookie).await;
        assert_eq!(reply.status, 401, "its key is not in the ring any more");
        // Another instance, that still has the key, may know it.
        assert!(reply.cookie_lines().is_empty());
        assert_eq!(after.client.get("/peek", cookie).await.body, "stranger");
    }
    assert_eq!(after.sessions.counts().bad_seal, 4);
    let listed = after.sessions.list("ann").await.unwrap();
    assert_eq!(listed.len(), 2, "they are the same sessions");
    after.server.stop().await;
}

async fn no_session_outlives_end_all_whatever_key_it_began_under(place: Place) {
    let town = Town::new(place);
    let first = town.instance_under(&[SECRET]).await;
    let (kept, unseen) = (
        first.client.login("ann").await,
        first.client.login("ann").await,
    );
    let between = town.instance_under(&[OTHER_SECRET, SECRET]).await;
    let sealed_again = between.client.get("/me", &kept).await.new_cookie();
    let bob = between.client.login("bob").await;
    let after = town.instance_under(&[OTHER_SECRET]).await;
    let youngest = after.client.login("ann").await;
    let ended = after.client.post("/end-all", &sealed_again).await;
    assert_eq!(ended.body, "3");
    for cookie in [&kept, &unseen, &sealed_again, &youngest] {
        for site in [&first, &between, &after] {
            assert_eq!(site.client.me(cookie).await, 401);
        }
    }
    assert_eq!(after.client.me(&bob).await, 200);
}
