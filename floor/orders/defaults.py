"""What counts for an order that does not say it, by its channel; the same by whichever way it comes."""

import dataclasses
import re
from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from floor.core.reason import Reason
from floor.orders.draft import Draft
from models import Channel, Order, Warehouse
from models.channels import ChannelDefaults
from models.spelling import fold, plain

_LINE: Final = re.compile(r"lines\[(\d+)\](.*)")
LAST_MINUTE: Final = time(23, 59)


@dataclasses.dataclass(frozen=True, slots=True)
class Defaults:
    """Those of all channels that have any, and the zone in which days end."""

    by_channel: Mapping[str, ChannelDefaults]
    zone: ZoneInfo

    @classmethod
    def of(cls, session: Session) -> "Defaults":
        found = select(Channel.code, Channel.defaults).where(Channel.defaults.is_not(None))
        by_channel = {code: defaults for code, defaults in session.execute(found) if defaults}
        return cls(by_channel, Warehouse.of(session).zone if by_channel else ZoneInfo("UTC"))

    def fill(self, draft: Draft, raw: Any, at: datetime) -> Draft:
        """Puts in what `raw`, of which the draft was read, does not say, and sets its charges apart from its goods.

        `at` is when it came, for an order that does not say when it was placed."""
        defaults = self.by_channel.get(draft.channel)
        if not defaults:
            return draft
        values: dict[str, Any] = {
            "service": defaults.get("service"),
            "priority": defaults.get("priority"),
            "due": self._due(defaults, draft.placed_at or at),
        }
        fills = {name: value for name, value in values.items() if value and raw.get(name) in (None, "")}
        draft = dataclasses.replace(draft, **fills, filled=tuple(fills))
        _set_apart(draft, {fold(plain(sku)) for sku in defaults.get("charges", ())})
        return draft

    def _due(self, defaults: ChannelDefaults, placed: datetime) -> datetime | None:
        if "due_days" not in defaults:
            return None
        there = placed.astimezone(self.zone)
        late = "due_cut_off" in defaults and there.time() >= time.fromisoformat(defaults["due_cut_off"])
        day = there.date() + timedelta(days=defaults["due_days"] + late)
        return datetime.combine(day, LAST_MINUTE, self.zone).astimezone(UTC)


def as_before(draft: Draft, order: Order) -> Draft:
    """The draft with what it does not say as the order has it: defaults that were set since are no change of it."""
    return dataclasses.replace(draft, **{name: getattr(order, name) for name in draft.filled})


def _set_apart(draft: Draft, charges: set[str]) -> None:
    """What is wrong with a line that is left names its new place; what is wrong with a charge keeps no goods back."""
    kept = [at for at, line in enumerate(draft.lines) if fold(plain(line.sku)) not in charges]
    if len(kept) == len(draft.lines):
        return
    place = {old: new for new, old in enumerate(kept)}
    draft.charges += [line.sent() for at, line in enumerate(draft.lines) if at not in place]
    draft.lines = [draft.lines[at] for at in kept]
    draft.problems = [moved for each in draft.problems if (moved := _moved(each, place))]
    if not kept:
        draft.problems.append(Reason("order.no_lines", "lines"))


def _moved(problem: Reason, place: Mapping[int, int]) -> Reason | None:
    found = _LINE.fullmatch(problem.field)
    if found is None:
        return problem
    old = int(found[1])
    return dataclasses.replace(problem, field=f"lines[{place[old]}]{found[2]}") if old in place else None
