//! What is wrong with a database, in words for whoever runs it.

use std::path::{Path, PathBuf};

use sqlx::Error;

use crate::session::store::StoreError;

/// The primary result codes of SQLite that have words of their own: <https://sqlite.org/rescode.html>.
mod code {
    pub(super) const ERROR: i32 = 1;
    pub(super) const BUSY: i32 = 5;
    pub(super) const READONLY: i32 = 8;
    pub(super) const CORRUPT: i32 = 11;
    pub(super) const FULL: i32 = 13;
    pub(super) const CANTOPEN: i32 = 14;
    pub(super) const NOTADB: i32 = 26;
}

/// Explains the errors of one file.
#[derive(Clone)]
pub(super) struct Trouble {
    path: PathBuf,
}

impl Trouble {
    pub(super) fn new(path: PathBuf) -> Self {
        Self { path }
    }

    pub(super) fn explain(&self, error: &Error) -> StoreError {
        let path = self.path.display();
        let reason = match primary(error) {
            Some(code::BUSY) => "another process has been writing to it for too long".to_owned(),
            Some(code::READONLY) => format!(
                "it cannot be written: give this process the right to write the file and its folder ({error})"
            ),
            Some(code::CORRUPT) => {
                format!("it is damaged: move it away, or restore it from a backup ({error})")
            }
            Some(code::FULL) => {
                "the disk is full, or the database has reached its largest size: make room"
                    .to_owned()
            }
            Some(code::CANTOPEN) => format!("{} ({error})", self.not_opened()),
            Some(code::NOTADB) => {
                "it is a file of another kind: name a new file, or one that oxy has made".to_owned()
            }
            Some(code::ERROR) if error.to_string().contains("oxy_sessions already exists") => {
                "it has a table oxy_sessions that oxy has not made: rename that, or name another file"
                    .to_owned()
            }
            _ => error.to_string(),
        };
        StoreError::new(format!("SQLite, {path}: {reason}"))
    }

    /// Why it may be that it cannot be opened.
    pub(super) fn not_opened(&self) -> &'static str {
        let folder = self.path.parent().is_none_or(Path::is_dir);
        if self.path.is_dir() {
            "it is a folder: name a file in it"
        } else if !folder {
            "its folder is not there: make it, or name another one"
        } else {
            "it cannot be opened: give this process the right to read and write the file and its folder"
        }
    }
}

/// SQLite's primary result code.
fn primary(error: &Error) -> Option<i32> {
    let code = error.as_database_error()?.code()?;
    Some(code.parse::<i32>().ok()? & 0xff)
}

pub(super) fn is_busy(error: &Error) -> bool {
    primary(error) == Some(code::BUSY)
}

pub(super) fn is_full(error: &Error) -> bool {
    primary(error) == Some(code::FULL)
}
