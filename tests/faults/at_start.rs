//! The store is not there when the application starts.

use std::process::Stdio;
use std::time::{Duration, Instant};

use oxy::prelude::*;

use crate::answers::is_unavailable;
use crate::app;
use crate::process::Process;
use crate::server::{Server, on_servers};
use crate::servers::{Folder, PASSWORD};
use crate::site::Instance;

on_servers!(
    without_its_store_an_application_ends_at_once_and_says_why: postgres redis cluster;
    a_store_may_come_after_the_application: postgres redis cluster;
);

/// How soon the application ends.
const END: Duration = Duration::from_secs(5);
/// How soon the first session works when the store is there.
const FIRST: Duration = Duration::from_secs(2);

/// Runs the application on a store that is not there.
fn ends_and_says_why(url: &str) -> String {
    let mut command = Process::command(url, 0);
    command.env("OXY_LOG", "trace");
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let begun = Instant::now();
    let output = command.output().unwrap();
    let took = begun.elapsed();
    assert!(!output.status.success());
    assert!(took < END, "{took:?}");
    let said = [output.stdout, output.stderr].concat();
    let said = String::from_utf8(said).unwrap();
    for part in [
        "oxy: 1 problem, not serving",
        "the store of `Sessions<Account>` is not ready: ",
        "help: start it or correct its address",
    ] {
        assert!(said.contains(part), "no {part:?} in {said}");
    }
    assert!(!said.contains(PASSWORD), "{said}");
    assert!(!said.contains("listening on"), "{said}");
    let why = said.lines().find(|line| line.contains("is not ready"));
    println!("ended after {took:?}: {}", why.unwrap_or_default().trim());
    said
}

async fn without_its_store_an_application_ends_at_once_and_says_why(server: Server) {
    // Nobody answers, although connections are taken.
    server.pause();
    ends_and_says_why(&server.url());
    server.kill();
    ends_and_says_why(&server.url());
}

#[test]
fn without_the_folder_of_its_file_an_application_ends_at_once_and_says_why() {
    let folder = Folder::new();
    let file = folder.path().join("missing/sessions.db");
    let said = ends_and_says_why(&format!("sqlite:{}", file.display()));
    assert!(said.contains("its folder is not there"), "{said}");
    assert!(said.contains(file.to_str().unwrap()), "{said}");
}

/// Opens the port, and answers what needs no session.
async fn opens_without(url: &str) -> Instance {
    let begun = Instant::now();
    let site = app::open_with(Sessions::from_url(url).start_without_store()).await;
    assert!(begun.elapsed() < Duration::from_millis(500));
    for _ in 0..3 {
        assert_eq!(site.client.get("/plain", "").await.status, 200);
        assert_eq!(site.client.me("").await, 401, "a stranger needs no store");
        let begun = Instant::now();
        is_unavailable(&site.client.post("/login/ann", "").await, "login");
        let took = begun.elapsed();
        assert!(took < Duration::from_secs(1), "{took:?}");
    }
    site
}

async fn works_soon(site: Instance) {
    let back = Instant::now();
    let cookie = loop {
        let reply = site.client.post("/login/ann", "").await;
        assert!(back.elapsed() < FIRST, "503 for {:?}", back.elapsed());
        if reply.status == 200 {
            break reply.new_cookie();
        }
        is_unavailable(&reply, "login");
        tokio::time::sleep(Duration::from_millis(20)).await;
    };
    println!("the first session {:?} after the store", back.elapsed());
    for _ in 0..10 {
        assert_eq!(site.client.get("/me", &cookie).await.body, "ann 0");
    }
    assert_eq!(site.client.post("/logout", &cookie).await.status, 200);
    site.server.stop().await;
}

async fn a_store_may_come_after_the_application(server: Server) {
    server.kill();
    let site = opens_without(&server.url()).await;
    // So long that attempts are as rare as they get.
    tokio::time::sleep(Duration::from_secs(3)).await;
    server.restart();
    works_soon(site).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_may_come_after_the_application() {
    let _alone = crate::alone().await;
    let folder = Folder::new();
    let missing = folder.path().join("missing");
    let url = format!("sqlite:{}", missing.join("sessions.db").display());
    let site = opens_without(&url).await;
    tokio::time::sleep(Duration::from_secs(3)).await;
    std::fs::create_dir(&missing).unwrap();
    works_soon(site).await;
}
