"""The documents are held to what is there: commands, settings, endpoints, rooms, paths, states, words and pictures."""

import importlib
import re
import subprocess
import sys
from graphlib import CycleError
from pathlib import Path

import click
import pytest

from floor.app import create_app
from floor.cli.main import main
from floor.core.settings import Settings
from floor.web.endpoint import ENDPOINTS
from models.people import ROLES

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text("utf-8")
DOCUMENTS = sorted([ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").rglob("*.md")])
ROLES_WITH_A_GUIDE = {"receiver", "picker", "packer", "dispatcher", "supervisor"}


def commands(group=main, before=("floor",)):
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if isinstance(command, click.Group):
            yield from commands(command, (*before, name))
        else:
            yield " ".join((*before, name))


def test_the_readme_names_every_command_and_no_other():
    named = {match.strip() for match in re.findall(r"`(floor(?: [a-z-]+)+)", README)}
    assert named == set(commands())


def test_the_readme_names_every_setting_and_no_other(monkeypatch, tmp_path):
    named = set(re.findall(r"^\| `([A-Z_]+)` \|", README, re.MULTILINE))
    given = {
        "FLOOR_HOME": str(tmp_path),
        "FLOOR_DATABASE_URL": "sqlite:///x.db",
        "FLOOR_REDIS_URL": "redis://x",
        "HOST": "0.0.0.0",
        "PORT": "8123",
        "FLOOR_TLS": "1",
        "FLOOR_URL": "https://floor.example:8443",
        "FLOOR_PRINTER_NETWORKS": "10.1.0.0/16",
        "FLOOR_WEBHOOK_NETWORKS": "public loopback",
        "FLOOR_MAIL_NETWORKS": "public private",
        "FLOOR_PROXY_NETWORKS": "10.1.7.20",
    }
    assert named == set(given)
    for name in given:
        monkeypatch.delenv(name, raising=False)
    without = Settings.from_environment()
    for name, value in given.items():
        monkeypatch.setenv(name, value)
        assert Settings.from_environment() != without, f"{name} changes nothing"
        monkeypatch.delenv(name)
    assert f"`{without.host}`" in README
    assert f"`{without.port}`" in README


def test_every_endpoint_that_the_readme_names_is_there():
    there = {
        (endpoint.method, re.sub(r"<\w+:\w+>", "{id}", endpoint.path)) for endpoint in ENDPOINTS.values()
    }
    named = re.findall(r"`(GET|POST) (/api/[^`]+)`", README)
    assert named
    assert set(named) <= there


def test_every_page_that_the_readme_names_is_there(tmp_path):
    app = create_app(Settings(home=tmp_path, database_url=f"sqlite:///{tmp_path / 'none.db'}"))
    app.extensions["floor"].stop()
    named = set(re.findall(r"`(/[a-z]+)`", README))
    assert named >= {"/pick", "/pack", "/load", "/putaway", "/board", "/desk"}
    assert named <= {rule.rule for rule in app.url_map.iter_rules()}


def printed(script):
    run = subprocess.run(
        [sys.executable, script], cwd=ROOT, capture_output=True, text=True, env={"PYTHONPATH": str(ROOT)}
    )
    assert run.returncode == 0, run.stderr
    return run.stdout


def test_the_states_are_drawn_as_the_tables_say():
    drawn = printed(".ci/states.py")
    assert drawn == (ROOT / "docs" / "states.md").read_text("utf-8")
    assert drawn.count("stateDiagram") == len(re.findall(r"^\w*TRANSITIONS = \{", sources(), re.MULTILINE))


def test_the_rooms_are_drawn_as_they_import_each_other():
    page = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    assert printed(".ci/architecture.py") in page, "run .ci/architecture.py --write"


def test_every_room_says_what_it_holds():
    page = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    rooms = sorted(path.parent.name for path in (ROOT / "floor").glob("*/__init__.py"))
    assert re.findall(r"^\| `floor/(\w+)/` \| .{20,} \|$", page, re.MULTILINE) == rooms


def test_the_arrows_between_rooms_leave_out_what_follows_and_refuse_a_circle(monkeypatch):
    monkeypatch.syspath_prepend(ROOT / ".ci")
    architecture = importlib.import_module("architecture")
    graph = {"orders": {"stock", "core"}, "stock": {"core"}, "core": set()}
    assert architecture.reduced(graph) == {"orders": {"stock"}, "stock": {"core"}, "core": set()}
    with pytest.raises(CycleError):
        architecture.reduced({**graph, "core": {"orders"}})


def sources():
    return "\n".join(path.read_text("utf-8") for path in (ROOT / "models").glob("*.py"))


def test_every_word_has_three_languages_and_a_meaning():
    rows = [line.strip("|").split("|") for line in glossary().splitlines() if line.startswith("| **")]
    words = [row[0].strip(" *") for row in rows]
    assert len(words) == len(set(words)) > 30
    for word, simplified, traditional, meaning in rows:
        assert re.search("[\u4e00-\u9fff]", simplified), word
        assert re.search("[\u4e00-\u9fff]", traditional), word
        assert len(meaning.strip()) > 10, word


def glossary():
    return (ROOT / "docs" / "glossary.md").read_text("utf-8")


def test_every_role_has_a_guide():
    assert set(ROLES) - {"admin"} == ROLES_WITH_A_GUIDE
    for role in ROLES_WITH_A_GUIDE:
        assert f"docs/guides/{role}.md" in README


PATH = re.compile(r"`((?:floor|models|scanners|static|templates|migrations|tests|docs|\.ci)/[^`\s]*)`")
INVENTED = re.compile(
    r"replenish|Replenish|waybill\.py"
)  # what the examples of the architecture page would add


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_path_that_is_named_is_there(document):
    for path in PATH.findall(document.read_text("utf-8")):
        if not INVENTED.search(path):
            assert (ROOT / path).exists(), path


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_picture_and_page_that_is_linked_is_there(document):
    for target in re.findall(r"\]\(([^)#]+)\)", document.read_text("utf-8")):
        if not target.startswith("http"):
            assert (document.parent / target).exists(), target


def test_every_picture_is_shown_somewhere_and_small():
    shown = {
        Path(name).name
        for path in DOCUMENTS
        for name in re.findall(r"\(([^)]+\.png)\)", path.read_text("utf-8"))
    }
    taken = {path.name: path.stat().st_size for path in (ROOT / "docs" / "pictures").rglob("*.png")}
    assert shown == set(taken)
    assert max(taken.values()) <= 120_000
