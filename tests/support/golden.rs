//! Committed texts that a run has to give again.

use std::path::Path;

/// Compares with a file below `tests/`; `UPDATE_EXPECT=1` writes it instead.
#[track_caller]
pub(crate) fn check(file: &str, actual: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests")
        .join(file);
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        return std::fs::write(&path, actual).unwrap();
    }
    let expected = std::fs::read_to_string(&path)
        .unwrap_or_else(|error| panic!("{}: {error}; UPDATE_EXPECT=1 writes it", path.display()));
    assert!(
        expected == actual,
        "tests/{file} is not what was found; UPDATE_EXPECT=1 writes it, which you then read:\n{actual}"
    );
}
