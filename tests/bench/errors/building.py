"""A scratch workspace with a package for each peer and a program for each mistake, and what cargo says of it."""

import json
import os
import pathlib
import subprocess
import sys

import peers
import printed

ROOT = pathlib.Path(__file__).resolve().parents[3]
FOLDER = ROOT / "target" / "bench-errors"
LIMIT = 3600  # seconds for one call of cargo; the first one builds all dependencies


def write(mistakes):
    members = ", ".join(f'"{peer.name}"' for peer in peers.PEERS)
    replace(FOLDER / "Cargo.toml", f'[workspace]\nresolver = "3"\nmembers = [{members}]\n')
    for peer in peers.PEERS:
        replace(FOLDER / peer.name / "Cargo.toml", peer.manifest())
        programs = {
            f"{mistake.name}.rs": peer.program(mistake.programs[peer.name])
            for mistake in mistakes
            if peer.name in mistake.programs
        }
        folder = FOLDER / peer.name / "src" / "bin"
        for file in folder.glob("*.rs"):
            if file.name not in programs:
                file.unlink()
        for name, text in programs.items():
            replace(folder / name, text)


def replace(file, text):
    if file.exists() and file.read_text() == text:
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)


def cargo(arguments):
    """The messages of the compiler, and whether all was built."""
    environment = dict(
        os.environ,
        CARGO_INCREMENTAL="0",
        CARGO_PROFILE_DEV_DEBUG="0",
        CARGO_TARGET_DIR=str(FOLDER / "target"),
        CARGO_TERM_COLOR="never",
    )
    # It lets a stable compiler show what users of it never see.
    environment.pop("RUSTC_BOOTSTRAP", None)
    command = ["cargo", *arguments, "-j1", "--quiet", "--message-format=json"]
    done = subprocess.run(
        command, cwd=FOLDER, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=LIMIT
    )
    messages = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    return messages, done


def check(peer):
    """For each program its errors and warnings, in the order in which they are printed."""
    found = {}
    messages, done = cargo(["check", "--keep-going", "--package", f"{peer.name}-mistakes"])
    for message in messages:
        if message["reason"] == "compiler-artifact" and message["target"]["kind"] == ["bin"]:
            found.setdefault(message["target"]["name"], {"error": [], "warning": []})
        if message["reason"] != "compiler-message" or message["target"]["kind"] != ["bin"]:
            continue
        printed_here = message["message"]
        kinds = found.setdefault(message["target"]["name"], {"error": [], "warning": []})
        if printed_here["level"] not in kinds or printed_here["message"].startswith("aborting due to"):
            continue
        if printed_here["level"] == "warning" and " warning emitted" in printed_here["message"]:
            continue
        if printed_here["level"] == "warning" and " warnings emitted" in printed_here["message"]:
            continue
        kinds[printed_here["level"]].append(printed.normal(printed_here["rendered"], FOLDER))
    if not found:
        sys.exit(f"cargo check of {peer.name} printed nothing:\n{done.stderr}")
    return found


def build(peer, names):
    """The programs that compile, as files to run."""
    chosen = [argument for name in names for argument in ("--bin", name)]
    if not chosen:
        return {}
    messages, done = cargo(["build", "--package", f"{peer.name}-mistakes", *chosen])
    if done.returncode != 0:
        sys.exit(f"cargo build of {peer.name} failed:\n{done.stderr}")
    return {
        message["target"]["name"]: message["executable"]
        for message in messages
        if message["reason"] == "compiler-artifact" and message.get("executable")
    }


def compiler():
    done = subprocess.run(["rustc", "--version"], cwd=ROOT, capture_output=True, text=True, check=True)
    return " ".join(done.stdout.split()[:2])
