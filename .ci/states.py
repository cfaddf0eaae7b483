"""Prints docs/states.md: a diagram of every transition table in models. `python .ci/states.py > docs/states.md`."""

import importlib
import pkgutil
from collections.abc import Iterator

import models
from models.transitions import Table

HEAD = """# States

Drawn from the transition tables in `models/` by `.ci/states.py`; a test fails when a table and this page differ.
An action that is not drawn is refused, and the refusal says what could be done instead.
"""


def tables() -> Iterator[tuple[str, Table]]:
    """("order", table) for every module-level …TRANSITIONS of models, by name of the noun."""
    found = {}
    for module in pkgutil.iter_modules(models.__path__, "models."):
        for name, value in vars(importlib.import_module(module.name)).items():
            if name == "TRANSITIONS" or name.endswith("_TRANSITIONS"):
                noun = name.removesuffix("TRANSITIONS").rstrip("_").lower()
                found[noun or module.name.rpartition(".")[2].removesuffix("s")] = value
    return iter(sorted(found.items()))


def diagram(table: Table) -> str:
    """From the dot, through the table's rows, to the dot again where no way leads on."""
    states = list(dict.fromkeys([state for state, _action in table] + list(table.values())))
    left = {state for state, _action in table}
    rows = [f"    {state} --> {after}: {action}" for (state, action), after in table.items()]
    ends = [f"    {state} --> [*]" for state in states if state not in left]
    return "\n".join(["stateDiagram-v2", f"    [*] --> {states[0]}", *rows, *ends])


def page() -> str:
    parts = [f"## {noun.capitalize()}\n\n```mermaid\n{diagram(table)}\n```\n" for noun, table in tables()]
    return "\n".join([HEAD, *parts])


if __name__ == "__main__":
    print(page(), end="")
