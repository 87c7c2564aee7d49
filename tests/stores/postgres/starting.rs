//! The start: tables that are made once, are of another version, or may not be made.

use oxy::session::SessionStore as _;
use oxy::testing::check_store;
use tokio::task::JoinSet;

use super::{Site, add, alone, is_live, now, session, store, user};
use crate::servers::shared_postgres;

/// Instances of one program that start together.
#[tokio::test(flavor = "multi_thread")]
async fn stores_that_start_at_once_make_the_tables_once() {
    let site = Site::on(shared_postgres());
    let mut opening = JoinSet::new();
    for _ in 0..8 {
        let store = store(&site.url());
        opening.spawn(async move { store.open().await.map_err(|error| error.to_string()) });
    }
    for opened in opening.join_all().await {
        assert_eq!(opened, Ok(()));
    }
    assert_eq!(site.psql("SELECT version FROM oxy_sessions_schema"), "1");
    let tables =
        "SELECT count(*) FROM pg_class WHERE relname LIKE 'oxy_sessions%' AND relkind = 'r'";
    assert_eq!(site.psql(tables), "2");
}

#[tokio::test]
async fn tables_of_a_newer_version_are_refused_and_left_alone() {
    let site = Site::on(shared_postgres());
    let ann = session(&user("ann"), now());
    add(&site.store(1).await, &ann).await;
    site.psql(
        "INSERT INTO oxy_sessions_schema VALUES (2); ALTER TABLE oxy_sessions ADD further TEXT",
    );
    let all = "SELECT oxy_sessions::text FROM oxy_sessions; \
               SELECT oxy_sessions_schema::text FROM oxy_sessions_schema ORDER BY 1; \
               SELECT string_agg(attname, ',' ORDER BY attnum) FROM pg_attribute \
               WHERE attrelid = 'oxy_sessions'::regclass";
    let before = site.psql(all);
    let error = store(&site.url()).open().await.unwrap_err().to_string();
    assert_eq!(
        error,
        "PostgreSQL: its tables are of version 2, and this build of oxy knows no newer one than 1: \
         start the newer build, or use another database"
    );
    assert_eq!(site.psql(all), before);
}

/// A start that was interrupted between the two tables.
#[tokio::test]
async fn tables_of_no_version_yet_are_brought_up_to_date() {
    let site = Site::on(shared_postgres());
    site.psql("CREATE TABLE oxy_sessions_schema (version BIGINT NOT NULL)");
    let (store, ann) = (site.store(1).await, session(&user("ann"), now()));
    add(&store, &ann).await;
    assert!(is_live(&store, &ann).await);
    assert_eq!(site.psql("SELECT version FROM oxy_sessions_schema"), "1");
}

#[tokio::test]
async fn a_role_without_the_right_to_make_tables_is_told_what_to_grant() {
    let site = Site::on(shared_postgres());
    let guest = store(&site.url_of_role(""));
    let error = guest.open().await.unwrap_err().to_string();
    assert!(error.contains("GRANT USAGE, CREATE ON SCHEMA"), "{error}");
    assert!(!error.contains("guest"), "{error}");
    assert_eq!(
        site.psql("SELECT count(*) FROM pg_class WHERE relname LIKE 'oxy%'"),
        "0"
    );
    site.psql(&format!(
        "GRANT USAGE, CREATE ON SCHEMA public TO {}",
        site.role()
    ));
    guest.open().await.unwrap();
}

/// The rights of which the message speaks are all that it takes.
#[tokio::test]
async fn a_role_without_the_right_to_make_tables_works_with_those_that_are_there() {
    let site = Site::on(shared_postgres());
    site.store(1).await;
    let guest = store(&site.url_of_role(""));
    let error = guest.open().await.unwrap_err().to_string();
    assert!(
        error.contains("GRANT SELECT, INSERT, UPDATE, DELETE ON oxy_sessions, and SELECT ON oxy_sessions_schema"),
        "{error}"
    );
    site.grant();
    guest.open().await.unwrap();
    let (ann, now) = (user("ann"), now());
    let record = session(&ann, now);
    add(&guest, &record).await;
    assert!(is_live(&guest, &record).await);
    assert!(
        guest
            .touch(
                &record.key,
                now,
                now.after(std::time::Duration::from_secs(1))
            )
            .await
            .unwrap()
    );
    assert_eq!(guest.by_user(&ann, 10, now).await.unwrap().len(), 1);
    assert_eq!(guest.delete_by_user(&ann, None, now).await.unwrap(), 1);
    assert_eq!(guest.sweep(now, 10).await.unwrap(), 0);
}

/// As after a failover to a server that is still a replica.
#[tokio::test]
async fn a_database_that_can_only_be_read_is_opened_and_says_so_when_written() {
    let site = Site::on(shared_postgres());
    let (ann, now) = (user("ann"), now());
    let record = session(&ann, now);
    add(&site.store(1).await, &record).await;
    let reading = store(&format!(
        "{}?options[default_transaction_read_only]=on",
        site.url()
    ));
    reading.open().await.unwrap();
    assert!(is_live(&reading, &record).await);
    let refused = reading.create(&session(&ann, now), &super::at(now)).await;
    assert_eq!(
        refused.unwrap_err().to_string(),
        "PostgreSQL: it can only be read at the moment"
    );
}

/// A database may have another default, under which "end all" would miss what began meanwhile.
#[tokio::test(flavor = "multi_thread")]
async fn no_default_of_a_database_changes_what_steps_see() {
    let _alone = alone().await;
    let site = Site::on(shared_postgres());
    site.psql(&format!(
        "ALTER DATABASE {} SET default_transaction_isolation = 'serializable'",
        site.database
    ));
    check_store(site.store(10).await).await.unwrap();
}
