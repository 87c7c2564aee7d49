"""ERRORS.md, of the programs and of what was recorded."""

import statistics

import mistakes as cases
import ours
import peers

STAGES = {
    "compile": "when it is compiled",
    "launch": "at launch",
    "request": "at a request",
    "never": "never",
    "meant": "answered as meant",
}

HEAD = """# Compile errors, here and elsewhere

The same mistake in oxy, Rocket, actix-web and axum, and what each says of it, so that a reader can judge. The mistakes
are programs of oxy's tests with one mistake in each, so oxy finds all of them; what only another framework finds is not
among them. Corrections of the others' programs are welcome: they stand in
[tests/bench/errors/cases](tests/bench/errors/cases).

Made by `python3 tests/bench/errors/run.py` with {compiler}, {versions}.
All have their default features, Rocket also `json` and axum `macros`. In axum `#[debug_handler]` stands on the function
where the mistake is in its arguments, in its result or in what it is.

- Messages are quoted as they are printed. Those of oxy come from [tests/ui/fail](tests/ui/fail), which
  `cargo test --package oxy-ui` compares with the compiler; as there, paths of other crates begin with `$CARGO` or `$RUST`, those
  of oxy itself with `$WORKSPACE`; they have no line numbers, and `$N` is the number of further types. Line numbers count from the first line of the whole
  program, with its imports.
- An error of more than {lines} lines is cut behind these, and of more than {errors} errors the further ones are cut
  behind their first line: `[.. 12 more lines]`. The longest of oxy has {longest}.
- A program that compiles is started on a free port and asked once; its lines are shown then. *At a request* means that
  the answer is not 2xx. *Answered as meant* means that it is the one that the program was to give; *never*, that it is
  any other 2xx.

## Counts

When a mistake is found, of those that can be made; and how many errors one gives that is found when it is compiled.

"""

OTHERS = """## Other mistakes

Further programs of [tests/ui/fail](tests/ui/fail), without a counterpart here, and the first line of each message.

"""


def anchor(heading):
    kept = (letter for letter in heading.lower() if letter.isalnum() or letter in " -_")
    return "".join(kept).replace(" ", "-")


def code(language, text):
    if "```" in text:
        raise SystemExit(f"cannot be quoted: {text}")
    return f"```{language}\n{text}\n```\n"


def number(count, noun):
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def told_by(peer, mistake, records):
    """What a peer says of a mistake."""
    if peer.name in mistake.absent:
        return f"**{peer.title}**: no such mistake, as {mistake.absent[peer.name]}.\n"
    outcome = records[peer.name]["mistakes"][mistake.name]
    if outcome["stage"] == "compile":
        errors = outcome["errors"]
        return f"**{peer.title}**: {number(len(errors), 'error')}.\n\n" + code("text", "\n\n".join(errors))
    says = outcome["says"]
    warnings = outcome.get("warnings", [])
    text = f"**{peer.title}** compiles" + (f", with {number(len(warnings), 'warning')}" if warnings else "") + ".\n\n"
    text += code("rust", mistake.programs[peer.name].strip())
    if warnings:
        text += "\n" + code("text", "\n\n".join(warnings))
    if outcome["stage"] == "launch":
        return text + "\nAt launch:\n\n" + code("text", says)
    return text + f"\n{says}.\n"


def section(mistake, root, records):
    parts = [
        f"### {mistake.title}\n",
        f"**oxy**, [`{mistake.name}`]({ours.path(mistake.name)})\n",
        code("rust", ours.program(root, mistake.name)),
        code("text", ours.message(root, mistake.name)),
    ]
    parts += [told_by(peer, mistake, records) for peer in peers.PEERS]
    return "\n".join(parts)


def row(title, stages, counts):
    """A line of the table: how many mistakes show at each stage, and how many errors a compiler gives for one."""
    cells = [str(stages.count(stage)) for stage in STAGES]
    middle = f"{statistics.median(counts):g}"
    return f"| {title} | {len(stages)} | {' | '.join(cells)} | {middle} | {max(counts)} |\n"


def table(mistakes, root, records):
    text = f"| | mistakes | {' | '.join(STAGES.values())} | errors: median | most |\n"
    text += "|---" * (len(STAGES) + 4) + "|\n"
    texts = [ours.message(root, mistake.name) for mistake in mistakes]
    text += row("oxy", ["compile"] * len(mistakes), [ours.errors(message) for message in texts])
    for peer in peers.PEERS:
        found = [records[peer.name]["mistakes"][mistake.name] for mistake in mistakes if peer.name in mistake.programs]
        counts = [len(outcome["errors"]) for outcome in found if outcome["stage"] == "compile"]
        text += row(peer.title, [outcome["stage"] for outcome in found], counts)
    return text + "\n"


def longest(mistakes, root):
    return max(len(ours.message(root, mistake.name).splitlines()) for mistake in mistakes)


def contents(groups):
    text = "## Contents\n\n"
    for heading, members in groups:
        text += f"- [{heading}](#{anchor(heading)})\n"
        text += "".join(f"  - [{mistake.title}](#{anchor(mistake.title)})\n" for mistake in members)
    return text + f"- [Other mistakes](#{anchor('Other mistakes')})\n\n"


def make(mistakes, root, records, limits):
    versions = ", ".join(f"{peer.title} {records[peer.name]['version']}" for peer in peers.PEERS)
    compilers = {record["compiler"] for record in records.values()}
    if len(compilers) != 1:
        raise SystemExit(f"recorded with several compilers: {compilers}")
    groups = [
        (heading, [mistake for mistake in mistakes if mistake.group == group])
        for group, heading in cases.GROUPS.items()
    ]
    headings = [anchor(mistake.title) for mistake in mistakes] + [anchor(heading) for heading, _ in groups]
    if len(set(headings)) != len(headings):
        raise SystemExit("two headings are the same")
    text = HEAD.format(
        compiler=compilers.pop(), versions=versions, lines=limits[0], errors=limits[1], longest=longest(mistakes, root)
    )
    text += table(mistakes, root, records) + contents(groups)
    for heading, members in groups:
        text += f"## {heading}\n\n"
        text += "".join(section(mistake, root, records) + "\n" for mistake in members)
    shown = {mistake.name for mistake in mistakes}
    text += OTHERS
    for name in ours.names(root):
        if name not in shown:
            first = ours.message(root, name).splitlines()[0]
            text += f"- [`{name}`]({ours.path(name)}): {first}\n"
    return text
