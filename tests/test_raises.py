"""The docstring of each public function names the codes that it refuses with, its own and those of its helpers.

Counted are the codes that stand in the function and in the private functions of its module that it calls, through
further private ones too. What a public function refuses with stands in that function's own docstring.
"""

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from floor.core.messages import CODES

ROOT = Path(__file__).resolve().parent.parent
SOURCES = sorted(path for room in ("floor", "models", "scanners") for path in (ROOT / room).rglob("*.py"))
OUTSIDE = {"endpoint", "page", "decision", "command"}
MARK = "`Refused`:"
CODE = re.compile(r"(?<![\w.])[a-z][a-z0-9]*\.[a-z][a-z0-9_]*")


@dataclass
class Function:
    """A function or method: the codes that stand in it, the names in its module that it uses, and its docstring."""

    name: str
    line: int
    docstring: str
    outside: bool = False
    codes: set[str] = field(default_factory=set)
    uses: set[str] = field(default_factory=set)

    @property
    def public(self) -> bool:
        return not any(part.startswith("_") for part in self.name.split("."))

    @property
    def named(self) -> set[str]:
        """The codes that the docstring names, as in "Raises `Refused`: load.not_found, load.empty"."""
        return set(CODE.findall(self.docstring.partition(MARK)[2]))


def functions(tree: ast.Module) -> Iterator[Function]:
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            yield read(tree, node, node.name)
        elif isinstance(node, ast.ClassDef):
            methods = [each for each in node.body if isinstance(each, ast.FunctionDef)]
            yield from (read(tree, method, f"{node.name}.{method.name}") for method in methods)


def called_from_outside(node: ast.FunctionDef) -> bool:
    """Whether a program, a browser or a shell calls it: these read what a refusal says, not the docstring."""
    calls = [decorator.func for decorator in node.decorator_list if isinstance(decorator, ast.Call)]
    return any(getattr(call, "attr", getattr(call, "id", "")) in OUTSIDE for call in calls)


def read(tree: ast.Module, node: ast.FunctionDef, name: str) -> Function:
    docstring, outside = ast.get_docstring(node) or "", called_from_outside(node)
    found = Function(name, node.lineno, docstring, outside, uses=used(node, name.partition(".")[0]))
    for part in ast.walk(node):
        if isinstance(part, ast.Call) and isinstance(part.func, ast.Name) and part.func.id == "Refused":
            found.codes |= codes_of(part.args[0])
            for named in ast.walk(part.args[0]):  # a code chosen before, or out of a table
                if isinstance(named, ast.Name):
                    chosen = (*assigned(ast.walk(node), named.id), *assigned(tree.body, named.id))
                    found.codes |= set().union(*map(codes_of, chosen))
    return found


def codes_of(given: ast.AST) -> set[str]:
    """All codes that stand in an expression: one, or one in each branch."""
    texts = {str(part.value) for part in ast.walk(given) if isinstance(part, ast.Constant)}
    return {text for text in texts if CODE.fullmatch(text)}


def assigned(nodes: Iterable[ast.AST], name: str) -> Iterator[ast.expr]:
    """What these statements give to a name."""
    for node in nodes:
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            if any(isinstance(target, ast.Name) and target.id == name for target in targets):
                yield node.value


def used(node: ast.AST, owner: str) -> set[str]:
    """The names of the module that are used: functions, tables, and methods of the own class."""
    names = {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}
    for part in ast.walk(node):
        if isinstance(part, ast.Attribute) and isinstance(part.value, ast.Name):
            names.add(f"{owner if part.value.id in ('self', 'cls') else part.value.id}.{part.attr}")
    return names


def refusals(tree: ast.Module) -> Iterator[tuple[Function, set[str]]]:
    """Each public function with all the codes that it must name."""
    known = {function.name: function for function in functions(tree)}
    for table in {
        part.id for node in tree.body for part in ast.walk(node) if isinstance(part, ast.Name)
    } - set(known):
        for value in assigned(tree.body, table):  # a table of private functions stands for them
            known[table] = Function(f"_{table}", 0, "", uses=used(value, ""))
    for function in [each for each in known.values() if each.public and not each.outside]:
        codes, seen, ahead = set(function.codes), {function.name}, [function]
        while ahead:
            for name in ahead.pop().uses - seen:
                seen.add(name)
                helper = known.get(name)
                if helper is not None and not helper.public:
                    codes |= helper.codes
                    ahead.append(helper)
        yield function, codes


def of_module(path: Path) -> list[tuple[Function, set[str]]]:
    return list(refusals(ast.parse(path.read_text("utf-8"))))


def test_every_code_that_a_function_refuses_with_stands_in_its_docstring():
    found = [(path, *each) for path in SOURCES for each in of_module(path)]
    assert sum(bool(codes) for _path, _function, codes in found) > 100
    missing = {
        f"{path.relative_to(ROOT)}:{function.line} {function.name}": sorted(codes - function.named)
        for path, function, codes in found
        if codes - function.named
    }
    assert missing == {}


def test_every_code_that_a_docstring_names_has_a_text():
    unknown = {
        f"{path.relative_to(ROOT)}:{function.line} {function.name}": sorted(function.named - CODES)
        for path in SOURCES
        for function in functions(ast.parse(path.read_text("utf-8")))
        if function.named - CODES
    }
    assert unknown == {}


SOURCE = """
FIRST = {"tote": "pack.tote_first"}
def judge(scan):
    "Judges. Raises `Refused`: scan.unknown."
    HANDLERS[scan.kind](scan)
def _early(scan):
    code = "scan.early" if scan else "scan.late"
    raise Refused(code)
def _first(scan):
    raise Refused(FIRST[scan.kind])
def other():
    judge(None)
class Load:
    def do(self):
        self._check()
    def _check(self):
        def inside():
            raise Refused("load.closed" if self else "load.open")
HANDLERS = {"early": _early, "first": _first}
"""


def test_codes_are_found_in_helpers_tables_and_branches():
    assert {function.name: codes for function, codes in refusals(ast.parse(SOURCE))} == {
        "judge": {"scan.early", "scan.late", "pack.tote_first"},
        "other": set(),
        "Load.do": {"load.closed", "load.open"},
    }
