"""What a shop says of one of its orders, in Floor's words; and how values are read that may be of any shape."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from floor.core.reason import Reason
from floor.orders.address import state_of
from floor.orders.draft import read_time

Json = Mapping[str, Any]


@dataclass(slots=True)
class ShopOrder:
    """An order as its shop has it now.

    `reference` is its id in the shop, `changed_at` when it was changed there, None where the shop does not say.
    `wanted`: ship it, cancel it, or nothing, for the one of `remarks` that says why. `raw` is the order as `read_order`
    takes it, empty for one that was deleted; `doubts` hold it, `remarks` only tell.
    """

    reference: str
    changed_at: datetime | None
    wanted: Literal["ship", "cancel", "nothing"] = "ship"
    why: str = ""
    raw: dict[str, Any] = field(default_factory=dict)
    doubts: list[Reason] = field(default_factory=list)
    remarks: list[Reason] = field(default_factory=list)

    @property
    def number(self) -> str:
        return said(self.raw.get("number"))

    def leave(self, code: str, **params: str) -> "ShopOrder":
        """There is nothing to do for it, and this is why."""
        self.wanted = "nothing"
        self.remarks = [Reason(code, "", params)]
        return self


@dataclass(frozen=True, slots=True)
class Shop:
    """A kind of shop: in which headers it says what, and how its orders are read: (topic, body)."""

    signature: str
    delivery: str
    topic: str
    read: Callable[[str, Json], ShopOrder]


def said(value: object) -> str:
    """A text or number as text; nothing for all else."""
    if isinstance(value, str):
        return value.strip()
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""


def part(whole: Json, key: str) -> Json:
    found = whole.get(key)
    return found if isinstance(found, Mapping) else {}


def rows(whole: Json, key: str) -> Iterator[Json]:
    found = whole.get(key)
    return (row for row in (found if isinstance(found, list) else []) if isinstance(row, Mapping))


def joined(*parts: str) -> str:
    return ", ".join(each for each in parts if each)


def where(country: str, city: str, *states: str) -> dict[str, str]:
    """City and state; a state that only the shop calls so stands with the city, where whoever delivers reads it."""
    state = state_of(country, *states)
    return {"city": city if state else joined(city, *states[:1]), "state": state}


def moment(value: object) -> datetime | None:
    return read_time(value, "", "", [])
