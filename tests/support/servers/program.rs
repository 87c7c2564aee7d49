//! Programs that tests run.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::{env, fs};

/// Where a program is; `package` is the Debian package that has it.
pub(super) fn find(program: &str, package: &str) -> PathBuf {
    let path = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&path)
        .chain(postgres_folders())
        .map(|folder| folder.join(program))
        .find(|path| path.is_file())
        .unwrap_or_else(|| {
            panic!("this test needs the program {program}: `apt-get install {package}`")
        })
}

/// Debian keeps the programs of a PostgreSQL server out of the path; the newest first.
fn postgres_folders() -> Vec<PathBuf> {
    let Ok(versions) = fs::read_dir("/usr/lib/postgresql") else {
        return Vec::new();
    };
    let mut folders: Vec<_> = versions
        .flatten()
        .map(|version| version.path().join("bin"))
        .collect();
    folders.sort();
    folders.reverse();
    folders
}

/// Runs a program to its end: what it printed, or why it failed.
pub(super) fn run(command: &mut Command) -> Result<String, String> {
    let program = Path::new(command.get_program()).to_owned();
    let Output {
        status,
        stdout,
        stderr,
    } = command
        .output()
        .map_err(|error| format!("{program:?} does not start: {error}"))?;
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim().to_owned();
    if status.success() {
        return Ok(text(&stdout));
    }
    Err(format!(
        "{program:?}: {status}: {} {}",
        text(&stdout),
        text(&stderr)
    ))
}
