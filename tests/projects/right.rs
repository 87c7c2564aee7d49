//! What the macros accept: the programs of `tests/ui/pass` compile, and then run.

use std::fs;
use std::path::{Path, PathBuf};

use crate::project::{Project, USUAL};

#[test]
fn what_is_right_compiles_and_runs() {
    let folder = Path::new("tests/ui/pass");
    let files = fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)).unwrap();
    let mut programs: Vec<PathBuf> = files
        .map(|file| folder.join(file.unwrap().file_name()))
        .filter(|path| path.extension().is_some_and(|found| found == "rs"))
        .collect();
    programs.sort();
    assert!(!programs.is_empty());
    let dependencies = format!("{USUAL}serde_json = \"1\"\n");
    let project = Project::of_programs("right", &dependencies, &programs);
    let built = project.compile();
    let errors: Vec<&str> = built.messages.iter().map(|found| &*found.text).collect();
    assert!(built.success, "{}{}", errors.join("\n"), built.stderr);
    for program in &programs {
        let ran = project.run(program.file_stem().unwrap().to_str().unwrap());
        assert!(ran.success, "{}: {}", program.display(), ran.stderr);
    }
}
