//! A server as a process that does not outlive the test process.

use std::ffi::{OsStr, OsString};
use std::io::{BufRead as _, BufReader};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use super::limit::until;
use super::program::run;

/// How long a process that was killed may take to be gone.
const GONE: Duration = Duration::from_secs(10);

/// Runs a server until it ends, or until the end of its own input, which comes with the end of the test process.
///
/// The server gets neither end of the pipes, which it would keep open. A process that is stopped takes notice of a signal
/// other than KILL only when it goes on.
const WRAPPER: &str = r#"
exec 3<&0
signal=$1
log=$2
shift 2
"$@" </dev/null >>"$log" 2>&1 3<&- &
server=$!
{
    read -r _ <&3
    kill -CONT "$server"
    kill "-$signal" "$server"
} >/dev/null 2>&1 &
watcher=$!
echo "$server"
wait "$server"
kill -KILL "$watcher"
"#;

/// What to run, and how.
pub(super) struct Launch {
    pub(super) program: PathBuf,
    pub(super) arguments: Vec<OsString>,
    pub(super) folder: PathBuf,
    /// The signal that ends it at once, with its own children.
    pub(super) end: &'static str,
    /// User and group, if not those of the tests.
    pub(super) account: Option<(u32, u32)>,
}

impl Launch {
    fn log(&self) -> PathBuf {
        self.folder.join("log")
    }
}

/// A running server; ended when dropped.
pub(super) struct Process {
    wrapper: Child,
    pid: u32,
    is_paused: bool,
    log: PathBuf,
}

impl Process {
    pub(super) fn start(launch: &Launch) -> Self {
        let mut command = Command::new("sh");
        command
            .args(["-c", WRAPPER, "wrapper", launch.end])
            .arg(launch.log())
            .arg(&launch.program)
            .args(&launch.arguments)
            .current_dir(&launch.folder)
            // Ctrl-C in a terminal goes to the group of the tests; the server ends after them.
            .process_group(0)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        if let Some((user, group)) = launch.account {
            command.uid(user).gid(group);
        }
        let mut wrapper = command.spawn().expect("sh starts");
        let mut line = String::new();
        let output = wrapper.stdout.take().expect("the output is a pipe");
        BufReader::new(output)
            .read_line(&mut line)
            .expect("the wrapper says the server's id");
        let pid = line.trim().parse().expect("an id is a number");
        Self {
            wrapper,
            pid,
            is_paused: false,
            log: launch.log(),
        }
    }

    pub(super) fn pid(&self) -> u32 {
        self.pid
    }

    pub(super) fn is_paused(&self) -> bool {
        self.is_paused
    }

    /// Whether it has ended, by itself or not.
    pub(super) fn has_ended(&mut self) -> bool {
        !matches!(self.wrapper.try_wait(), Ok(None))
    }

    /// The end of what it has logged.
    pub(super) fn last_lines(&self) -> String {
        last_lines(&self.log)
    }

    /// SIGKILL to it and its children: as if the machine had lost its power.
    pub(super) fn kill(&mut self) {
        // Stopped first, so that it has no new child meanwhile.
        self.pause();
        self.signal("KILL");
        until(GONE, || {
            self.has_ended()
                .then_some(())
                .ok_or_else(|| format!("process {} is still there", self.pid))
        })
        .expect("a process that is killed ends");
    }

    /// SIGSTOP to it and its children: connections are still accepted by the system, and nothing answers.
    pub(super) fn pause(&mut self) {
        self.is_paused = true;
        send("STOP", [self.pid]);
        self.signal("STOP");
    }

    /// SIGCONT to it and its children.
    pub(super) fn resume(&mut self) {
        self.is_paused = false;
        self.signal("CONT");
    }

    fn signal(&self, signal: &str) {
        let parent = self.pid.to_string();
        // It fails where there are no children.
        let children = run(Command::new("pgrep").args(["-P", &parent])).unwrap_or_default();
        let children = children.lines().filter_map(|line| line.parse().ok());
        send(signal, children.chain([self.pid]));
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        drop(self.wrapper.stdin.take());
        // It fails only for a wrapper that is gone already.
        let _ = self.wrapper.wait();
    }
}

/// A process may end before it is sent a signal; whoever waits for an effect sees that there is none.
fn send(signal: &str, processes: impl IntoIterator<Item = u32>) {
    let processes: Vec<_> = processes.into_iter().map(|pid| pid.to_string()).collect();
    let _ = run(Command::new("kill")
        .arg(format!("-{signal}"))
        .args(processes));
}

fn last_lines(log: &Path) -> String {
    let log = std::fs::read(log).unwrap_or_default();
    let log = String::from_utf8_lossy(&log);
    let lines: Vec<_> = log.lines().collect();
    lines[lines.len().saturating_sub(20)..].join("\n")
}

/// Arguments of one type.
pub(super) fn arguments<'a>(words: impl IntoIterator<Item = &'a str>) -> Vec<OsString> {
    words
        .into_iter()
        .map(|word| OsStr::new(word).into())
        .collect()
}
