//! The crate under another name in Cargo.toml.

use crate::project::Project;

#[test]
fn all_macros_work_with_the_name_that_they_are_told() {
    let ran = Project::committed("renamed").run("renamed");
    assert_eq!(
        ran.stdout, "7 of Ann on 1\nWelcome, Bob!\nWelcome, Cid!\n",
        "{}",
        ran.stderr
    );
    let built = Project::committed("renamed").check();
    let about: Vec<_> = built
        .messages
        .iter()
        .filter(|message| message.target == "renamed")
        .collect();
    assert!(about.is_empty(), "{about:#?}");
}

#[test]
fn a_macro_that_is_not_told_the_name_says_which_one_it_sought() {
    let built = Project::committed("renamed").check();
    for program in [
        "forgotten_on_a_route",
        "forgotten_on_a_router",
        "forgotten_on_an_app",
        "forgotten_on_session_data",
    ] {
        let errors = built.errors_of(program);
        assert!(!errors.is_empty(), "{program}");
        for error in errors {
            assert!(
                error.contains("could not find `oxy` in the list of imported crates"),
                "{error}"
            );
        }
    }
}
