//! What a starting and stopping server says on stderr, and where log lines go.

use std::fmt::Arguments;
use std::io::Write;

/// Writes a line to stderr; that nobody may read it any more is no reason to fail.
pub(super) fn say(line: Arguments<'_>) {
    let _ = writeln!(std::io::stderr(), "oxy: {line}");
}

/// Prints a table as it stands.
pub(super) fn show(table: impl std::fmt::Display) {
    let _ = write!(std::io::stderr(), "{table}");
}

/// Sends log lines to stderr, unless the program logs in its own way. `OXY_LOG` names the level: `error`, `warn`,
/// `info` (the default), `debug` or `trace`.
pub(super) fn log_to_stderr() {
    let named = std::env::var("OXY_LOG").unwrap_or_default();
    let level = named.parse().ok();
    if level.is_none() && !named.is_empty() {
        say(format_args!(
            "OXY_LOG is {named:?}, but the levels are error, warn, info, debug and trace; info is used"
        ));
    }
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(level.unwrap_or(tracing::Level::INFO))
        .with_writer(std::io::stderr)
        .log_internal_errors(false)
        .finish();
    // An error means that a subscriber is set already, which is then the one to use.
    let _ = tracing::subscriber::set_global_default(subscriber);
}
