//! What the compiler proposes is right: each program of `tests/ui/fail` has a pair in `tests/ui/fixed`, which is the same
//! program with what the message says carried out, and nothing else. All of them compile without a word.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::project::{Project, USUAL};

/// The programs are short so that their mistake is seen, and use little of what they declare.
const LINTS: &str = "\n[lints.rust]\ndead_code = \"allow\"\n";

/// How many lines of a program a mistake may cost.
const MOST_LINES: usize = 6;

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/ui")
        .join(name)
}

/// The names of the programs in a folder.
fn names(name: &str) -> BTreeSet<String> {
    let files = fs::read_dir(folder(name)).unwrap();
    let files = files.map(|file| file.unwrap().path());
    let programs = files.filter(|path| path.extension().is_some_and(|found| found == "rs"));
    let stem = |path: PathBuf| path.file_stem().unwrap().to_str().unwrap().to_owned();
    let names: BTreeSet<String> = programs.map(stem).collect();
    assert!(!names.is_empty(), "{name} is empty");
    names
}

fn text(place: &str, name: &str) -> String {
    fs::read_to_string(folder(place).join(format!("{name}.rs"))).unwrap()
}

/// The length of the longest common subsequence.
fn in_common(left: &[&str], right: &[&str]) -> usize {
    let mut before = vec![0; right.len() + 1];
    for line in left {
        let mut now = vec![0];
        for (index, other) in right.iter().enumerate() {
            now.push(if line == other {
                before[index] + 1
            } else {
                before[index + 1].max(now[index])
            });
        }
        before = now;
    }
    before[right.len()]
}

/// How many lines were removed or added, whichever are more. Indentation and empty lines do not count.
fn changed(before: &str, after: &str) -> usize {
    let lines = |text| -> Vec<&str> {
        let lines = str::lines(text).map(str::trim);
        lines.filter(|line| !line.is_empty()).collect()
    };
    let (before, after) = (lines(before), lines(after));
    before.len().max(after.len()) - in_common(&before, &after)
}

#[test]
fn what_each_message_proposes_compiles() {
    let programs = names("fixed").into_iter();
    let programs: Vec<PathBuf> = programs
        .map(|name| format!("tests/ui/fixed/{name}.rs").into())
        .collect();
    let dependencies = format!("{USUAL}serde_json = \"1\"\n{LINTS}");
    let built = Project::of_programs("fixed", &dependencies, &programs).check();
    let texts: Vec<&str> = built.messages.iter().map(|found| &*found.text).collect();
    assert!(texts.is_empty(), "{}", texts.join("\n"));
    assert!(built.success, "{}", built.stderr);
}

#[test]
fn each_mistake_has_a_program_without_it() {
    let (wrong, right) = (names("fail"), names("fixed"));
    let missing: Vec<_> = wrong.difference(&right).collect();
    assert!(missing.is_empty(), "not in tests/ui/fixed: {missing:?}");
    let left_over: Vec<_> = right.difference(&wrong).collect();
    assert!(left_over.is_empty(), "not in tests/ui/fail: {left_over:?}");
}

#[test]
fn a_mistake_costs_few_lines() {
    for name in names("fail").intersection(&names("fixed")) {
        let changed = changed(&text("fail", name), &text("fixed", name));
        assert!(changed > 0, "{name} is the program with the mistake");
        assert!(changed <= MOST_LINES, "{name} costs {changed} lines");
    }
}

#[test]
fn lines_that_changed_are_counted() {
    assert_eq!(changed("a\nb\nc", "a\nb\nc"), 0);
    assert_eq!(changed("a\nb\nc", "a\n\n  b\nc\n"), 0);
    assert_eq!(changed("a\nb\nc", "a\nx\nc"), 1);
    assert_eq!(changed("a\nb\nc", "a\nc"), 1);
    assert_eq!(changed("a\nb", "b\na"), 1);
    assert_eq!(changed("a", "x\ny\nz"), 3);
}
