//! Lints that a user may be strict with: generated code causes none of them.

use crate::project::{Project, USUAL};

/// About what the programs themselves are like, not about what the attributes add to them.
const OF_THE_PROGRAMS: [&str; 5] = [
    "-Aclippy::cargo-common-metadata",
    "-Aclippy::missing-const-for-fn",
    "-Aclippy::multiple-crate-versions",
    "-Aclippy::redundant-pub-crate",
    "-Aclippy::unused-async",
];

#[test]
fn the_strictest_lints_say_nothing_of_generated_code() {
    let programs = [
        "documented_and_deprecated",
        "handlers_in_functions_and_modules",
        "links",
        "lints_denied",
        "named_app",
        "routers",
        "several_attributes",
    ];
    let programs = programs.map(|name| format!("tests/ui/pass/{name}.rs").into());
    let project = Project::of_programs("lints", USUAL, &programs);
    let strict = [
        "-Wclippy::all",
        "-Wclippy::pedantic",
        "-Wclippy::nursery",
        "-Wclippy::cargo",
    ];
    let built = project.clippy(&[strict.as_slice(), &OF_THE_PROGRAMS].concat());
    assert!(built.success, "{}", built.stderr);
    assert!(built.messages.is_empty(), "{:#?}", built.messages);
}
