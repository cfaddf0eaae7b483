"""State tables: `{(state, action): state}`. A test walks each graph, the docs draw it from the same table."""

from collections.abc import Mapping

from models.refused import Refused

Table = Mapping[tuple[str, str], str]


def next_state(table: Table, noun: str, state: str, action: str) -> str:
    """The state after `action`, or `Refused("<noun>.not_allowed")` naming what could be done instead."""
    try:
        return table[state, action]
    except KeyError:
        allowed = sorted(a for s, a in table if s == state)
        raise Refused(f"{noun}.not_allowed", state=state, action=action, allowed=" ".join(allowed)) from None


def may(table: Table, state: str, action: str) -> bool:
    return (state, action) in table
