"""The mistakes of `cases/*.toml`, by the name of oxy's program in `tests/ui/fail` that makes the same one."""

import dataclasses
import hashlib
import pathlib
import tomllib

import peers

CASES = pathlib.Path(__file__).parent / "cases"

# The groups of the page, in its order: a heading for each file.
GROUPS = {
    "path_text": "The text of a path",
    "path_parameters": "Parameters in a path",
    "attribute": "What stands beside the path",
    "item": "What the attribute stands on",
    "arguments": "Arguments",
    "bodies": "Bodies and queries",
    "results": "Results",
    "program": "The whole program",
}


@dataclasses.dataclass(frozen=True)
class Mistake:
    name: str
    group: str
    title: str
    request: str
    answer: str  # what the request is answered with if nothing is lost by the mistake; empty if something always is
    programs: dict  # the lines of each peer
    absent: dict  # why a peer has no lines

    def digest(self, peer):
        """Tells whether what is recorded was printed for these lines and is judged by this request."""
        text = peer.manifest() + peer.program(self.programs[peer.name]) + self.request + self.answer
        return hashlib.sha256(text.encode()).hexdigest()[:12]


def all_of_them():
    found = []
    for group in GROUPS:
        for name, case in tomllib.loads((CASES / f"{group}.toml").read_text()).items():
            programs = {peer.name: case[peer.name] for peer in peers.PEERS if peer.name in case}
            absent = case.get("absent", {})
            for peer in peers.PEERS:
                if (peer.name in programs) == (peer.name in absent):
                    raise SystemExit(f"{group}.toml: {name} needs {peer.name}, or a word on why not")
            answer = case.get("answer", "ok")
            found.append(Mistake(name, group, case["title"], case["request"], answer, programs, absent))
    names = [mistake.name for mistake in found]
    for name in names:
        if names.count(name) > 1:
            raise SystemExit(f"{name} is there twice")
    return found
