//! What the documents lead to is there: files, headings, and the tests that are named as proofs. What they quote is what is
//! printed.

#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

use std::fs;
use std::path::Path;

/// A link: what is read, where it leads, and the title in quotes behind it.
struct Link<'t> {
    text: &'t str,
    target: &'t str,
    title: Option<&'t str>,
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Links in the text, and those that stand below it: `[name]: target "title"`.
fn links(text: &str) -> Vec<Link<'_>> {
    let below = text.lines().filter_map(|line| {
        let (name, target) = line.strip_prefix('[')?.split_once("]: ")?;
        Some(link(name, target))
    });
    let parts = text.split("](").skip(1).zip(text.split("]("));
    let inside = parts.filter_map(|(after, before)| {
        let (target, _) = after.split_once(')')?;
        Some(link(before.rsplit('[').next()?, target))
    });
    let all = below.chain(inside);
    all.filter(|link| !link.target.contains(':') && !link.target.is_empty())
        .collect()
}

fn link<'t>(text: &'t str, target: &'t str) -> Link<'t> {
    let (target, title) = match target.split_once(" \"") {
        Some((target, title)) => (target, title.strip_suffix('"')),
        None => (target, None),
    };
    Link {
        text,
        target,
        title,
    }
}

/// The name by which a heading is linked to.
fn anchor(heading: &str) -> String {
    let kept = heading.trim_start_matches('#').trim().chars();
    let kept = kept.filter(|letter| letter.is_alphanumeric() || matches!(letter, ' ' | '-' | '_'));
    kept.collect::<String>().to_lowercase().replace(' ', "-")
}

fn is_test_name(text: &str) -> bool {
    text.contains('_')
        && text
            .chars()
            .all(|letter| letter.is_ascii_lowercase() || letter == '_' || letter.is_ascii_digit())
}

/// What is wrong with a link in a document; nothing if all is well.
fn problem(link: &Link<'_>, document: &str) -> Option<String> {
    let (file, heading) = link.target.split_once('#').unwrap_or((link.target, ""));
    let file = if file.is_empty() { document } else { file };
    if !root().join(file).exists() {
        return Some(format!("there is no {file}"));
    }
    if !heading.is_empty() {
        let known = read(file)
            .lines()
            .any(|line| line.starts_with('#') && anchor(line) == heading);
        return (!known).then(|| format!("{file} has no heading {heading}"));
    }
    let named = link
        .title
        .into_iter()
        .chain([link.text])
        .find(|name| is_test_name(name))?;
    let is_there = !file.ends_with(".rs") || read(file).contains(&format!("fn {named}("));
    (!is_there).then(|| format!("{file} has no test {named}"))
}

#[test]
fn every_link_leads_to_something() {
    let mut found = 0;
    let mut wrong = Vec::new();
    for document in [
        "README.md",
        "ARCHITECTURE.md",
        "CONTRIBUTING.md",
        "COMPARISON.md",
        "ERRORS.md",
    ] {
        let text = read(document);
        for link in links(&text) {
            found += 1;
            wrong.extend(problem(&link, document).map(|problem| format!("{document}: {problem}")));
        }
    }
    assert!(found > 50, "{found} links");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_yes_names_its_proof() {
    let text = read("COMPARISON.md");
    let claims: Vec<&str> = text
        .split("\n- ")
        .filter(|claim| claim.starts_with("oxy: yes"))
        .collect();
    assert!(claims.len() > 10, "{} claims", claims.len());
    for claim in claims {
        let proofs = links(claim)
            .iter()
            .filter(|link| is_test_name(link.text))
            .count();
        assert!(proofs > 0, "{claim}");
    }
}

#[test]
fn a_link_to_nothing_is_found() {
    let cases = [
        "[a](tests/no_such_file.rs)",
        "[no_such_test](tests/documents.rs)",
        "[yes](tests/documents.rs \"no_such_test\")",
        "[a](COMPARISON.md#no-such-heading)",
        "[1]: tests/documents.rs \"no_such_test\"",
    ];
    for case in cases {
        let links = links(case);
        assert!(
            links
                .iter()
                .all(|link| problem(link, "README.md").is_some())
                && links.len() == 1,
            "{case}"
        );
    }
}

#[test]
fn chapters_have_at_most_350_lines() {
    let mut chapters = 0;
    for entry in fs::read_dir(root().join("oxy-runtime/src/guide/sessions")).unwrap() {
        let path = entry.unwrap().path();
        let lines = fs::read_to_string(&path).unwrap().lines().count();
        assert!(lines <= 350, "{} has {lines} lines", path.display());
        chapters += 1;
    }
    assert!(chapters > 5, "{chapters} chapters");
}

const MISTAKES: &str = "tests/ui/fail";

/// What opens and closes what is quoted in ERRORS.md.
const FENCE: &str = "```";

/// The name of a program of ours, and what stands behind the link to it.
fn program_linked(line: &str) -> Option<(&str, &str)> {
    let (_, after) = line.split_once("[`")?;
    let (name, after) = after.split_once("`](")?;
    let (path, after) = after.split_once(')')?;
    (path == format!("{MISTAKES}/{name}.rs")).then_some((name, after))
}

/// The next block in a page, without its fences.
fn block(text: &str) -> Option<(&str, &str)> {
    let (_, after) = text.split_once(FENCE)?;
    let (_, after) = after.split_once('\n')?;
    after.split_once(&format!("\n{FENCE}"))
}

/// Where a page quotes programs or messages of `tests/ui/fail` in other words, and which it does not mention.
fn misquotations(page: &str) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut missing: Vec<String> = fs::read_dir(root().join(MISTAKES))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter_map(|file| Some(file.strip_suffix(".rs")?.to_owned()))
        .collect();
    let mut rest = page;
    while let Some((line, after)) = rest.split_once('\n') {
        rest = after;
        let Some((name, behind)) = program_linked(line) else {
            continue;
        };
        missing.retain(|other| other != name);
        let [program, message] = ["rs", "stderr"]
            .map(|kind| fs::read_to_string(root().join(format!("{MISTAKES}/{name}.{kind}"))));
        let (Ok(program), Ok(message)) = (program, message) else {
            wrong.push(format!("{name} is no program with a message"));
            continue;
        };
        let message = message.trim_end();
        if let Some(first) = behind.strip_prefix(": ") {
            if message.lines().next() != Some(first) {
                wrong.push(format!("{name}: the first line is another one"));
            }
            continue;
        }
        let Some(((lines, after), (quoted, _))) =
            block(rest).and_then(|program| Some((program, block(program.1)?)))
        else {
            wrong.push(format!("{name}: nothing is quoted"));
            continue;
        };
        rest = after;
        if !lines.split("\n\n").all(|part| program.contains(part)) {
            wrong.push(format!("{name}: the program is another one"));
        }
        if quoted != message {
            wrong.push(format!("{name}: the message is another one"));
        }
    }
    wrong.extend(
        missing
            .iter()
            .map(|name| format!("{name} is not mentioned")),
    );
    wrong
}

#[test]
fn messages_are_quoted_as_they_are_printed() {
    let wrong = misquotations(&read("ERRORS.md"));
    assert!(
        wrong.is_empty(),
        "{}\npython3 tests/bench/errors/run.py --ours writes ERRORS.md anew",
        wrong.join("\n")
    );
}

#[test]
fn a_message_in_other_words_is_found() {
    let page = read("ERRORS.md");
    let known = misquotations(&page);
    let cases = [
        ("help: ", "hint: ", "the message is another one"),
        (
            "async fn show() {}",
            "fn show() {}",
            "the program is another one",
        ),
        (
            "): error: ",
            "): mistake: ",
            "the first line is another one",
        ),
        ("- [`", "- [`no_", "is not mentioned"),
    ];
    for (words, others, said) in cases {
        let mut wrong = misquotations(&page.replacen(words, others, 1));
        wrong.retain(|found| !known.contains(found));
        assert!(
            wrong.len() == 1 && wrong.iter().all(|wrong| wrong.ends_with(said)),
            "{words}: {wrong:?}"
        );
    }
}
