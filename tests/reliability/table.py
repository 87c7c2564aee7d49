"""What was expected, and what was measured."""


class Table:
    def __init__(self):
        self.rows = []

    def add(self, fault, expected, measured, good):
        """`good` is None for a figure of which nothing is expected."""
        verdict = {True: "ok", False: "NOT OK", None: "-"}[good]
        self.rows.append((fault, expected, str(measured), verdict))
        print(f"  {verdict:6} {fault}: {measured} (expected: {expected})", flush=True)

    def is_good(self):
        return all(row[3] != "NOT OK" for row in self.rows)

    def __str__(self):
        rows = [("fault", "expected", "measured", "ok?"), ("---",) * 4, *self.rows]
        return "\n".join("| " + " | ".join(row) + " |" for row in rows)


def kib(size):
    return f"{size / 1024:.1f} KiB"


def ms(seconds):
    return "never" if seconds is None else f"{seconds * 1000:.0f} ms"


def s(seconds):
    return "never" if seconds is None else f"{seconds:.2f} s"
