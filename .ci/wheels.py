"""Asks the package index whether all that a server needs comes ready-made, in the versions that are installed here, for
each Python on amd64 and arm64: nobody compiles on a Raspberry Pi. Nothing is installed.

    .venv/bin/python .ci/wheels.py          on each Python
    .venv/bin/python .ci/wheels.py 3.13     on one
"""

import re
import subprocess
import sys
import tempfile
from importlib.metadata import requires, version

from pip._vendor.packaging.requirements import Requirement

PYTHONS = ("3.11", "3.12", "3.13", "3.14")
MACHINES = ("x86_64", "aarch64")
GLIBC = (17, 24, 26, 27, 28, 31, 34, 35, 36)  # up to that of Debian 12


def needed(python: str, machine: str) -> set[str]:
    """NAME==VERSION of all that Floor needs there. pip itself would ask for what this Python needs."""
    there = {"python_version": python, "python_full_version": f"{python}.0", "platform_machine": machine}
    found: set[str] = set()
    todo, seen = [("floor", "")], set()
    while todo:
        name, extra = todo.pop()
        if (name, extra) in seen:
            continue
        seen.add((name, extra))
        if name != "floor":
            found.add(f"{name}=={version(name)}")
        for line in requires(name) or ():
            one = Requirement(line)
            if one.marker is None or one.marker.evaluate({**there, "extra": extra}):
                plain = re.sub(r"[-_.]+", "-", one.name).lower()
                todo += [(plain, each) for each in ("", *one.extras)]
    return found


def ready_made(python: str, machine: str) -> bool:
    platforms = [word for minor in GLIBC for word in ("--platform", f"manylinux_2_{minor}_{machine}")]
    with tempfile.TemporaryDirectory() as folder:
        command = [
            sys.executable,
            "-m",
            "pip",
            "install",
            "-qq",
            "--dry-run",
            "--ignore-installed",
            "--no-deps",
        ]
        command += ["--target", folder, "--only-binary=:all:", "--implementation", "cp"]
        command += ["--python-version", python, *platforms, *sorted(needed(python, machine))]
        return subprocess.run(command).returncode == 0  # noqa: S603  all of it stands above


def main() -> None:
    pairs = [(python, machine) for python in sys.argv[1:] or PYTHONS for machine in MACHINES]
    missing = [f"{python}/{machine}" for python, machine in pairs if not ready_made(python, machine)]
    print("not ready-made:", " ".join(missing) or "nothing")
    sys.exit(bool(missing))


if __name__ == "__main__":
    main()
