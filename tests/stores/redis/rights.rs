//! A user who may do what the guide lists, and nothing else.

use oxy::session::SessionStore as _;
use oxy::testing::check_store;
use tokio::task::spawn_blocking;

use super::{at, now, session, store, user};
use crate::servers::{Cluster, PASSWORD, Redis};

const GUIDE: &str = include_str!("../../../oxy-runtime/src/guide/sessions/stores.md");
/// The documentation of `RedisStore`.
const STORE: &str = include_str!("../../../oxy-runtime/src/session/redis/mod.rs");
const COMMAND: &str = "ACL SETUSER shop on >password ";

/// The rules of the guide's command.
fn rules() -> Vec<&'static str> {
    let mut lines = GUIDE.lines();
    let command = lines.find_map(|line| line.strip_prefix(COMMAND));
    command.expect("the guide has it").split(' ').collect()
}

#[test]
fn all_documents_list_the_same_rights() {
    assert!(STORE.contains(&format!("/// {}\n", rules().join(" "))));
}

fn allow(redis: &Redis, rules: &[&str]) {
    let command = ["ACL", "SETUSER", "shop", "reset", "on", ">s3cret"];
    assert_eq!(redis.cli(&[&command, rules].concat()), "OK");
}

fn as_shop(url: &str) -> String {
    url.replace(&format!(":{PASSWORD}@"), "shop:s3cret@")
}

#[tokio::test(flavor = "multi_thread")]
async fn the_rights_of_the_guide_suffice_for_one_server() {
    let redis = Redis::start();
    allow(&redis, &rules());
    for database in [0, 1] {
        let store = store(&as_shop(&redis.url_of(database)));
        check_store(store).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_rights_of_the_guide_suffice_for_a_cluster() {
    let cluster = spawn_blocking(Cluster::start).await.unwrap();
    for node in cluster.nodes() {
        allow(node, &rules());
    }
    check_store(store(&as_shop(&cluster.url()))).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn who_lacks_a_right_is_told_where_all_are_listed() {
    let redis = Redis::start();
    let rules = rules();
    for missing in ["+evalsha", "+hmget", "+zadd"] {
        assert!(rules.contains(&missing));
        let fewer: Vec<_> = rules.iter().copied().filter(|it| *it != missing).collect();
        allow(&redis, &fewer);
        let (store, record) = (store(&as_shop(&redis.url())), session(&user("ann"), now()));
        let created = store.create(&record, &at(now())).await.err();
        let loaded = store.load(&record.key, now()).await.err();
        let told = [created, loaded].map(|error| error.map(|error| error.to_string()));
        let told: String = told.into_iter().flatten().collect();
        assert!(told.contains("lacks rights"), "{missing}: {told}");
        assert!(told.contains("guide::sessions::stores"), "{told}");
    }
}
