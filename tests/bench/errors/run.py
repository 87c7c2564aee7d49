#!/usr/bin/env python3
"""Makes ERRORS.md: what oxy, Rocket, actix-web and axum say of the same mistakes.

    python3 tests/bench/errors/run.py                        builds and asks the programs of the others, and records it
    python3 tests/bench/errors/run.py --peers rocket,axum    builds only these anew
    python3 tests/bench/errors/run.py --ours                 builds none: what is recorded, beside oxy's words of today

A mistake is a program in `tests/ui/fail`; `cases/*.toml` has the same one for the others, by its name. A program of oxy
that is not named there lands in the list at the end of the page. The first run builds some 240 packages, in
`target/bench-errors`.
"""

import argparse
import sys

import asking
import building
import mistakes as cases
import ours
import page
import peers
import printed
import recorded


def run(peer, mistakes):
    """Builds and asks the programs of a peer, and records what comes of it."""
    print(f"{peer.title} {peer.version}: checking", flush=True)
    checked = building.check(peer)
    chosen = [mistake for mistake in mistakes if peer.name in mistake.programs]
    for mistake in chosen:
        if mistake.name not in checked:
            sys.exit(f"{mistake.name} of {peer.title} was not checked")
    compiled = [mistake.name for mistake in chosen if not checked[mistake.name]["error"]]
    print(f"{peer.title}: building {len(compiled)} programs of {len(chosen)}", flush=True)
    files = building.build(peer, compiled)
    outcomes = {}
    for mistake in chosen:
        kinds = checked[mistake.name]
        outcome = {"digest": mistake.digest(peer), "stage": "compile"}
        if kinds["error"]:
            outcome["errors"] = ["\n".join(lines) for lines in printed.cut(kinds["error"])]
        else:
            outcome["stage"], outcome["says"] = asking.outcome(files[mistake.name], mistake)
            if kinds["warning"]:
                outcome["warnings"] = ["\n".join(lines) for lines in printed.cut(kinds["warning"])]
        outcomes[mistake.name] = outcome
    recorded.save(peer, building.compiler(), outcomes)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--ours", action="store_true", help="build nothing: keep what is recorded of the others")
    parser.add_argument("--peers", default=",".join(peer.name for peer in peers.PEERS), help="which to build anew")
    options = parser.parse_args()
    mistakes = cases.all_of_them()
    known = ours.names(building.ROOT)
    for mistake in mistakes:
        if mistake.name not in known:
            sys.exit(f"{mistake.group}.toml: there is no {ours.path(mistake.name)}")
    if not options.ours:
        building.write(mistakes)
        for peer in peers.PEERS:
            if peer.name in options.peers.split(","):
                run(peer, mistakes)
    records = {peer.name: recorded.load(peer, mistakes) for peer in peers.PEERS}
    limits = printed.MOST_LINES, printed.MOST_ERRORS
    (building.ROOT / "ERRORS.md").write_text(page.make(mistakes, building.ROOT, records, limits))


if __name__ == "__main__":
    main()
