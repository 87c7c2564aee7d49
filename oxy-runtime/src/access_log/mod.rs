//! A line for each request, in the forms that tools read.

mod body;
mod entry;
mod file;
mod form;
mod queue;
mod thread;
mod writer;

use std::io::{self, Write};
use std::path::{Path, PathBuf};

pub(crate) use crate::access_log::entry::{Entry, Head};
use crate::access_log::file::{LogFile, stdout};
use crate::access_log::form::Form;
use crate::access_log::thread::Pen;
pub(crate) use crate::access_log::writer::AccessWriter;
use crate::problem::LaunchProblem;

/// A log with a line for each request, see [`Serve::access_log`](crate::Serve::access_log). Needs the feature `access-log`.
///
/// ```
/// # use oxy::prelude::*;
/// # #[oxy::app]
/// # struct App {}
/// # #[get("/")]
/// # async fn index() -> &'static str { "index" }
/// use oxy::AccessLog;
///
/// # fn main() {
/// let server = oxy::serve(App {}).access_log(AccessLog::json());
/// # assert!(server.check().is_ok());
/// # }
/// ```
///
/// A line is written when the response has been handed to the connection, or the request is dropped: its client has gone, or the
/// server has stopped. It has no query, no cookie and
/// no other header field than the two that are named here; of `Referer` the query is left out. Texts that come from the client are
/// escaped and cut after 1,024 bytes, a method after 32. Lines go to stdout unless something else is said, whole ones in writes of
/// at most 4,096 bytes, which no other output of the program cuts on their way through a pipe; only a longer line goes by itself.
///
/// | member of JSON | in the combined form | |
/// |---|---|---|
/// | `time` | `[29/Nov/2026:02:45:45 +0000]` | when the request came, in UTC; in JSON as of RFC 3339, to the millisecond |
/// | `client` | first | the address of [`Client`](crate::Client); `null` or `-` where there is none |
/// | `method`, `path`, `version` | `"GET /users/7 HTTP/1.1"` | the path as it was sent |
/// | `route` | | the route's path, such as `/users/{id}`; `null` where none answered |
/// | `status` | the same | 499 where there was no response: the client had gone, or the server has stopped |
/// | `bytes` | the same | of the response's body, as far as the connection took it, in steps of at most 64 KiB |
/// | `latency_ms` | | until the connection had taken the whole response, in milliseconds |
/// | `referer`, `user_agent` | the last two | `null` or `"-"` where there is none |
/// | `request_id` | | the id that other log lines and error pages have, see [`Failure`](crate::Failure) |
///
/// The combined form is that of [Apache](https://httpd.apache.org/docs/2.4/logs.html#combined). What is no request yet is in no line:
/// connections that are refused or break off, and what HTTP itself forbids.
#[must_use = "it is given to `Serve::access_log`"]
pub struct AccessLog {
    form: Form,
    target: Target,
}

/// Where lines go.
enum Target {
    Stdout,
    File(PathBuf),
    Writer(Box<dyn Write + Send>),
}

impl AccessLog {
    /// The combined form, which Apache and nginx write, and most tools read.
    pub fn combined() -> Self {
        Self {
            form: Form::Combined,
            target: Target::Stdout,
        }
    }

    /// An object of JSON in each line.
    pub fn json() -> Self {
        Self {
            form: Form::Json,
            target: Target::Stdout,
        }
    }

    /// Appends to a file, which is made where it is not there. When it is moved away or deleted, as tools that rotate logs do,
    /// it is made anew within a second of the next line.
    ///
    /// It is opened when the server starts and nothing else is wrong: one that cannot be opened is a problem in the launch report
    /// then, and [`check`](crate::Serve::check) does not look.
    pub fn file(mut self, path: impl AsRef<Path>) -> Self {
        self.target = Target::File(path.as_ref().to_owned());
        self
    }

    /// Writes to something else, in a thread of its own; it is flushed whenever no more lines wait.
    pub fn writer(mut self, writer: impl Write + Send + 'static) -> Self {
        self.target = Target::Writer(Box::new(writer));
        self
    }

    /// Whether its file could be opened, as far as that can be known without making one.
    pub(crate) fn look(&self) -> Result<(), LaunchProblem> {
        match &self.target {
            Target::File(path) => LogFile::look_at(path).map_err(|error| unusable(path, &error)),
            Target::Stdout | Target::Writer(_) => Ok(()),
        }
    }

    /// Opens what is written to, and starts the thread that writes.
    pub(crate) fn open(self, log: &AccessWriter) -> Result<(), LaunchProblem> {
        let pen = match self.target {
            Target::Stdout => Pen::for_pipe(Box::new(stdout().map_err(|error| {
                LaunchProblem::new(format!(
                    "the access log cannot be written to stdout: {error}"
                ))
            })?)),
            Target::File(path) => {
                let file = LogFile::open(path.clone()).map_err(|error| unusable(&path, &error))?;
                Pen::new(Box::new(file))
            }
            Target::Writer(writer) => Pen::new(writer),
        };
        log.open(self.form, pen).map_err(|error| {
            LaunchProblem::new(format!(
                "the thread of the access log cannot be started: {error}"
            ))
        })
    }
}

fn unusable(path: &Path, error: &io::Error) -> LaunchProblem {
    let name = path.display();
    LaunchProblem::new(format!(
        "the access log \"{name}\" cannot be opened: {error}"
    ))
    .help("its folder has to be there, and this user has to be let write in it")
}

impl std::fmt::Debug for AccessLog {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "AccessLog({:?})", self.form)
    }
}
