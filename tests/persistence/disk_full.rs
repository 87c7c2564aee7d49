//! A full disk: who cannot be let in is told so, and nobody who is in notices.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use sqlx::{Connection as _, SqliteConnection};

use crate::client::Client;
use crate::process::{PATIENT, Process};
use crate::servers::Folder;

/// Makes a small disk that only the program sees, and that is gone with it; without the rights of root, too.
const ON_A_SMALL_DISK: &str =
    r#"mount -t tmpfs -o size=4m,mode=700 tmpfs "$1" && cd "$1" && shift && exec "$@""#;
/// What is on the disk besides, until room is made.
const BESIDES: usize = 1 << 20;
/// How many logins are refused, one after the other.
const REFUSED: usize = 200;
/// How soon all is well when there is room.
const WELL: Duration = Duration::from_secs(2);

/// A program on a disk of its own.
struct OnASmallDisk {
    process: Process,
    /// The disk as others see it.
    disk: PathBuf,
    _place: Folder,
}

impl OnASmallDisk {
    fn start() -> Self {
        let place = Folder::new();
        let mut command = Command::new("unshare");
        command
            .args([
                "--mount",
                "--map-root-user",
                "sh",
                "-c",
                ON_A_SMALL_DISK,
                "sh",
            ])
            .arg(place.path())
            .arg(std::env::current_exe().unwrap());
        let mut command = Process::command_by(command, "sqlite:sessions.db", 0);
        let process = Process::start_by(command.env(PATIENT, "yes"));
        let disk = format!("/proc/{}/root{}", process.id(), place.path().display());
        let disk = PathBuf::from(disk);
        assert!(
            disk.join("sessions.db").is_file(),
            "this test needs `unshare --mount --map-root-user` with a tmpfs in it: the database is not on one"
        );
        Self {
            process,
            disk,
            _place: place,
        }
    }

    fn files(&self) -> Vec<(String, u64)> {
        let files = fs::read_dir(&self.disk).unwrap().map(Result::unwrap);
        files
            .map(|file| {
                let size = file.metadata().unwrap().len();
                (file.file_name().into_string().unwrap(), size)
            })
            .collect()
    }

    /// Copies the database to another disk.
    fn copy_to(&self, folder: &Path) -> PathBuf {
        for name in ["sessions.db", "sessions.db-wal"] {
            fs::copy(self.disk.join(name), folder.join(name)).unwrap();
        }
        folder.join("sessions.db")
    }
}

/// Logs in until the disk is full, and goes on for a while; the cookies.
async fn flood(client: &Client) -> Vec<String> {
    let (mut cookies, mut refused) = (Vec::new(), 0);
    while refused < REFUSED {
        let name = format!("user{}", cookies.len());
        let reply = client.post(&format!("/login/{name}"), "").await;
        if reply.status == 200 {
            cookies.push(reply.new_cookie());
            refused = 0;
            continue;
        }
        assert_eq!(reply.status, 503, "{}", reply.body);
        assert_eq!(reply.cookie_lines(), [""; 0]);
        assert!(reply.header("retry-after").is_some());
        assert!(cookies.len() > 100, "the disk is full too soon");
        refused += 1;
    }
    cookies
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_lets_nobody_in_shuts_nobody_out_and_is_well_again_when_there_is_room() {
    let _alone = crate::alone().await;
    let site = tokio::task::spawn_blocking(OnASmallDisk::start)
        .await
        .unwrap();
    let client = Client::new(site.process.address());
    let besides = site.disk.join("besides");
    fs::write(&besides, vec![1; BESIDES]).unwrap();

    let cookies = flood(&client).await;
    println!(
        "{} logins until it was full: {:?}",
        cookies.len(),
        site.files()
    );
    let all: Vec<_> = cookies.iter().collect();
    assert!(client.live(&all).await.iter().all(|live| *live));
    let (mut out, mut failed) = (Vec::new(), Vec::new());
    for cookie in all.iter().take(100) {
        let reply = client.post("/logout", cookie).await;
        assert!(matches!(reply.status, 200 | 503), "{}", reply.status);
        let is_out = reply.status == 200;
        // What it says is so: who is told that it failed is still in, and can try again.
        assert_eq!(reply.removes_the_cookie(), is_out);
        assert_eq!(client.me(cookie).await, if is_out { 401 } else { 200 });
        if is_out { &mut out } else { &mut failed }.push(*cookie);
    }
    println!("{} could log out, {} could not", out.len(), failed.len());

    fs::remove_file(besides).unwrap();
    let begin = Instant::now();
    let again = loop {
        let reply = client.post("/login/again", "").await;
        if reply.status == 200 {
            break reply.new_cookie();
        }
        assert_eq!(reply.status, 503);
        assert!(begin.elapsed() < WELL, "{}", reply.body);
    };
    println!("well again after {:?}", begin.elapsed());
    assert_eq!(client.me(&again).await, 200);
    for cookie in &failed {
        assert_eq!(client.me(cookie).await, 200);
        assert_eq!(client.post("/logout", cookie).await.status, 200);
    }
    let live = client.live(&all).await;
    assert!(live.iter().take(100).all(|live| !live));
    assert!(live.iter().skip(100).all(|live| *live));

    let elsewhere = Folder::new();
    let copy = site.copy_to(elsewhere.path());
    let copy = format!("sqlite:{}", copy.display());
    let mut copy = SqliteConnection::connect(&copy).await.unwrap();
    let (found, rows): (String, i64) = sqlx::query_as(
        "SELECT integrity_check, (SELECT count(*) FROM oxy_sessions) FROM pragma_integrity_check",
    )
    .fetch_one(&mut copy)
    .await
    .unwrap();
    assert_eq!(found, "ok");
    assert_eq!(rows, 1 + live.iter().filter(|live| **live).count() as i64);
    tokio::task::spawn_blocking(|| site.process.stop())
        .await
        .unwrap();
}
