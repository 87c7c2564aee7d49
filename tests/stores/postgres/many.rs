//! A hundred thousand sessions: of one user, and of as many.

use std::time::{Duration, Instant};

use oxy::session::{Created, SessionStore as _, Terms, Timestamp, UserTag};

use super::{Site, add, at, is_live, now, session, user};
use crate::servers::shared_postgres;

const MANY: u64 = 100_000;
/// The server gives a statement up after five seconds.
const BOUND: Duration = Duration::from_secs(4);

/// Adds sessions by the table itself; `tag` and `name` are expressions of `number`.
fn fill(site: &Site<'_>, tag: &str, name: &str, now: Timestamp, ends: &str) {
    site.psql(&format!(
        "INSERT INTO oxy_sessions SELECT {tag}, number, decode(repeat('07', 32), 'hex'), {name}, 'Firefox', \
           {now} - number, {now}, 600000, {now} + 3600000, {ends}, 1, '\\x017b7d' \
         FROM generate_series(1, {MANY}) AS number; ANALYZE oxy_sessions",
        now = now.0
    ));
}

fn fill_user(site: &Site<'_>, user: &UserTag, now: Timestamp) {
    let tag = user.tag().cast_signed();
    let (tag, name) = (format!("({tag})"), format!("'{}'", user.name()));
    fill(site, &tag, &name, now, &format!("{} + 600000", now.0));
}

async fn in_time<T>(what: &str, step: impl Future<Output = T>) -> T {
    let begin = Instant::now();
    let done = step.await;
    assert!(begin.elapsed() < BOUND, "{what}: {:?}", begin.elapsed());
    done
}

#[tokio::test]
async fn a_user_of_a_hundred_thousand_sessions_is_listed_capped_and_ended_in_time() {
    let site = Site::on(shared_postgres());
    let (store, ann, now) = (site.store(2).await, user("ann"), now());
    fill_user(&site, &ann, now);
    let page = in_time("a page", store.by_user(&ann, 100, now))
        .await
        .unwrap();
    assert_eq!(page.len(), 100);
    let all = in_time("all", store.by_user(&ann, usize::MAX, now))
        .await
        .unwrap();
    assert_eq!(all.len() as u64, MANY);
    assert_eq!(page[..], all[all.len() - 100..]);
    let (new, terms) = (
        session(&ann, now),
        Terms {
            cap: Some(3),
            ..at(now)
        },
    );
    let created = in_time("the cap", store.create(&new, &terms))
        .await
        .unwrap();
    let expected = Created::Created {
        replaced: false,
        capped: MANY - 2,
    };
    assert_eq!(created, expected);
    assert!(is_live(&store, &new).await);
    fill_user(&site, &user("bob"), now);
    let ended = in_time("the end", store.delete_by_user(&user("bob"), None, now)).await;
    assert_eq!(ended.unwrap(), MANY);
    assert_eq!(store.by_user(&ann, usize::MAX, now).await.unwrap().len(), 3);
}

/// The server's own counts of how its tables were read, once nobody is connected any more.
fn reads(site: &Site<'_>) -> (u64, u64, u64) {
    while !site.connections().is_empty() {}
    let counts = site.psql(
        "SELECT seq_scan, \
           (SELECT idx_scan FROM pg_stat_user_indexes WHERE indexrelname = 'oxy_sessions_user'), \
           (SELECT idx_scan FROM pg_stat_user_indexes WHERE indexrelname = 'oxy_sessions_ends') \
         FROM pg_stat_user_tables WHERE relname = 'oxy_sessions'",
    );
    let counts: Vec<_> = counts
        .split('|')
        .map(|count| count.parse().unwrap())
        .collect();
    (counts[0], counts[1], counts[2])
}

/// Prepared statements get another plan after the fifth time.
#[tokio::test]
async fn among_a_hundred_thousand_users_no_step_reads_the_whole_table() {
    let site = Site::on(shared_postgres());
    let (store, now) = (site.store(1).await, now());
    let ends = format!(
        "{} + CASE WHEN number % 1000 = 0 THEN -1 ELSE 600000 END",
        now.0
    );
    fill(&site, "number * 7919", "'user' || number", now, &ends);
    drop(store);
    let before = reads(&site);
    let store = site.store(1).await;
    for turn in 0..20 {
        let ann = user(&format!("ann{turn}"));
        let records = [session(&ann, now), session(&ann, now)];
        for record in &records {
            add(&store, record).await;
        }
        let terms = Terms {
            cap: Some(2),
            ..at(now)
        };
        let capped = store.create(&session(&ann, now), &terms).await.unwrap();
        let expected = Created::Created {
            replaced: false,
            capped: 1,
        };
        assert_eq!(capped, expected);
        store.update_if(&records[0].key, 1, b"", now).await.unwrap();
        store.delete(&records[1].key, None, now).await.unwrap();
        assert!(!store.by_user(&ann, 10, now).await.unwrap().is_empty());
        store.delete_by_user(&ann, None, now).await.unwrap();
        assert_eq!(store.sweep(now, 5).await.unwrap(), 5);
    }
    drop(store);
    let after = reads(&site);
    assert_eq!(after.0, before.0, "the whole table was read");
    assert!(after.1 >= before.1 + 60, "{after:?}");
    assert!(after.2 >= before.2 + 20, "{after:?}");
}
