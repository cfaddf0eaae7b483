"""GS1's rules for elements, from `gs1_rules.txt`: content, companions, and the order in a Digital Link."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Final

from scanners.content import TESTS

_FILE: Final = Path(__file__).with_name("gs1_rules.txt")
_COMPONENT: Final = re.compile(r"(\[)?([NXY])(\.\.)?([0-9]+)\]?((?:,[a-z0-9]+)*)")


@dataclass(frozen=True, slots=True)
class Component:
    """A part of an element's value: at most so many characters, held to the named tests."""

    most: int
    tests: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """What holds for one AI. A group of `needs` is fulfilled by all its members; one group is enough."""

    components: tuple[Component, ...] = ()
    excludes: tuple[str, ...] = ()
    needs: tuple[tuple[str, ...], ...] = ()
    link_paths: frozenset[tuple[str, ...]] = frozenset()
    in_query: bool = True

    def fits(self, value: str) -> bool:
        """Whether the value's content holds; its characters and lengths are biip's to say."""
        for component in self.components:
            part, value = value[: component.most], value[component.most :]
            if part and not all(TESTS[test](part) for test in component.tests):
                return False
        return not self.components or not value


def rule_for(ai: str) -> Rule:
    """The rule of an AI; one without limits where GS1 sets none."""
    return RULES.get(ai) or RULES.get(f"{ai[:3]}n") or _FREE


def stands_beside(pattern: str, ai: str) -> bool:
    """Whether the AI is of the pattern: "31nn" is every AI of four digits from 3100 to 3199."""
    return len(pattern) == len(ai) and ai.startswith(pattern.rstrip("n"))


def excluded_pair(ais: set[str]) -> tuple[str, str] | None:
    """Two of the AIs that never stand beside each other, if there are any."""
    for ai in ais:
        for pattern in rule_for(ai).excludes:
            for other in ais:
                if other != ai and stands_beside(pattern, other):
                    return ai, other
    return None


def lacks_companion(ais: set[str]) -> bool:
    """Whether an AI stands without those that it only means something with: a lot without its GTIN."""
    return any(
        needs and not any(all(_is_there(member, ai, ais) for member in group) for group in needs)
        for ai in ais
        if (needs := rule_for(ai).needs)
    )


def _is_there(pattern: str, beside: str, ais: set[str]) -> bool:
    return any(other != beside and stands_beside(pattern, other) for other in ais)


def _read() -> Iterator[tuple[str, Rule]]:
    for line in _FILE.read_text(encoding="utf-8").splitlines():
        names, *words = line.partition("#")[0].split() or [""]
        for ai in filter(None, names.split(",")):
            yield ai, _rule(ai, words)


def _rule(ai: str, words: list[str]) -> Rule:
    said = dict(word.partition("=")[::2] for word in words if not _COMPONENT.fullmatch(word))
    return Rule(
        components=tuple(
            Component(int(found[4]), tuple(_list(found[5].lstrip(","))))
            for word in words
            if (found := _COMPONENT.fullmatch(word))
        ),
        excludes=tuple(f"{ai[:3]}n" if one == "same" else one for one in _list(said.get("ex", ""))),
        needs=tuple(tuple(group.split("+")) for group in _list(said.get("req", ""))),
        link_paths=frozenset(_paths(said["dlpkey"])) if "dlpkey" in said else frozenset(),
        in_query="noattr" not in said,
    )


def _paths(qualifiers: str) -> Iterator[tuple[str, ...]]:
    """Every choice of the qualifiers that keeps their order, none of them too."""
    for row in qualifiers.split("|"):
        names = _list(row)
        for size in range(len(names) + 1):
            yield from combinations(names, size)


def _list(text: str) -> list[str]:
    return text.split(",") if text else []


_FREE: Final = Rule()
RULES: Final = dict(_read())
"""AI, or pattern of AIs, to its rule."""
