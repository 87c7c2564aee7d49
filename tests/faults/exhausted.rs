//! More people at once than there are connections to the store, which is slow.

use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::task::JoinSet;

use crate::answers::{Answers, What, ask};
use crate::app;
use crate::client::Client;
use crate::server::{Server, on_servers};
use crate::servers::Postgres;
use crate::site::Instance;

on_servers!(
    more_people_than_connections_wait_no_longer_than_a_second: postgres;
);

const PEOPLE: usize = 400;
/// So many that most cannot get in.
const SLOW: usize = 100;
/// How long anybody may wait.
const LONGEST: Duration = Duration::from_secs(1);
const CONNECTIONS: usize = 10;
const USED: &str = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'oxy'";

/// Everybody at once, each over a connection that is open already.
async fn all_at_once(clients: &[(Arc<Client>, String)], what: What, path: &'static str) -> Answers {
    let mut tasks = JoinSet::new();
    for (client, cookie) in clients {
        let (client, cookie) = (Arc::clone(client), cookie.clone());
        tasks.spawn(async move { ask(&client, what, path, &cookie).await.0 });
    }
    Answers(tasks.join_all().await)
}

/// How long `count` answers take that need no store: what the machine does in that time is not waiting.
async fn lag(clients: &[(Arc<Client>, String)]) -> Duration {
    let plain = all_at_once(clients, What::Plain, "/plain").await;
    plain.are_all(200, "plain");
    plain.p99()
}

async fn until_it_heals(site: &Instance, cookie: &str) -> Duration {
    let begun = Instant::now();
    while site.client.me(cookie).await != 200 {
        assert!(begun.elapsed() < Duration::from_secs(5), "it does not heal");
    }
    begun.elapsed()
}

fn used(postgres: &Postgres) -> usize {
    postgres.psql(USED).parse().unwrap()
}

async fn more_people_than_connections_wait_no_longer_than_a_second(server: Server) {
    let Server::Postgres(postgres) = &server else {
        panic!("there is no pool");
    };
    app::allow_connections(PEOPLE);
    let site = app::open(&server.url()).await;
    let mut clients = Vec::new();
    for number in 0..PEOPLE {
        let client = Client::new(site.server.address());
        let cookie = client.login(&format!("user{number}")).await;
        clients.push((Arc::new(client), cookie));
    }
    let cookie = &clients[0].1;
    let lag = lag(&clients).await;
    let longest = LONGEST + lag;

    // Each change takes a fifth of a second: some are made before the others have waited for half a second.
    postgres.psql(
        "CREATE FUNCTION dawdle() RETURNS trigger LANGUAGE plpgsql \
         AS 'BEGIN PERFORM pg_sleep(0.2); RETURN NEW; END'; \
         CREATE TRIGGER slow BEFORE UPDATE ON oxy_sessions FOR EACH ROW EXECUTE FUNCTION dawdle()",
    );
    let slow = all_at_once(&clients[..SLOW], What::Change, "/count").await;
    assert!(slow.count(200) > 0, "nobody got in");
    assert!(slow.count(503) >= SLOW / 2, "{}", slow.count(503));
    assert_eq!(slow.count(200) + slow.count(503), SLOW);
    let slowest = slow.0.iter().map(|answer| answer.took).max().unwrap();
    assert!(slowest <= longest, "{slowest:?}, lag {lag:?}");
    postgres.psql("DROP TRIGGER slow ON oxy_sessions");
    let healed = until_it_heals(&site, cookie).await;
    println!(
        "slow: {} of {SLOW} got in, the others waited for at most {slowest:?} (lag {lag:?}); healed after {healed:?}",
        slow.count(200)
    );

    let lock = "LOCK TABLE oxy_sessions; SELECT pg_sleep(3)";
    let locked = std::thread::scope(|threads| {
        let holder = threads.spawn(|| postgres.psql(lock));
        while postgres.psql("SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'LOCK%'") == "0"
        {
        }
        let locked = tokio::task::block_in_place(|| {
            let all = all_at_once(&clients, What::Dashboard, "/me");
            tokio::runtime::Handle::current().block_on(all)
        });
        holder.join().unwrap();
        locked
    });
    locked.are_all(503, "locked");
    let slowest = locked.0.iter().map(|answer| answer.took).max().unwrap();
    assert!(slowest <= longest, "{slowest:?}, lag {lag:?}");
    let healed = until_it_heals(&site, cookie).await;
    assert!(healed <= Duration::from_secs(1), "{healed:?}");
    println!("locked: all waited for at most {slowest:?}; healed after {healed:?}");

    // Nobody has to wait for a connection.
    for some in clients.chunks(CONNECTIONS) {
        let after = all_at_once(some, What::Dashboard, "/me").await;
        after.are_all(200, "after");
    }
    let used = used(postgres);
    assert!(used <= CONNECTIONS, "{used} connections");
    site.server.stop().await;
}
