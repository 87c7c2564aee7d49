//! A PostgreSQL server.

use std::fs;
use std::os::unix::fs::{MetadataExt as _, chown};
use std::os::unix::process::CommandExt as _;
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::PASSWORD;
use super::folder::Folder;
use super::limit::until;
use super::port::free_port;
use super::process::{Launch, Process, arguments};
use super::program::{find, run};

/// How long a start may take, on a busy machine; the first makes the data folder.
const START: Duration = Duration::from_secs(60);
const ATTEMPTS: u32 = 5;
const USER: &str = "oxy";
const PACKAGE: &str = "postgresql";

/// A running PostgreSQL; ended when dropped. It leaves writing to the disk to the system, so that a kill of its processes
/// loses nothing, and a loss of power might.
pub(crate) struct Postgres {
    process: Mutex<Option<Process>>,
    options: Vec<String>,
    port: u16,
    account: Option<(u32, u32)>,
    databases: AtomicU32,
    folder: Folder,
}

impl Postgres {
    pub(crate) fn start() -> Self {
        Self::start_with(&[])
    }

    /// With further settings, such as `max_connections=20`.
    pub(crate) fn start_with(settings: &[&str]) -> Self {
        let folder = Folder::new();
        let account = account(&folder);
        initialize(&folder, account);
        let mut postgres = Self {
            process: Mutex::default(),
            options: settings.iter().map(|&setting| setting.to_owned()).collect(),
            port: 0,
            account,
            databases: AtomicU32::new(0),
            folder,
        };
        let mut problem = String::new();
        for _ in 0..ATTEMPTS {
            postgres.port = free_port();
            match postgres.run() {
                Ok(()) => return postgres,
                Err(error) => problem = error,
            }
        }
        panic!("postgres does not start: {problem}");
    }

    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    /// The address of the database `postgres`, with the password.
    pub(crate) fn url(&self) -> String {
        self.url_of("postgres")
    }

    pub(crate) fn url_of(&self, database: &str) -> String {
        format!(
            "postgres://{USER}:{PASSWORD}@127.0.0.1:{}/{database}",
            self.port
        )
    }

    /// The name of a new, empty database.
    pub(crate) fn create_database(&self) -> String {
        let number = self.databases.fetch_add(1, Ordering::Relaxed);
        let name = format!("place_{number}");
        self.psql(&format!("CREATE DATABASE {name}"));
        name
    }

    /// The address of a new, empty database.
    pub(crate) fn fresh_database(&self) -> String {
        self.url_of(&self.create_database())
    }

    /// Removes a database and ends its connections. Nothing happens while the server is down.
    pub(crate) fn drop_database(&self, name: &str) {
        let _ = self.try_psql(
            "postgres",
            &format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"),
        );
    }

    /// SIGKILL to all its processes.
    pub(crate) fn kill(&self) {
        if let Some(mut process) = self.process().take() {
            process.kill();
        }
    }

    /// Starts it again after it was killed: same port, same data.
    pub(crate) fn restart(&self) {
        self.kill();
        // A process of before may take a moment to leave the shared memory.
        until(START, || self.run())
            .unwrap_or_else(|problem| panic!("postgres does not start again: {problem}"));
    }

    /// SIGSTOP to all its processes.
    pub(crate) fn pause(&self) {
        self.process().as_mut().expect("it runs").pause();
    }

    /// SIGCONT to all its processes.
    pub(crate) fn resume(&self) {
        self.process().as_mut().expect("it runs").resume();
    }

    /// What `psql` prints for a statement: rows without a head, columns parted by `|`.
    pub(crate) fn psql(&self, sql: &str) -> String {
        self.psql_in("postgres", sql)
    }

    /// The same where new transactions are read-only.
    fn psql_writing(&self, sql: &str) -> String {
        let set = "SET default_transaction_read_only = off";
        run(self.client("postgres").args(["-c", set, "-c", sql]))
            .unwrap_or_else(|problem| panic!("{problem}"))
    }

    /// Makes all transactions read-only, unless they say otherwise, or no longer.
    pub(crate) fn refuse_writes(&self, refuse: bool) {
        let name = "default_transaction_read_only";
        let state = if refuse { "on" } else { "off" };
        self.psql_writing(&format!("ALTER SYSTEM SET {name} = {state}"));
        self.psql("SELECT pg_reload_conf()");
        // Connections that are there learn of it with their next transaction.
        while self.psql(&format!("SHOW {name}")) != state {}
    }

    pub(crate) fn psql_in(&self, database: &str, sql: &str) -> String {
        self.try_psql(database, sql)
            .unwrap_or_else(|problem| panic!("{problem}"))
    }

    fn try_psql(&self, database: &str, sql: &str) -> Result<String, String> {
        run(self.client(database).args(["-c", sql]))
    }

    fn client(&self, database: &str) -> Command {
        let mut psql = Command::new(find("psql", PACKAGE));
        psql.arg("-h")
            .arg(self.folder.path())
            .args(["-p", &self.port.to_string(), "-U", USER, "-d", database])
            .args(["-XAtq", "-v", "ON_ERROR_STOP=1"])
            .env("PGPASSWORD", PASSWORD);
        psql
    }

    fn run(&self) -> Result<(), String> {
        let folder = self.folder.path();
        let fixed = [
            "listen_addresses=127.0.0.1".to_owned(),
            format!("port={}", self.port),
            format!("unix_socket_directories={}", folder.display()),
            "fsync=off".to_owned(),
            "max_connections=300".to_owned(),
            "shared_buffers=32MB".to_owned(),
        ];
        let data = folder.join("data");
        let mut words = vec!["-D", data.to_str().expect("the folder's name is text")];
        for setting in fixed.iter().chain(&self.options) {
            words.extend(["-c", setting.as_str()]);
        }
        let mut process = Process::start(&Launch {
            program: find("postgres", PACKAGE),
            arguments: arguments(words),
            folder: folder.to_owned(),
            // Immediate: what stands in the log of changes is there after the next start.
            end: "QUIT",
            account: self.account,
        });
        until(START, || {
            if process.has_ended() {
                return Ok(Err(process.last_lines()));
            }
            // The socket is in this server's own folder: whoever has taken the port does not answer here.
            self.try_psql("postgres", "SELECT 1").map(|_| Ok(()))
        })
        .unwrap_or_else(Err)?;
        *self.process() = Some(process);
        Ok(())
    }

    fn process(&self) -> MutexGuard<'_, Option<Process>> {
        self.process.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// PostgreSQL refuses to run as root: the account that its Debian package makes, if the tests run as root.
fn account(folder: &Folder) -> Option<(u32, u32)> {
    let owner = fs::metadata(folder.path())
        .expect("the folder is there")
        .uid();
    if owner != 0 {
        return None;
    }
    let id = |flag: &str| {
        let id = run(Command::new("id").args([flag, "postgres"])).unwrap_or_else(|problem| {
            panic!("this test needs the account postgres: `apt-get install {PACKAGE}`: {problem}")
        });
        id.parse().expect("an id is a number")
    };
    let account: (u32, u32) = (id("-u"), id("-g"));
    chown(folder.path(), Some(account.0), Some(account.1)).expect("root gives files away");
    Some(account)
}

fn initialize(folder: &Folder, account: Option<(u32, u32)>) {
    let password = folder.path().join("password");
    fs::write(&password, PASSWORD).expect("the folder is writable");
    let mut initdb = Command::new(find("initdb", PACKAGE));
    initdb
        .args([
            "--no-sync",
            "--no-locale",
            "--encoding=UTF8",
            "--auth=scram-sha-256",
        ])
        .args(["--username", USER])
        .arg("--pwfile")
        .arg(&password)
        .arg("-D")
        .arg(folder.path().join("data"))
        .current_dir(folder.path());
    if let Some((user, group)) = account {
        initdb.uid(user).gid(group);
    }
    run(&mut initdb).unwrap_or_else(|problem| panic!("{problem}"));
}
