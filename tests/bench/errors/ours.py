"""oxy's side: the programs in `tests/ui/fail`, and what `cargo test --package oxy-ui` knows the compiler to say of them."""

import pathlib

FOLDER = pathlib.Path("tests") / "ui" / "fail"
# What every program has and no mistake is in.
EVERYWHERE = ("#[oxy::app]\nstruct App {}", "fn main() {}")


def names(root):
    return sorted(file.stem for file in (root / FOLDER).glob("*.rs"))


def path(name):
    return (FOLDER / f"{name}.rs").as_posix()


def program(root, name):
    """The paragraphs of the source that belong to the mistake."""
    paragraphs = (root / path(name)).read_text().strip().split("\n\n")
    kept = []
    for paragraph in paragraphs:
        imports = all(line.startswith("use ") for line in paragraph.splitlines())
        if not imports and paragraph not in EVERYWHERE:
            kept.append(paragraph)
    return "\n\n".join(kept)


def message(root, name):
    file = (root / path(name)).with_suffix(".stderr")
    if not file.exists():
        raise SystemExit(f"{name} has no .stderr: run TRYBUILD=overwrite cargo test --package oxy-ui")
    return file.read_text().rstrip("\n")


def errors(text):
    return sum(line.startswith("error") for line in text.splitlines())
