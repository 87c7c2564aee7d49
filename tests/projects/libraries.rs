//! What a library that a program depends on may add to it.

use crate::project::Project;

#[test]
fn routes_of_a_library_are_served_where_its_application_is_mounted() {
    let ran = Project::committed("site").run("site");
    assert!(ran.success, "{}", ran.stderr);
    let (alone, mounted) = ran.stdout.split_once("mounted\n").unwrap();
    let nothing = r#"404 Not Found {"status":404,"title":"Not Found"}"#;
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
