"""What a compiler prints, without what differs from machine to machine, and cut where it is long.

The first part is what trybuild does to the words in `tests/ui/fail`: paths of other crates begin with `$CARGO` or
`$RUST`, those of oxy itself with `$WORKSPACE`; they have no line numbers, and the number of further types behind a list is `$N`.
"""

import re

MOST_LINES = 30  # of an error
MOST_ERRORS = 3  # of a mistake; of further ones the first line is kept

LISTED = re.compile(r"^( +and )\d+( others)$")
NUMBERED = re.compile(r"^ *\d+(?= )")
OWN = re.compile(r"\b(?:rocket|actix|axum)/src/bin/")
PLACE = re.compile(r"^( *(?:-->|:::) )(.*)$")


def place(path, folder):
    """A path as it is shown, and whether it is one of another crate."""
    path = path.replace(str(folder) + "/", "")
    if OWN.match(path):
        return OWN.sub("src/", path), False
    path = re.sub(r"^.*/registry/src/[^/]+/", "$CARGO/", path)
    path = re.sub(r"^.*/rustlib/src/rust/library/", "$RUST/", path)
    path = re.sub(r"^/rustc/[0-9a-f]+/library/", "$RUST/", path)
    return re.sub(r"(?::\d+)+$", "", path), True


def normal(text, folder):
    lines, foreign = [], False
    for line in text.rstrip().splitlines():
        line = line.rstrip()
        if match := PLACE.match(line):
            shown, foreign = place(match[2], folder)
            line = match[1] + shown
        elif foreign and (match := NUMBERED.match(line)):
            line = " " * len(match[0]) + line[match.end() :]
        elif not line.lstrip().startswith(("|", "...")):
            foreign = False
        if "the full type name has been written to" in line or "the full name for the type has been written to" in line:
            continue
        if "consider using `--verbose` to print the full type name" in line:
            continue
        lines.append(OWN.sub("src/", LISTED.sub(r"\1$N\2", line)))
    return lines


def cut(errors):
    """Each error, a list of lines, as it stands in the page."""
    kept = []
    for number, lines in enumerate(errors):
        most = MOST_LINES if number < MOST_ERRORS else 1
        if len(lines) > most:
            left = len(lines) - most
            lines = lines[:most] + [f"[.. {left} more line{'s' if left > 1 else ''}]"]
        kept.append(lines)
    return kept


def panics(text):
    """The messages of panics in what a program wrote, without where they happened: that is in the framework."""
    found, lines = [], text.splitlines()
    for number, line in enumerate(lines):
        if not re.match(r"^thread '.*' .*panicked at .*:$", line):
            continue
        message = []
        for following in lines[number + 1 :]:
            if following.startswith(("note: ", "stack backtrace", "thread '")):
                break
            message.append(following.rstrip())
        found.append("\n".join(message).strip())
    return found
