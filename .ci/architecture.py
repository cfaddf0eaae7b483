"""Prints the rooms of floor/ for docs/architecture.md: who imports whom, and what each holds.

`python .ci/architecture.py --write` puts that into the page, between its two marks; a test fails when they differ.

An arrow that follows from others is left out: where orders import stock and stock imports core, no arrow leads from
orders to core. Rooms that import each other in a circle cannot be drawn so: the script names them and ends with 1.
"""

import ast
import sys
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FLOOR, PAGE = ROOT / "floor", ROOT / "docs" / "architecture.md"
BEGIN, END = "<!-- drawn by .ci/architecture.py -->\n", "<!-- to here -->\n"
Graph = dict[str, set[str]]  # room: the rooms that it imports


def rooms() -> dict[str, str]:
    """What each package right under floor/ holds, by its docstring's first line."""
    found = sorted(FLOOR.glob("*/__init__.py"))
    return {path.parent.name: (ast.get_docstring(tree(path)) or "").partition("\n")[0] for path in found}


def tree(source: Path) -> ast.Module:
    return ast.parse(source.read_text("utf-8"))


def imported(source: Path) -> Iterator[str]:
    """The full name of whatever a file imports, wherever in the file it does so."""
    for node in ast.walk(tree(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def imports() -> Graph:
    known = set(rooms())
    return {room: {other for other in _named_in(room) if other in known - {room}} for room in sorted(known)}


def _named_in(room: str) -> Iterator[str]:
    for source in sorted((FLOOR / room).rglob("*.py")):
        yield from (name.split(".")[1] for name in imported(source) if name.startswith("floor."))


def reduced(graph: Graph) -> Graph:
    """The graph without the arrows that follow from others. Raises `CycleError`."""
    below: Graph = {}
    for room in TopologicalSorter(graph).static_order():
        below[room] = graph[room].union(*(below[other] for other in graph[room]))
    return {room: others - set().union(*(below[other] for other in others)) for room, others in graph.items()}


def drawn() -> str:
    """The diagram, and a table with a row for each room."""
    graph = reduced(imports())
    arrows = [f"    {room} --> {other}" for room in sorted(graph) for other in sorted(graph[room])]
    rows = [f"| `floor/{room}/` | {holds} |" for room, holds in rooms().items()]
    return "\n".join(
        ["```mermaid", "flowchart TD", *arrows, "```", "", "| room | holds |", "|---|---|", *rows, ""]
    )


def write(text: str) -> None:
    before, _begin, rest = PAGE.read_text("utf-8").partition(BEGIN)
    PAGE.write_text(f"{before}{BEGIN}{text}{END}{rest.partition(END)[2]}", "utf-8")


if __name__ == "__main__":
    try:
        text = drawn()
    except CycleError as error:
        sys.exit("rooms in a circle: " + " imports ".join(reversed(error.args[1])))
    write(text) if "--write" in sys.argv else print(text, end="")
