"""No file imports itself by way of others, not even late or for its types alone: each can be read without the next."""

import ast
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def modules():
    """{"models.parcels": its source} for every file of the program."""
    files = [file for room in ("floor", "models", "scanners") for file in (ROOT / room).rglob("*.py")]
    return {
        ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): file.read_text(
            "utf-8"
        )
        for file in files
    }


def imported(source):
    """The full name of whatever a file imports, wherever in the file and under whatever condition."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are written in full"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def file_graph(sources):
    """{file: the files that it imports}, all by the names of their modules."""
    return {
        module: {
            found for name in imported(source) if (found := file_of(name, sources)) not in (None, module)
        }
        for module, source in sources.items()
    }


def file_of(name, sources):
    """models.parcels for models.parcels.Parcel; None for what is not ours."""
    while name and name not in sources:
        name = name.rpartition(".")[0]
    return name or None


def circle(sources):
    """The files of one circle, each importing the next, or nothing."""
    try:
        TopologicalSorter(file_graph(sources)).prepare()
    except CycleError as error:
        return " imports ".join(reversed(error.args[1]))
    return ""


def test_no_file_imports_itself_by_way_of_others():
    assert circle(modules()) == ""


@pytest.mark.parametrize(
    "late", ["from a import A", "if TYPE_CHECKING:\n    import a", "def f():\n    from a import A"]
)
def test_a_circle_would_be_noticed(late):
    assert (
        circle({"a": "import b", "b": "from c.d import D", "c.d": late})
        == "a imports b imports c.d imports a"
    )
    assert circle({"a": "import b", "b": "from c.d import D", "c.d": "import ast"}) == ""
