//! Access logs in files.

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use oxy::AccessLog;
use oxy::testing::TestClient;

use crate::access_log::{Logged, ask, served, start};
use crate::wire::{get, patiently};

/// A folder that is there no more when this is dropped.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("oxy-{name}-{}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[tokio::test]
async fn a_file_is_appended_to_and_made_anew_when_it_is_moved_away() {
    let folder = Folder::new("access-log");
    let (path, moved) = (folder.0.join("access.log"), folder.0.join("access.log.1"));
    fs::write(&path, "before\n").unwrap();
    let (server, mut wire) = start(AccessLog::combined().file(&path)).await;
    ask(&mut wire, get("/rooms/1")).await;
    // It is written once nothing waits, without a stop.
    let written = || fs::read_to_string(&path).unwrap().lines().count();
    let is_written = async {
        while written() < 2 {
            tokio::task::yield_now().await;
        }
    };
    patiently(is_written).await;
    fs::rename(&path, &moved).unwrap();
    // Real time: a thread looks at the file, once a second.
    let is_made_anew = async {
        while !path.exists() {
            ask(&mut wire, get("/rooms/2")).await;
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    patiently(is_made_anew).await;
    ask(&mut wire, get("/rooms/3")).await;
    server.stop().await;
    let (old, new) = (
        fs::read_to_string(&moved).unwrap(),
        fs::read_to_string(&path).unwrap(),
    );
    assert!(old.starts_with("before\n127.0.0.1 "), "{old}");
    assert!(
        old.contains("/rooms/1 ") && !old.contains("/rooms/3 "),
        "{old}"
    );
    assert!(
        new.contains("/rooms/3 ") && !new.contains("/rooms/1 "),
        "{new}"
    );
}

#[tokio::test]
async fn a_file_that_cannot_be_opened_is_a_problem_before_the_port_opens() {
    let unusable = || AccessLog::json().file("/nowhere/access.log");
    let server = served(Logged::default(), unusable());
    let started = server.start().await.unwrap_err().to_string();
    let server = served(Logged::default(), unusable());
    let embedded = server.into_service().await.unwrap_err().to_string();
    let server = served(Logged::default(), unusable());
    let tested = TestClient::new(server).unwrap_err().to_string();
    for error in [started, embedded, tested] {
        for part in [
            "\"/nowhere/access.log\" cannot be opened",
            "No such file",
            "tests/server/access_log/mod.rs",
        ] {
            assert!(error.contains(part), "{part}: {error}");
        }
    }
}

#[tokio::test]
async fn it_stands_in_one_report_with_other_problems() {
    let server = served(Logged::default(), AccessLog::json().file("/nowhere/x"));
    let error = server
        .secret_key("short")
        .start()
        .await
        .unwrap_err()
        .to_string();
    assert!(error.contains("2 problems"), "{error}");
}

#[tokio::test]
async fn a_launch_that_fails_leaves_no_file() {
    let folder = Folder::new("access-log-failed");
    let path = folder.0.join("access.log");
    let server = || served(Logged::default(), AccessLog::json().file(&path)).secret_key("short");
    let error = server().start().await.unwrap_err().to_string();
    assert!(!error.contains("access log"), "{error}");
    assert!(!path.exists());
    // What is there already is no file to write to.
    std::fs::create_dir(&path).unwrap();
    let error = server().start().await.unwrap_err().to_string();
    assert!(error.contains("2 problems"), "{error}");
}

#[tokio::test]
async fn a_check_makes_no_file_and_a_start_does() {
    let folder = Folder::new("access-log-check");
    let path = folder.0.join("access.log");
    let server = || served(Logged::default(), AccessLog::json().file(&path));
    let unstarted = server();
    server().check().unwrap();
    assert!(!path.exists());
    assert!(
        served(Logged::default(), AccessLog::json().file("/nowhere/x"))
            .check()
            .is_ok()
    );
    unstarted.start().await.unwrap().stop().await;
    assert!(path.exists());
}
