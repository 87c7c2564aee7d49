//! Handlers with the attribute `instrument` of tracing, whose feature oxy itself does not ask for.

use crate::project::Project;

#[test]
fn handlers_are_traced_above_and_below_the_route() {
    let ran = Project::committed("traced").run("traced");
    assert_eq!(ran.stdout, "1 Some(2)\n1 2 3\n3\n", "{}", ran.stderr);
    for line in [
        "above{id=1 page=Some(2)}: traced: above",
        "below{id=1 page=3}: traced: below",
    ] {
        assert!(ran.stderr.contains(line), "{}", ran.stderr);
    }
}
