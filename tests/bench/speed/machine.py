"""What was measured, on what machine, and what else it was doing."""

import os
import platform
import subprocess
import time
import tomllib

from servers import BENCH, PROCESSORS, ROOT

# What the servers name as their dependencies, and what those serve with.
SHOWN = ("oxy-runtime", "hyper", "hyper-util", "tokio", "axum", "axum-extra", "tower-sessions", "tower-http",
         "actix-web", "actix-session", "rocket", "poem", "serde_json", "aes-gcm")


def said(*command):
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout.strip()


def processor():
    with open("/proc/cpuinfo") as file:
        models = [line.partition(":")[2].strip() for line in file if line.startswith("model name")]
    return models[0] if models else platform.machine()


def versions():
    with open(BENCH / "Cargo.lock", "rb") as file:
        packages = tomllib.load(file)["package"]
    # Without a source it is one of the servers, some of which are named as what they serve with.
    known = [(package["name"], package["version"]) for package in packages
             if "source" in package or package["name"] == "oxy-runtime"]
    return ", ".join(f"{name} {version}" for shown in SHOWN for name, version in known if name == shown)


def described():
    lines = [
        f"{time.strftime('%Y-%m-%d %H:%M')}, commit {said('git', 'describe', '--always', '--dirty')}",
        f"{processor()}, {len(PROCESSORS)} processors, Linux {platform.release()}",
        said("rustc", "--version"),
        versions(),
        f"load average of the last minute: {os.getloadavg()[0]:.2f}",
    ]
    return "\n".join(f"- {line}" for line in lines) + "\n"
