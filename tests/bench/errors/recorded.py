"""What the last run found, a file for each peer: the page can be made from it without building one of them."""

import json
import pathlib

FOLDER = pathlib.Path(__file__).parent / "recorded"


def save(peer, compiler, outcomes):
    """`outcomes`: for each mistake its digest, the stage at which it shows, errors or warnings, and what is said."""
    text = json.dumps({"version": peer.version, "compiler": compiler, "mistakes": outcomes}, indent=1, sort_keys=True)
    FOLDER.mkdir(exist_ok=True)
    (FOLDER / f"{peer.name}.json").write_text(text + "\n")


def load(peer, mistakes):
    """The same again; ends the program if it was recorded for other programs."""
    file = FOLDER / f"{peer.name}.json"
    if not file.exists():
        raise SystemExit(f"nothing is recorded of {peer.title}: run without --ours")
    record = json.loads(file.read_text())
    for mistake in mistakes:
        known = record["mistakes"].get(mistake.name, {}).get("digest")
        if peer.name in mistake.programs and known != mistake.digest(peer):
            raise SystemExit(f"{mistake.name} of {peer.title} is not what was run: run without --ours")
    return record
