//! What a starting and stopping server says on stderr, and where log lines go.

use std::fmt::Arguments;
use std::io::Write;

use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::SubscriberExt;

/// Writes a line to stderr; that nobody may read it any more is no reason to fail.
pub(super) fn say(line: Arguments<'_>) {
    let _ = writeln!(std::io::stderr(), "oxy: {line}");
}

/// Prints a table as it stands.
pub(super) fn show(table: impl std::fmt::Display) {
    let _ = write!(std::io::stderr(), "{table}");
}

/// Sends log lines to stderr, unless the program logs in its own way. `OXY_LOG` names the level, `info` without it, and those
/// of single modules.
pub(super) fn log_to_stderr() {
    let named = std::env::var("OXY_LOG").unwrap_or_default();
    let levels = levels(&named);
    if levels.is_none() && !named.is_empty() {
        say(format_args!(
            "OXY_LOG is {named:?}, but it is a level (off, error, warn, info, debug or trace), levels of modules such as \
             `oxy::request=debug`, or both with commas; info is used"
        ));
    }
    let lines = tracing_subscriber::fmt::layer()
        .with_writer(std::io::stderr)
        .log_internal_errors(false);
    let levels = levels.unwrap_or_else(|| Targets::new().with_default(LevelFilter::INFO));
    let subscriber = tracing_subscriber::registry().with(lines).with(levels);
    // An error means that a subscriber is set already, which is then the one to use.
    let _ = tracing::subscriber::set_global_default(subscriber);
}

/// What is said of levels; none where it says nothing that can be understood.
fn levels(text: &str) -> Option<Targets> {
    // The filter takes a space for a part of a module's name.
    let tidy = |part: &str| part.split('=').map(str::trim).collect::<Vec<_>>().join("=");
    let parts: Vec<String> = text.split(',').map(tidy).collect();
    // It takes a word that is no level for a module of which all is shown.
    let is_level = |part: &String| {
        (part.contains('=') || part.parse::<LevelFilter>().is_ok())
            && !part.is_empty()
            && !part.contains(char::is_whitespace)
    };
    if !parts.iter().all(is_level) {
        return None;
    }
    let levels: Targets = parts.join(",").parse().ok()?;
    Some(match levels.default_level() {
        Some(_) => levels,
        None => levels.with_default(LevelFilter::INFO),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use tracing::Level;

    #[test]
    fn levels_are_for_all_or_for_modules() {
        // Whether lines of `oxy::request` and of others are shown.
        let cases = [
            ("debug", true, true),
            ("info,oxy::request=debug", true, false),
            ("info, oxy::request=debug", true, false),
            (" oxy::request = debug ,info ", true, false),
            ("oxy::request=debug", true, false),
            ("off", false, false),
            ("oxy=off,debug", false, true),
        ];
        for (text, ours, others) in cases {
            let levels = levels(text).unwrap_or_default();
            let shown = |target| levels.would_enable(target, &Level::DEBUG);
            assert_eq!(
                (shown("oxy::request"), shown("sqlx")),
                (ours, others),
                "{text}"
            );
        }
        let quiet = levels("oxy::request=debug").unwrap_or_default();
        assert!(quiet.would_enable("sqlx", &Level::INFO));
    }

    #[test]
    fn what_is_no_level_is_not_taken_for_a_module() {
        let texts = [
            "",
            "debgu",
            "info,oxy",
            "info,,debug",
            "info, ,debug",
            "oxy=loud",
            "info oxy::request=debug",
        ];
        for text in texts {
            assert!(levels(text).is_none(), "{text}");
        }
    }
}
