//! What a library that a program depends on may add to it.

use crate::project::Project;

#[test]
fn routes_of_a_library_are_served_where_its_application_is_mounted() {
    let ran = Project::committed("site").run("site");
    assert!(ran.success, "{}", ran.stderr);
    let (alone, mounted) = ran.stdout.split_once("mounted\n").unwrap();
    let nothing = "404 Not Found ";
    assert_eq!(
        alone,
        format!("alone\nGET /\nPOST /login: {nothing}\nPOST /admin/login: {nothing}\n")
    );
    assert_eq!(
        mounted,
        format!(
            "GET /\nGET /admin/entries\nPOST /admin/login\nPOST /login: {nothing}\n\
             POST /admin/login: 200 OK the guestbook of Bob logged you in\n"
        )
    );
}

#[test]
fn only_the_crate_of_an_application_adds_routes_to_it() {
    let intruder = Project::committed("intruder");
    let built = intruder.check();
    assert!(!built.success);
    let foreign = "impl for type defined outside of crate";
    let expected = [
        ("names_the_app", foreign),
        ("names_it_by_an_alias", foreign),
        ("makes_it_the_default", foreign),
        ("has_a_router", foreign),
        ("names_the_hidden_alias", "private type alias"),
        ("names_an_associated_type", "impl requires a nominal type"),
        ("is_generic", "an application cannot be generic"),
        (
            "lists_it",
            "expected `&RouteSet<Guestbook>`, found `&RouteSet<Mine>`",
        ),
    ];
    for (program, words) in expected {
        let errors = built.errors_of(program);
        assert!(
            errors.first().is_some_and(|error| error.contains(words)),
            "{program}: {errors:#?}"
        );
    }
}
