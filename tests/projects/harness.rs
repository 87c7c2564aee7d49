//! The harness itself tells right from wrong.

use std::path::PathBuf;

use crate::project::{Project, USUAL};

#[test]
fn each_program_has_its_own_errors() {
    let programs = ["tests/ui/pass/named_app.rs", "tests/ui/fail/two_bodies.rs"];
    let programs = programs.map(PathBuf::from);
    let built = Project::of_programs("harness", USUAL, &programs).check();
    assert!(!built.success);
    assert!(
        built.errors_of("named_app").is_empty(),
        "{:?}",
        built.messages
    );
    let errors = built.errors_of("two_bodies");
    assert_eq!(errors.len(), 1, "{}", built.stderr);
    assert!(
        errors[0].contains("--> $WORKSPACE/tests/ui/fail/two_bodies.rs:"),
        "{}",
        errors[0]
    );
}

#[test]
fn a_program_that_runs_says_its_words() {
    let programs = [PathBuf::from("tests/ui/pass/named_app.rs")];
    let ran = Project::of_programs("harness_runs", USUAL, &programs).run("named_app");
    assert!(ran.success, "{}", ran.stderr);
    let ran = Project::of_programs("harness_runs", USUAL, &programs).run("other");
    assert!(
        ran.stderr.contains("no bin target named `other`"),
        "{}",
        ran.stderr
    );
}
