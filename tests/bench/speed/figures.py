"""Samples of several rounds, and what is said of them."""

import statistics
import sys
import traceback


class Unsound(Exception):
    """A sample that says nothing, though it looks like one."""


FAILURES = []


def attempt(what, measure):
    """What `measure` gives; None after a failure, which is told at once and again at the end."""
    try:
        return measure()
    except Exception as error:  # The others are still worth knowing, after an hour of measuring.
        if not isinstance(error, Unsound):
            traceback.print_exc()
        FAILURES.append(f"{what}: {type(error).__name__}: {error}")
        print(f"FAILED {FAILURES[-1]}", file=sys.stderr, flush=True)
        return None


def progress(text):
    print(text, file=sys.stderr, flush=True)


def interleaved(names, rounds, measure):
    """The samples of each name, one for each round; None where it failed."""
    samples = {name: [] for name in names}
    for turn in range(rounds):
        # The other way round every second time, so that what changes steadily hits all alike.
        for name in names if turn % 2 == 0 else names[::-1]:
            what = ", ".join(map(str, name)) if isinstance(name, tuple) else name
            samples[name].append(attempt(f"{what}, round {turn + 1}", lambda: measure(name)))
    return samples


def column(samples, figure):
    return [sample and sample[figure] for sample in samples]


def ratios(own, floor):
    """The ratio within each round, of the rounds that have both."""
    return [a / b for a, b in zip(own, floor) if a is not None and b]


def number(value):
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"


def middle(values):
    """The median and the spread."""
    values = [value for value in values if value is not None]
    if not values:
        return "FAILED"
    if len(values) == 1:
        return number(values[0])
    return f"{number(statistics.median(values))} ({number(min(values))}..{number(max(values))})"


def table(head, rows):
    print("| " + " | ".join(head) + " |")
    print("|---" + "|---:" * (len(head) - 1) + "|")
    for row in rows:
        print("| " + " | ".join(row) + " |")
    print(flush=True)


def compare(title, samples, figures, floor):
    """A table of all figures; those marked with True come with the ratio to the floor, if that was measured."""
    print(f"### {title}\n")
    figures = [(label, figure, compared and floor in samples) for label, figure, compared in figures]
    head = ["server"]
    for label, _, compared in figures:
        head += [label, "ratio"] if compared else [label]
    rows = []
    for name, own in samples.items():
        row = [name]
        for _, figure, compared in figures:
            row.append(middle(column(own, figure)))
            if compared:
                row.append(middle(ratios(column(own, figure), column(samples[floor], figure))))
        rows.append(row)
    table(head, rows)
