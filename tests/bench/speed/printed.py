"""The figures of a run, read from the tables that it printed."""

import re

NUMBER = re.compile(r"[+-]?\d[\d,]*(?:\.\d+)?")


def value(cell):
    """The figure of a cell: of several it is the median, which comes first."""
    return _number(cell, 0)


def beside(cell):
    """What stands beside it in brackets."""
    return _number(cell, 1)


def _number(cell, at):
    found = NUMBER.findall(cell)
    if len(found) <= at:
        raise SystemExit(f"not measured: {cell!r}")
    return float(found[at].replace(",", ""))


class Table:
    def __init__(self, head, rows):
        self.head, self.rows = head, rows

    def row(self, *first):
        """The row that begins with these cells."""
        found = [row for row in self.rows if row[: len(first)] == list(first)]
        if not found:
            raise SystemExit(f"the run has no row {' '.join(first)!r}")
        return found[0]

    def column(self, name):
        if name not in self.head:
            raise SystemExit(f"the run has no column {name!r}")
        return self.head.index(name)

    def cell(self, column, *first):
        return self.row(*first)[self.column(column)]

    def ratio(self, column, *first):
        """What the column behind this one says."""
        return value(self.row(*first)[self.column(column) + 1])


class Run:
    """What one run has printed."""

    def __init__(self, text):
        self.text, self.tables = text, {}
        lines = []
        for line in [*text.splitlines(), "#"]:
            if line.startswith("#"):
                if lines:
                    self.tables[heading] = Table(lines[0], lines[2:])
                heading, lines = line.lstrip("# "), []
            elif line.startswith("|"):
                lines.append([cell.strip() for cell in line[1:-1].split("|")])

    def table(self, start):
        """The one whose heading begins so; the shortest if several do."""
        found = [heading for heading in self.tables if heading.startswith(start)]
        if not found:
            raise SystemExit(f"the run has no table {start!r}")
        return self.tables[min(found, key=len)]
