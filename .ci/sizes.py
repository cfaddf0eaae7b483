"""Fails where a source file or a function outgrew what a person reads in one go."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

FILE_LINES = 300
FUNCTION_LINES = 40
SOURCES = ("*.py", "*.js", "*.html", "*.css")


def main() -> int:
    listed = subprocess.run(["git", "ls-files", *SOURCES], capture_output=True, text=True, check=True)  # noqa: S603,S607
    paths = [Path(line) for line in listed.stdout.splitlines()]
    found = [line for path in paths if path.exists() for line in too_long(path)]
    print("\n".join(found) or f"{len(paths)} files, none too long")
    return 1 if found else 0


def too_long(path: Path) -> Iterator[str]:
    if path.parts[0] in ("tests", "migrations") or path.parts[:2] == ("static", "vendor"):
        return
    text = path.read_text(encoding="utf-8")
    lines = text.count("\n")
    if lines > FILE_LINES:
        yield f"{path}: {lines} lines, over {FILE_LINES}"
    if path.suffix == ".py":
        yield from long_functions(path, ast.parse(text))


def long_functions(path: Path, tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            if length > FUNCTION_LINES:
                yield f"{path}:{node.lineno}: {node.name} has {length} lines, over {FUNCTION_LINES}"


sys.exit(main())
