//! A Redis server.

use std::process::Command;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::PASSWORD;
use super::folder::Folder;
use super::limit::until;
use super::port::free_port;
use super::process::{Launch, Process, arguments};
use super::program::{find, run};

/// How long a start may take, on a busy machine.
const START: Duration = Duration::from_secs(30);
const ATTEMPTS: u32 = 5;
/// So many that each test gets one of its own.
const DATABASES: &str = "10000";

/// A running Redis; ended when dropped. It writes no snapshots: unless it is started with `--appendonly yes`, what it has
/// is gone when it is killed.
pub(crate) struct Redis {
    process: Mutex<Option<Process>>,
    options: Vec<String>,
    port: u16,
    folder: Folder,
}

impl Redis {
    pub(crate) fn start() -> Self {
        Self::start_with(&[])
    }

    /// With further options, as `redis-server` takes them.
    pub(crate) fn start_with(options: &[&str]) -> Self {
        let options: Vec<_> = options.iter().map(|&option| option.to_owned()).collect();
        Self::start_by(|| options.clone())
    }

    /// With options that are made again for each attempt, such as a free port.
    pub(super) fn start_by(options: impl Fn() -> Vec<String>) -> Self {
        let mut problem = String::new();
        for _ in 0..ATTEMPTS {
            let redis = Self {
                process: Mutex::default(),
                options: options(),
                port: free_port(),
                folder: Folder::new(),
            };
            match redis.run() {
                Ok(()) => return redis,
                Err(error) => problem = error,
            }
        }
        panic!("redis-server does not start: {problem}");
    }

    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    /// The address of its first database, with the password.
    pub(crate) fn url(&self) -> String {
        self.url_of(0)
    }

    /// The address of one of its databases, 0 to 9999.
    pub(crate) fn url_of(&self, database: u32) -> String {
        format!("redis://:{PASSWORD}@127.0.0.1:{}/{database}", self.port)
    }

    /// SIGKILL.
    pub(crate) fn kill(&self) {
        if let Some(mut process) = self.process().take() {
            process.kill();
        }
    }

    /// Starts it again after it was killed: same port, same folder.
    pub(crate) fn restart(&self) {
        self.kill();
        self.run()
            .unwrap_or_else(|problem| panic!("redis-server does not start again: {problem}"));
    }

    /// SIGSTOP.
    pub(crate) fn pause(&self) {
        self.process().as_mut().expect("it runs").pause();
    }

    /// SIGCONT.
    pub(crate) fn resume(&self) {
        self.process().as_mut().expect("it runs").resume();
    }

    /// Whether it is neither killed nor paused.
    pub(crate) fn is_running(&self) -> bool {
        let process = self.process();
        process.as_ref().is_some_and(|process| !process.is_paused())
    }

    /// What `redis-cli` prints for a command.
    pub(crate) fn cli(&self, words: &[&str]) -> String {
        self.try_cli(words)
            .unwrap_or_else(|problem| panic!("{problem}"))
    }

    pub(super) fn try_cli(&self, words: &[&str]) -> Result<String, String> {
        run(Command::new(find("redis-cli", "redis-tools"))
            .args(["-h", "127.0.0.1", "-p", &self.port.to_string()])
            .args(words)
            .env("REDISCLI_AUTH", PASSWORD))
    }

    fn run(&self) -> Result<(), String> {
        let port = self.port.to_string();
        let fixed = [
            ["--port", &port],
            ["--bind", "127.0.0.1"],
            ["--requirepass", PASSWORD],
            ["--databases", DATABASES],
            ["--save", ""],
        ];
        let options = self.options.iter().map(String::as_str);
        let mut process = Process::start(&Launch {
            program: find("redis-server", "redis-server"),
            arguments: arguments(fixed.into_iter().flatten().chain(options)),
            folder: self.folder.path().to_owned(),
            end: "KILL",
            account: None,
        });
        until(START, || {
            if process.has_ended() {
                return Ok(Err(process.last_lines()));
            }
            self.answers(&process).map(Ok)
        })
        .unwrap_or_else(Err)?;
        *self.process() = Some(process);
        Ok(())
    }

    /// Whether this very process answers, not another that has taken the port, and has read its data.
    fn answers(&self, process: &Process) -> Result<(), String> {
        let about = self.try_cli(&["INFO", "server"])?;
        let id = format!("process_id:{}", process.pid());
        if !about.lines().any(|line| line.trim_end() == id) {
            return Err(about);
        }
        match self.try_cli(&["PING"])?.as_str() {
            "PONG" => Ok(()),
            other => Err(other.to_owned()),
        }
    }

    fn process(&self) -> MutexGuard<'_, Option<Process>> {
        self.process.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
