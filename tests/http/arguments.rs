//! Arguments that compile, and that no request could fill or no program should take: problems at launch.

use std::collections::HashMap;
use std::path::PathBuf;

use oxy::LaunchProblem;
use oxy::prelude::*;

use crate::support::report;

#[oxy::app(named)]
struct Files {}

#[get("/files/{*path}", app = Files)]
async fn file(path: PathBuf) -> String {
    path.display().to_string()
}

#[get("/file/{kind}", app = Files)]
#[get("/file", app = Files)]
async fn named_file(
    kind: Option<PathBuf>,
    name: PathBuf,
    folder: Option<PathBuf>,
    others: Vec<PathBuf>,
    #[default] last: PathBuf,
) -> String {
    format!("{kind:?} {name:?} {folder:?} {others:?} {last:?}")
}

#[test]
fn a_path_of_the_file_system_is_not_taken_from_a_client() {
    let report = report(oxy::serve(Files {}));
    let messages: Vec<&str> = report
        .problems()
        .iter()
        .map(LaunchProblem::message)
        .collect();
    let leads_out = "is a `PathBuf`, and what a client sends can lead out of any folder";
    for name in ["path", "kind", "name", "folder", "others", "last"] {
        assert!(
            messages.contains(&format!("`{name}` {leads_out}").as_str()),
            "{report}"
        );
    }
    assert_eq!(messages.len(), 6);
}

#[derive(serde::Deserialize)]
struct Page {
    size: u32,
}

#[derive(serde::Deserialize)]
#[serde(untagged)]
enum Either {
    Page(Page),
    Other(HashMap<String, String>),
}

#[oxy::app(named)]
struct Whole {}

#[get("/number", app = Whole)]
async fn number(page: Query<u32>) -> String {
    page.to_string()
}

#[post("/text", app = Whole)]
async fn posted(text: Form<String>) -> String {
    text.0.clone()
}

#[get("/whole", app = Whole)]
async fn whole(
    page: Query<Page>,
    map: Query<HashMap<String, String>>,
    pairs: Query<Vec<(String, String)>>,
    either: Query<Either>,
    number: Option<Query<Page>>,
) -> String {
    let found = match either.0 {
        Either::Page(page) => page.size.to_string(),
        Either::Other(map) => map.len().to_string(),
    };
    format!(
        "{} {} {} {found} {}",
        page.size,
        map.len(),
        pairs.len(),
        number.is_some()
    )
}

#[test]
fn fields_go_into_a_struct_or_a_map() {
    let report = report(oxy::serve(Whole {}));
    let messages: Vec<&str> = report
        .problems()
        .iter()
        .map(LaunchProblem::message)
        .collect();
    let never = [
        "`Form<String>` takes fields, which never fit: invalid type: map, expected a string",
        "`Query<u32>` takes fields, which never fit: invalid type: map, expected u32",
    ];
    for message in never {
        assert!(messages.contains(&message), "{report}");
    }
    assert_eq!(messages.len(), never.len(), "{report}");
}
