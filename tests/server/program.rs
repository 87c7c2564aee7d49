//! Examples as processes: to start one, and to read what it says.

use std::collections::HashMap;
use std::io::Read;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, PoisonError};

#[path = "../support/example.rs"]
mod example;

/// An example, built once per run.
fn program(name: &'static str) -> PathBuf {
    static PROGRAMS: Mutex<Option<HashMap<&str, PathBuf>>> = Mutex::new(None);
    let mut programs = PROGRAMS.lock().unwrap_or_else(PoisonError::into_inner);
    let programs = programs.get_or_insert_default();
    let path = programs.entry(name).or_insert_with(|| example::build(name));
    path.clone()
}

/// Ends the process when a test fails halfway.
pub(crate) struct Process(pub(crate) Child);

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

pub(crate) fn start(example: &'static str, arguments: &[&str], key: Option<&str>) -> Process {
    let mut command = Command::new(program(example));
    command
        .args(arguments)
        .stderr(Stdio::piped())
        .env_remove("OXY_SECRET_KEY");
    if let Some(key) = key {
        command.env("OXY_SECRET_KEY", key);
    }
    Process(command.env("OXY_ROUTES", "1").spawn().unwrap())
}

/// Waits for the end: everything on stderr, and the exit status.
pub(crate) fn finish(mut process: Process) -> (String, i32) {
    let mut text = String::new();
    process
        .0
        .stderr
        .take()
        .unwrap()
        .read_to_string(&mut text)
        .unwrap();
    (text, process.0.wait().unwrap().code().unwrap())
}
