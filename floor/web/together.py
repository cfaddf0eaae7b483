"""The same decision about many records: each by itself, so that one that cannot be holds up no other."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from flask import request
from pydantic import Field, TypeAdapter

from floor.core.messages import text
from floor.web.access import current_language
from floor.web.drawing import drawn
from floor.web.problems import checked
from floor.web.redirects import local
from floor.web.shapes import Body, Id, Line, Name
from models import Refused

MOST = 200  # as many rows as the longest page of a list has
TICKED: TypeAdapter[list[int]] = TypeAdapter(Annotated[list[Id], Field(max_length=MOST)])


@dataclass(frozen=True, slots=True)
class Decided:
    """What became of one record; `refused` says why nothing did."""

    id: int
    refused: Refused | None = None


def each_by_itself(act: Callable[[int], Any], ids: Iterable[int]) -> list[Decided]:
    """Acts on each once, in the order given."""
    decided = []
    for each in dict.fromkeys(ids):
        try:
            act(each)
            decided.append(Decided(each))
        except Refused as refused:
            decided.append(Decided(each, refused))
    return decided


def whys(decided: Iterable[Decided]) -> dict[int, str]:
    """By id: why nothing was done, in words; nothing where it was."""
    language = current_language()
    return {
        each.id: text(each.refused.code, language, each.refused.params) if each.refused else ""
        for each in decided
    }


def decided_page(
    of: str, decision: str, whys: Mapping[int, str], names: Mapping[int, str], undo: str = ""
) -> str:
    """Says of how many records of the list `of` something was decided, and of which it was not, with the reason. `undo`
    is the decision that takes it back, where there is one."""
    refused = [(each, names.get(each, str(each)), why) for each, why in whys.items() if why]
    done = [(each, names.get(each, str(each))) for each, why in whys.items() if not why]
    back = local(request.form.get("back", "") or f"/desk/{of}")
    return drawn(
        "web/decided.html", of=of, decision=decision, done=done, refused=refused, undo=undo, back=back
    )


class Ticked(Body):
    """What a list's form says of the records that are ticked in it."""

    decision: Name
    reason: Line = ""


def ticked(of: str) -> list[int]:
    """The ids of the records that are ticked in the list `of`. Raises `Refused`: list.nothing_ticked."""
    ids = checked(TICKED, request.form.getlist(of))
    if not ids:
        raise Refused("list.nothing_ticked")
    return list(dict.fromkeys(ids))
