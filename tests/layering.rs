//! The house rules that no lint knows: which module may name which, who names a cipher, how long a file may be.

#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

use std::fs;
use std::path::{Path, PathBuf};

/// The modules of the runtime crate, the lowest first: a module may name those of the lines above it.
const LAYERS: &[&[&str]] = &[
    &[
        "deadline",
        "peer",
        "private_file",
        "security_headers",
        "stop",
        "wording",
    ],
    &[
        "clock",
        "crypto",
        "forwarded",
        "limits",
        "params",
        "peer",
        "problem",
    ],
    &["body", "cookie", "routing"],
    &["access_log"],
    &["error", "setup"],
    &["exchange", "rejection"],
    &["request", "response"],
    &["client"],
    &["attended", "trace"],
    &["session"],
    &["app"],
    &[
        "admission",
        "closing",
        "cross_site",
        "endpoint",
        "extract",
        "failure",
    ],
    &["calling", "explain", "layer", "unread"],
    &["miss", "router"],
    &["link", "route"],
    &["service"],
    &["launch"],
    &["server", "testing"],
    &["__private", "attributes", "guide"],
    &["prelude"],
    &["lib"],
];

/// The modules within `session`, the lowest first: stores know what a row is, and nothing of requests.
const SESSION_LAYERS: &[&[&str]] = &[
    &["id", "lifetime", "role", "login_page", "event", "storable"],
    &["data", "record"],
    &["info", "store"],
    &["erased", "in_cookie", "memory", "poll", "sql"],
    &["carry", "opening", "postgres", "redis", "sqlite"],
    &["address", "core"],
    &["ended", "sessions", "touch", "visit"],
    &["administer", "departure", "steps"],
    &["guard"],
    &["handle", "misplaced"],
    &["attach"],
    &["mod"],
];

/// The modules of a folder, and what leads to them.
struct Modules {
    folder: &'static str,
    path: &'static str,
    layers: &'static [&'static [&'static str]],
}

const TREES: [Modules; 2] = [
    Modules {
        folder: "oxy-runtime/src/",
        path: "crate::",
        layers: LAYERS,
    },
    Modules {
        folder: "oxy-runtime/src/session/",
        path: "crate::session::",
        layers: SESSION_LAYERS,
    },
];

impl Modules {
    /// The module that a file belongs to.
    fn of(&self, file: &Path) -> String {
        let inside = file.to_str().unwrap().split(self.folder).nth(1).unwrap();
        inside.split(['/', '.']).next().unwrap().to_owned()
    }

    fn layer(&self, module: &str) -> usize {
        let found = self.layers.iter().position(|layer| layer.contains(&module));
        found.unwrap_or_else(|| {
            panic!(
                "module `{}{module}` has no place in tests/layering.rs",
                self.path
            )
        })
    }

    /// The modules that a line of code names.
    fn named<'l>(&self, line: &'l str) -> impl Iterator<Item = &'l str> {
        line.split(self.path).skip(1).filter_map(|rest| {
            let name = rest.split(|letter: char| !letter.is_alphanumeric() && letter != '_');
            let name = name.into_iter().next()?;
            self.layers
                .iter()
                .any(|layer| layer.contains(&name))
                .then_some(name)
        })
    }
}

fn sources(folder: &str) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = fs::read_to_string(&path).unwrap();
                found.push((path, text));
            }
        }
    }
    assert!(!found.is_empty(), "no sources in {folder}");
    found
}

/// The lines of a file that are code.
fn code(text: &str) -> impl Iterator<Item = &str> {
    text.lines()
        .map(str::trim_start)
        .filter(|line| !line.starts_with("//"))
}

#[test]
fn modules_name_only_lower_ones() {
    let mut wrong = Vec::new();
    for modules in TREES {
        for (path, text) in sources(modules.folder) {
            let this = modules.of(&path);
            for named in code(&text).flat_map(|line| modules.named(line)) {
                if named != this && modules.layer(named) >= modules.layer(&this) {
                    wrong.push(format!("{}: `{this}` names `{named}`", path.display()));
                }
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "dependencies against the direction:\n{}",
        wrong.join("\n")
    );
}

#[test]
fn every_module_has_a_place() {
    for modules in TREES {
        for (path, _) in sources(modules.folder) {
            modules.layer(&modules.of(&path));
        }
    }
}

/// Files of the runtime crate in which a line of code has one of these words.
fn files_with(words: &[&str]) -> Vec<String> {
    let mut files: Vec<String> = sources("oxy-runtime/src")
        .into_iter()
        .filter(|(path, _)| !path.to_str().unwrap().contains("/tests"))
        .filter(|(_, text)| code(text).any(|line| words.iter().any(|word| line.contains(word))))
        .map(|(path, _)| {
            path.to_str()
                .unwrap()
                .split("oxy-runtime/src/")
                .nth(1)
                .unwrap()
                .to_owned()
        })
        .collect();
    files.sort();
    files
}

#[test]
fn choke_points_stay_single() {
    assert_eq!(files_with(&["aes_gcm"]), ["crypto/seal.rs"]);
    assert_eq!(files_with(&["uuid::"]), ["params.rs"]);
    assert_eq!(
        files_with(&["append(SET_COOKIE", "insert(SET_COOKIE"]),
        ["service.rs"]
    );
    assert_eq!(files_with(&["inventory::"]), ["route.rs"]);
    let hyper = files_with(&["hyper::", "hyper_util::"]);
    assert!(
        hyper
            .iter()
            .all(|file| file == "body.rs" || file.starts_with("server/")),
        "{hyper:?}"
    );
}

#[test]
fn macros_know_no_extractor() {
    let names = [
        "Cookies",
        "\"Json\"",
        "\"Form\"",
        "Session<",
        "\"Session\"",
        "SessionHandle",
        "\"Context\"",
    ];
    // What these know spares the compiler a question, or a user a riddle.
    let by_name = ["bodies.rs", "unpacked.rs"];
    for (path, text) in sources("oxy-macros/src") {
        if by_name.iter().any(|file| path.ends_with(file)) {
            continue;
        }
        for line in code(&text).filter(|line| !line.contains("help") && !line.starts_with('"')) {
            let named = names.iter().find(|name| line.contains(**name));
            assert!(
                named.is_none() || line.contains("Context<"),
                "{}: {line}",
                path.display()
            );
        }
    }
}

#[test]
fn files_have_at_most_350_lines() {
    let all = ["oxy-runtime/src", "oxy-macros/src", "examples", "tests"];
    for (path, text) in all.into_iter().flat_map(sources) {
        let lines = text.lines().count();
        assert!(lines <= 350, "{} has {lines} lines", path.display());
    }
}

#[test]
fn nothing_is_unsafe_and_nothing_global_is_mutable() {
    for (path, text) in sources("oxy-runtime/src")
        .into_iter()
        .chain(sources("oxy-macros/src"))
    {
        for line in code(&text) {
            assert!(
                !line.contains("static mut") && !line.starts_with("unsafe "),
                "{}: {line}",
                path.display()
            );
        }
    }
}

/// The target is not built with the tests: a module that it lacks would be found out by whoever runs it next.
#[test]
fn the_fuzz_target_has_all_modules_of_the_macros() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let library = fs::read_to_string(root.join("oxy-macros/src/lib.rs")).unwrap();
    let target = fs::read_to_string(root.join("tests/fuzz/targets/macros.rs")).unwrap();
    let mut before = "";
    for line in library.lines() {
        let module = line
            .strip_prefix("mod ")
            .and_then(|rest| rest.strip_suffix(';'));
        if let Some(module) = module
            && before != "#[cfg(test)]"
        {
            assert!(target.contains(&format!("    {module} \"")), "{module}");
        }
        before = line;
    }
}
