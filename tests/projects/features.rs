//! Features that are off: what is missing says which one to turn on.

use crate::project::Project;

/// The program, the type that needs the feature, as it stands there, and the feature.
const NEEDED: &[(&str, &str, &str)] = &[
    ("json_body", "Json<Login>", "json"),
    ("json_result", "Json<Login>", "json"),
    ("json_error", "Json<Login>", "json"),
    ("json_function", "json", "json"),
    ("form", "Form<Login>", "form"),
    ("form_in_an_option", "Form<Login>", "form"),
    ("query", "Query<Login>", "form"),
    ("uuid", "Uuid", "uuid"),
    ("sqlite", "SqliteStore", "sqlite"),
    ("postgres", "PostgresStore", "postgres"),
    ("redis", "RedisStore", "redis"),
    ("tls", "\"certificate.pem\"", "tls"),
];

#[test]
fn a_program_that_needs_none_is_well() {
    let ran = Project::committed("featureless").run("featureless");
    assert_eq!(ran.stdout, "1\n", "{}", ran.stderr);
}

#[test]
fn what_needs_a_feature_says_which() {
    let built = Project::committed("featureless").check();
    for (program, written, feature) in NEEDED {
        let errors = built.errors_of(program);
        // An identifier is named once more by the function whose argument it is, and by what links to it go by.
        let most = if *feature == "uuid" { 3 } else { 1 };
        assert!((1..=most).contains(&errors.len()), "{program}: {errors:#?}");
        let error = errors[0];
        assert!(
            error.contains(&format!("the feature `{feature}`"))
                || error.contains(&format!("the `{feature}` feature")),
            "{error}"
        );
        let marks = format!(" {}", "^".repeat(written.len()));
        assert!(error.contains(&marks), "{error}");
    }
}
