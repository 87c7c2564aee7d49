//! Projects of their own, which depend on this repository's crates as a user's project does.
//!
//! All share one target folder that stays between runs, and the versions in this workspace's Cargo.lock.

use std::env;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

/// What a project of programs depends on if it needs nothing else.
pub(crate) const USUAL: &str = r#"
oxy = { package = "oxy-runtime", path = "$WORKSPACE/oxy-runtime" }
serde = { version = "1", features = ["derive"] }
tokio = "1"
"#;

/// A package, in a workspace that is not this one.
pub(crate) struct Project {
    workspace: PathBuf,
    package: String,
}

/// What came of a build.
#[derive(Debug)]
pub(crate) struct Built {
    pub(crate) success: bool,
    /// Errors and warnings of all packages whose source is at hand.
    pub(crate) messages: Vec<Message>,
    /// What Cargo itself said.
    pub(crate) stderr: String,
}

/// An error or a warning.
#[derive(Debug)]
pub(crate) struct Message {
    /// The library or program that it is about.
    pub(crate) target: String,
    /// `error` or `warning`.
    pub(crate) level: String,
    /// As the compiler shows it, with short paths.
    pub(crate) text: String,
}

/// What a program said.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) success: bool,
    pub(crate) stdout: String,
    /// Its words, or the compiler's if there is no program, with short paths.
    pub(crate) stderr: String,
}

impl Built {
    /// The errors about a library or a program.
    pub(crate) fn errors_of(&self, target: &str) -> Vec<&str> {
        let errors = self
            .messages
            .iter()
            .filter(|message| message.level == "error" && message.target == target);
        errors.map(|message| message.text.as_str()).collect()
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The folder of all that is made here.
fn projects() -> PathBuf {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent();
    target
        .expect("it lies in the target folder")
        .join("tests/projects")
}

impl Project {
    /// A package of the workspace in `tests/crates`.
    pub(crate) fn committed(package: &str) -> Self {
        Self {
            workspace: root().join("tests/crates"),
            package: package.to_owned(),
        }
    }

    /// A package with a program for each file, called like the file. In `dependencies`, lines of a Cargo.toml such as
    /// [`USUAL`], `$WORKSPACE` stands for the root of this repository.
    pub(crate) fn of_programs(name: &str, dependencies: &str, programs: &[PathBuf]) -> Self {
        let workspace = projects().join(name);
        let dependencies = dependencies.replace("$WORKSPACE", root().to_str().expect("is UTF-8"));
        let mut manifest = format!(
            "[package]\nname = {name:?}\nversion = \"0.0.0\"\nedition = \"2024\"\npublish = false\n\
             autobins = false\n\n[workspace]\n\n[dependencies]{dependencies}"
        );
        for program in programs {
            let stem = program.file_stem().expect("a program is a file");
            let path = root().join(program);
            manifest.push_str(&format!("\n[[bin]]\nname = {stem:?}\npath = {path:?}\n"));
        }
        fs::create_dir_all(&workspace).expect("the target folder can be written");
        // An unchanged manifest lets Cargo see that nothing is to do.
        let file = workspace.join("Cargo.toml");
        if fs::read_to_string(&file).ok().as_deref() != Some(manifest.as_str()) {
            fs::write(file, manifest).expect("the target folder can be written");
        }
        Self {
            workspace,
            package: name.to_owned(),
        }
    }

    /// Looks for errors in the library and all programs, in each even where another one has some.
    pub(crate) fn check(&self) -> Built {
        self.build(&["check", "--keep-going"], &[])
    }

    /// The same, to the end: programs that can run.
    pub(crate) fn compile(&self) -> Built {
        self.build(&["build", "--keep-going"], &[])
    }

    /// The same as [`check`](Self::check) with clippy, which gets these arguments, such as `-Wclippy::pedantic`.
    pub(crate) fn clippy(&self, arguments: &[&str]) -> Built {
        self.build(&["clippy", "--keep-going"], arguments)
    }

    /// Builds a program and runs it.
    pub(crate) fn run(&self, program: &str) -> Ran {
        let output = self.cargo(&["run", "--quiet", "--bin", program], &[]);
        Ran {
            success: output.status.success(),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: shortened(&String::from_utf8_lossy(&output.stderr)),
        }
    }

    fn build(&self, command: &[&str], behind: &[&str]) -> Built {
        let output = self.cargo(&[command, &["--message-format=json"]].concat(), behind);
        let stdout = String::from_utf8_lossy(&output.stdout);
        let lines = stdout
            .lines()
            .filter_map(|line| serde_json::from_str(line).ok());
        Built {
            success: output.status.success(),
            messages: lines.filter_map(|line| message(&line)).collect(),
            stderr: shortened(&String::from_utf8_lossy(&output.stderr)),
        }
    }

    /// Runs Cargo, without the network if that will do.
    fn cargo(&self, command: &[&str], behind: &[&str]) -> Output {
        let folder = projects();
        fs::create_dir_all(&folder).expect("the target folder can be written");
        // Cargo would wait for itself anyway; and it must not read a Cargo.lock that another test is writing.
        let turn = File::create(folder.join("turn")).expect("the target folder can be written");
        turn.lock().expect("files can be locked");
        let versions = fs::read(root().join("Cargo.lock")).expect("the workspace has a Cargo.lock");
        fs::write(self.workspace.join("Cargo.lock"), versions).expect("the folder can be written");
        let run = |network: &[&str]| {
            let mut cargo = clean_cargo();
            cargo
                .current_dir(&self.workspace)
                .args(command)
                .args(["--package", &self.package])
                .args(network);
            if !behind.is_empty() {
                cargo.arg("--").args(behind);
            }
            cargo.output().expect("cargo starts")
        };
        let output = run(&["--offline"]);
        if output.status.success() || !String::from_utf8_lossy(&output.stderr).contains("offline") {
            return output;
        }
        run(&[])
    }
}

/// Cargo as a user calls it, whatever the environment of the tests is.
fn clean_cargo() -> Command {
    let mut cargo = Command::new(env!("CARGO"));
    for (name, _) in env::vars_os() {
        // Cargo tells a test of its package; build scripts that ask for that would run again for each package.
        let of_the_test = ["CARGO_PKG_", "CARGO_MANIFEST_"];
        if let Some(name) = name.to_str()
            && of_the_test.iter().any(|start| name.starts_with(start))
        {
            cargo.env_remove(name);
        }
    }
    for changing in ["RUSTFLAGS", "CARGO_ENCODED_RUSTFLAGS", "RUSTC_BOOTSTRAP"] {
        cargo.env_remove(changing);
    }
    cargo
        .env("CARGO_TARGET_DIR", projects().join("target"))
        .env("CARGO_INCREMENTAL", "0")
        .env("CARGO_PROFILE_DEV_DEBUG", "0")
        .env("CARGO_TERM_COLOR", "never")
        .env("CARGO_TERM_QUIET", "false");
    cargo
}

fn message(line: &Value) -> Option<Message> {
    let (message, text) = (&line["message"], line["message"]["rendered"].as_str()?);
    let level = message["level"].as_str()?;
    // What is beside them: how many there were, and how to learn more.
    if !["error", "warning"].contains(&level) || message["spans"].as_array()?.is_empty() {
        return None;
    }
    Some(Message {
        target: line["target"]["name"].as_str()?.to_owned(),
        level: level.to_owned(),
        text: shortened(text),
    })
}

/// Without the places of this machine.
fn shortened(text: &str) -> String {
    let mut text = text.to_owned();
    let target = projects().join("target");
    for (path, name) in [(target.as_path(), "$TARGET"), (root(), "$WORKSPACE")] {
        text = text.replace(path.to_str().expect("is UTF-8"), name);
    }
    text
}
