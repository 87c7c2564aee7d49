"""Makes PERFORMANCE.md of what runs have printed: `python3 -B tests/bench/speed/page.py first.md second.md`."""

import pathlib
import sys

from printed import Run
from targets import TARGETS

TEXTS = pathlib.Path(__file__).with_name("page.md")
PAGE = pathlib.Path(__file__).parents[3] / "PERFORMANCE.md"
ORDINALS = ("First", "Second", "Third", "Fourth", "Fifth")


def verdict(outcomes):
    reached = sum(fine for _, fine in outcomes)
    if reached == len(outcomes):
        return "reached"
    return f"**missed** in {len(outcomes) - reached} of {len(outcomes)}" if reached else "**missed**"


def targets(runs):
    lines = ["| target | | " + " | ".join(f"{ordinal.lower()} run" for ordinal, _ in runs) + " |", "|---" * (2 + len(runs)) + "|"]
    for words, judge in TARGETS:
        outcomes = [judge(run) for _, run in runs]
        lines.append("| " + " | ".join([words, verdict(outcomes), *(text for text, _ in outcomes)]) + " |")
    return "\n".join(lines)


def below(text):
    """The same, whose headings stand below that of the run."""
    return "\n".join("#" + line if line.startswith("##") else line for line in text.strip().splitlines())


def made(texts):
    runs = [(ordinal, Run(text)) for ordinal, text in zip(ORDINALS, texts, strict=False)]
    head = TEXTS.read_text().strip().replace("@targets@", targets(runs))
    return "\n\n".join([head, *(f"## {ordinal} run\n\n{below(run.text)}" for ordinal, run in runs)]) + "\n"


if __name__ == "__main__":
    files = sys.argv[1:]
    if not 1 <= len(files) <= len(ORDINALS):
        sys.exit(__doc__)
    PAGE.write_text(made([pathlib.Path(file).read_text() for file in files]))
