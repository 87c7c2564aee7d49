//! Two instances of an application on one store are one application.

use crate::site::Town;
use crate::stores::{Place, in_every_store};

in_every_store!(
    who_logs_in_on_one_instance_is_in_on_the_other_and_out_of_both_at_once,
    a_rotation_on_one_instance_holds_on_the_other_at_once,
);

const ROUNDS: usize = 20;

async fn who_logs_in_on_one_instance_is_in_on_the_other_and_out_of_both_at_once(place: Place) {
    let town = Town::new(place);
    let (here, there) = (town.instance().await, town.instance().await);
    for round in 0..ROUNDS {
        let cookie = here.client.login("ann").await;
        assert_eq!(there.client.get("/me", &cookie).await.body, "ann 0");
        assert_eq!(there.client.post("/count", &cookie).await.body, "1");
        assert_eq!(here.client.get("/me", &cookie).await.body, "ann 1");
        // An instance that kept what it has seen would go on with it.
        let logout = ["/logout", "/leave", "/end-all"][round % 3];
        let reply = here.client.post(logout, &cookie).await;
        assert_eq!(reply.status, 200);
        assert!(reply.removes_the_cookie(), "{:?}", reply.cookie_lines());
        for site in [&there, &here] {
            assert_eq!(site.client.me(&cookie).await, 401, "round {round}");
            assert_eq!(site.client.post("/count", &cookie).await.status, 401);
        }
    }
}

async fn a_rotation_on_one_instance_holds_on_the_other_at_once(place: Place) {
    let town = Town::new(place);
    let (here, there) = (town.instance().await, town.instance().await);
    let mut cookie = here.client.login("ann").await;
    for round in 0..ROUNDS {
        assert_eq!(there.client.me(&cookie).await, 200);
        let renewed = here.client.post("/rotate", &cookie).await.new_cookie();
        for site in [&there, &here] {
            let live = site.client.live(&[&cookie, &renewed]).await;
            assert_eq!(live, [false, true], "round {round}");
        }
        cookie = renewed;
    }
    let last = there.client.login_over("ann", &cookie).await;
    assert_eq!(here.client.live(&[&cookie, &last]).await, [false, true]);
}
