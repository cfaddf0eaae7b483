"""The set-up before there is anything: what it refuses it says in one line, with what to type."""

import shutil
import subprocess
from pathlib import Path

import pytest

SCRIPTS = Path(__file__).resolve().parent.parent / ".ci"


@pytest.fixture
def machine(tmp_path):
    """Runs a script of the set-up in a new folder, on a machine that has the given programs, written in sh."""
    shutil.copytree(SCRIPTS, tmp_path / ".ci")

    def run(*words, programs=None, **environment):
        programs = {"dpkg-query": "", "apt-get": "exit 1", **(programs or {})}
        for name, program in programs.items():
            path = tmp_path / "bin" / name
            path.parent.mkdir(exist_ok=True)
            path.write_text(f"#!/bin/sh\n{program}\n")
            path.chmod(0o755)
        environment = {"PATH": f"{tmp_path / 'bin'}:/usr/bin:/bin"} | environment
        done = subprocess.run(
            words, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=60
        )
        return done.returncode, done.stderr.splitlines()

    return run


OLD = dict.fromkeys(["old", "python3", *(f"python3.{minor}" for minor in range(11, 15))], "echo 3.10")


@pytest.mark.parametrize(
    ("python", "words"),
    [
        ("/bin/ls", "is no Python 3"),
        ("/no/python", "is no Python 3"),
        ("old", "is Python 3.10"),
        ("", "Python 3.10 is too old"),
    ],
)
def test_a_wrong_python_is_refused_for_what_it_is(machine, python, words):
    status, said = machine(".ci/python", PYTHON=python, programs=OLD)
    assert (status, len(said)) == (1, 1)
    assert words in said[0]
    assert "make run PYTHON=" in said[0] or "3.11 to 3.14" in said[0]


def test_a_python_without_venv_is_refused_with_the_package_that_brings_it(machine):
    debian = 'case "$2" in *_base_exec*) echo /usr/bin/python3 ;; *ensurepip*) exit 1 ;; *) echo 3.13 ;; esac'
    programs = {"mine": debian, "id": "[ $1 = -u ] && echo 1000 || echo users", "sudo": "exit 1"}
    status, said = machine(".ci/python", PYTHON="mine", programs=programs)
    assert status == 1
    assert [line.rpartition("as root: ")[2] for line in said] == ["apt-get install python3.13-venv"]


@pytest.mark.parametrize(
    ("pip", "words"),
    [
        ("OSError: [Errno 28] No space left on device", "the disk is full"),
        ("Retrying after connection broken by NewConnectionError", "is the network there?"),
        ("connection broken by SSLError: CERTIFICATE_VERIFY_FAILED", "certificate"),
        ("ERROR: something else", "ERROR: something else"),
    ],
)
def test_why_packages_could_not_be_installed(machine, tmp_path, pip, words):
    python = tmp_path / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text(f'#!/bin/sh\n[ "$3" = --version ] || {{ echo "{pip}" >&2; exit 1; }}\n')
    python.chmod(0o755)
    status, said = machine(".ci/python")
    assert status == 1
    assert words in " ".join(said)
    assert not (tmp_path / ".venv" / "installed").exists()


@pytest.mark.parametrize("user", ["users", "users sudo"])
def test_nobody_is_asked_for_a_password_that_would_not_help(machine, user):
    programs = {
        "id": f"case $1 in -u) echo 1000 ;; -nG) echo {user} ;; *) echo me ;; esac",
        "sudo": '[ "$1" = -n ] && exit 1; sleep 100',  # without a terminal, sudo waits for nobody's answer
    }
    status, said = machine(".ci/debian", "libzbar0", programs=programs)
    assert (status, len(said)) == (1, 1)
    assert said[0].endswith("as root: apt-get install libzbar0")


def test_what_is_there_under_another_name_is_not_missing(machine):
    there = {"dpkg-query": "echo 'installed libzbar0t64 libzbar0 (= 0.23.93-4)'", "npm": ""}
    assert machine(".ci/debian", "libzbar0", "npm=npm", programs=there) == (0, [])


# makes a .venv whose pip does what the variable PIP says
MAKES_VENV = """case "$1 $2" in
*_base_exec*) echo /usr/bin/python3 ;;
"-m venv") mkdir -p .venv/bin
    echo '[ "$3" = --version ] || eval "$PIP"' > .venv/bin/python
    sed -i '1i #!/bin/sh' .venv/bin/python; chmod +x .venv/bin/python ;;
*) echo 3.13 ;;
esac"""


def test_a_set_up_that_was_broken_off_is_done_by_the_next_run(machine, tmp_path):
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    (tmp_path / ".venv" / "bin" / "python").touch()  # half made
    programs, done = {"mine": MAKES_VENV}, tmp_path / ".venv" / "installed"
    assert machine(".ci/python", PYTHON="mine", programs=programs, PIP="kill -9 $$")[0] == 1
    assert not done.exists()
    assert machine(".ci/python", PYTHON="mine", programs=programs, PIP="true") == (0, [])
    assert done.exists()
