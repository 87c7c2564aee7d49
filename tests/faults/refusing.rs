//! The store can be read, and refuses what would change it.

use std::time::{Duration, Instant};

use crate::answers::is_unavailable;
use crate::app;
use crate::server::{Server, on_servers};
use crate::servers::{Postgres, Redis};
use crate::site::Instance;

on_servers!(
    a_store_that_refuses_to_write_acknowledges_nothing: postgres redis cluster;
);

/// A person who logged in before.
const OLD: [&str; 2] = ["ann", "bob"];

/// What is seen while nothing can be written: of a store that can be read, the pages are there.
async fn only_reading_works(site: &Instance, cookies: &[String]) {
    let client = &site.client;
    for (name, cookie) in OLD.iter().zip(cookies) {
        for path in [
            "/login/cleo",
            "/count",
            "/rotate",
            "/leave",
            "/logout",
            "/end-all",
        ] {
            let cookie = if path == "/login/cleo" { "" } else { cookie };
            let begun = Instant::now();
            is_unavailable(&client.post(path, cookie).await, path);
            let took = begun.elapsed();
            assert!(took < Duration::from_secs(1), "{path}: {took:?}");
        }
        let page = client.get("/me", cookie).await;
        assert_eq!((page.status, page.body), (200, format!("{name} 0")));
        assert!(client.get("/me", cookie).await.cookie_lines().is_empty());
    }
}

/// Nobody is out who was told that he is not, and everything goes on.
async fn everything_works(site: &Instance, cookies: &[String]) {
    let client = &site.client;
    for cookie in cookies {
        assert_eq!(client.post("/count", cookie).await.body, "1");
        let out = client.post("/logout", cookie).await;
        assert_eq!(out.status, 200, "{}", out.body);
        assert!(out.removes_the_cookie());
        assert_eq!(client.me(cookie).await, 401);
    }
    assert_eq!(client.me(&client.login("cleo").await).await, 200);
    // What was refused was not done later.
    let kept = site.sessions.list("cleo").await.unwrap();
    assert_eq!(kept.len(), 1, "{kept:?}");
}

async fn logged_in(site: &Instance) -> Vec<String> {
    let mut cookies = Vec::new();
    for name in OLD {
        cookies.push(site.client.login(name).await);
    }
    cookies
}

fn refuse(server: &Server, is_on: bool) {
    // One more than a node of the cluster has.
    let replicas = |server: &Redis| {
        let least = if is_on { "2" } else { "0" };
        server.cli(&["CONFIG", "SET", "min-replicas-to-write", least]);
    };
    match server {
        Server::Postgres(server) => Postgres::refuse_writes(server, is_on),
        Server::Redis(server) => replicas(server),
        Server::Cluster(server) => server.nodes().iter().for_each(replicas),
    }
}

async fn a_store_that_refuses_to_write_acknowledges_nothing(server: Server) {
    let site = app::open(&server.url()).await;
    let cookies = logged_in(&site).await;
    refuse(&server, true);
    only_reading_works(&site, &cookies).await;
    refuse(&server, false);
    everything_works(&site, &cookies).await;
    site.server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_redis_takes_no_logins_and_lets_everybody_out() {
    let _alone = crate::alone().await;
    let server = Redis::start_with(&["--maxmemory-policy", "noeviction"]);
    let room = |bytes| server.cli(&["CONFIG", "SET", "maxmemory", bytes]);
    let site = app::open(&server.url()).await;
    let client = &site.client;
    let cookies = logged_in(&site).await;
    room("1");
    for (path, cookie) in [
        ("/login/cleo", ""),
        ("/count", &cookies[0]),
        ("/rotate", &cookies[0]),
    ] {
        is_unavailable(&client.post(path, cookie).await, path);
    }
    for cookie in &cookies {
        assert_eq!(client.me(cookie).await, 200);
    }
    let out = client.post("/logout", &cookies[0]).await;
    assert_eq!(out.status, 200, "{}", out.body);
    assert!(out.removes_the_cookie());
    assert_eq!(client.me(&cookies[0]).await, 401);
    room("0");
    assert_eq!(client.me(&cookies[0]).await, 401);
    everything_works(&site, &cookies[1..]).await;
    site.server.stop().await;
}
