//! What is in a file that is opened, and what becomes of it.

use sqlx::Connection as _;

use super::*;

/// A row with the version of the tables and the number of sessions.
async fn found(folder: &Folder) -> (i64, i64) {
    let found = "SELECT (SELECT max(version) FROM oxy_sessions_schema), (SELECT count(*) FROM oxy_sessions)";
    let mut connection = folder.connection().await;
    let found = sqlx::query_as(found).fetch_one(&mut connection).await;
    connection.close().await.unwrap();
    found.unwrap()
}

/// All that is in the file, as statements that make it.
async fn contents(folder: &Folder) -> Vec<(String, Option<String>)> {
    let mut connection = folder.connection().await;
    let tables = "SELECT name, sql FROM sqlite_schema ORDER BY name";
    let tables = sqlx::query_as(tables).fetch_all(&mut connection).await;
    connection.close().await.unwrap();
    tables.unwrap()
}

/// Opens it and uses it.
async fn works(folder: &Folder) {
    let store = SqliteStore::new(folder.file());
    store.open().await.unwrap();
    let record = session(&UserTag::new("session_id", "ann"), 1);
    store.create(&record, &terms(None)).await.unwrap();
    assert!(store.load(&record.key, NOW).await.unwrap().live().is_some());
}

#[tokio::test]
async fn an_empty_file_becomes_a_database() {
    let folder = Folder::new();
    fs::write(folder.file(), "").unwrap();
    works(&folder).await;
    assert_eq!(found(&folder).await, (1, 1));
}

#[tokio::test]
async fn tables_that_are_up_to_date_are_left_as_they_are() {
    let folder = Folder::new();
    works(&folder).await;
    let before = contents(&folder).await;
    SqliteStore::new(folder.file()).open().await.unwrap();
    assert_eq!(contents(&folder).await, before);
    assert_eq!(found(&folder).await, (1, 1));
}

#[tokio::test]
async fn a_build_that_ended_before_the_first_step_is_gone_on_with() {
    let folder = Folder::new();
    folder
        .execute("CREATE TABLE oxy_sessions_schema (version BIGINT NOT NULL)")
        .await;
    works(&folder).await;
    assert_eq!(found(&folder).await, (1, 1));
}

#[tokio::test]
async fn tables_of_a_newer_build_are_refused_and_left_alone() {
    let folder = Folder::new();
    works(&folder).await;
    folder
        .execute("INSERT INTO oxy_sessions_schema (version) VALUES (1000)")
        .await;
    let (before, bytes) = (contents(&folder).await, fs::read(folder.file()).unwrap());
    let error = refusal(folder.file()).await;
    assert!(error.contains("version 1000"), "{error}");
    assert!(error.contains("newer build"), "{error}");
    assert_eq!(fs::read(folder.file()).unwrap(), bytes);
    assert_eq!(contents(&folder).await, before);
    assert_eq!(found(&folder).await, (1000, 1));
}

#[tokio::test]
async fn a_table_of_another_program_with_that_name_is_refused_and_left_alone() {
    let folder = Folder::new();
    folder
        .execute("CREATE TABLE oxy_sessions (id INTEGER); INSERT INTO oxy_sessions VALUES (7)")
        .await;
    let before = contents(&folder).await;
    let error = refusal(folder.file()).await;
    assert!(error.contains("oxy has not made"), "{error}");
    assert_eq!(contents(&folder).await, before);
}

#[tokio::test]
async fn other_tables_in_the_file_are_left_alone() {
    let folder = Folder::new();
    folder
        .execute("CREATE TABLE carts (id INTEGER); INSERT INTO carts VALUES (7); PRAGMA user_version = 42")
        .await;
    works(&folder).await;
    let mut connection = folder.connection().await;
    let row: (i64, i64) = sqlx::query_as("SELECT id, user_version FROM carts, pragma_user_version")
        .fetch_one(&mut connection)
        .await
        .unwrap();
    assert_eq!(row, (7, 42));
}
