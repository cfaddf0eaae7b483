"""The checks that every order goes through beyond its shape, and how much each finding weighs."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from floor.core.reason import Reason
from floor.core.transaction import ORDERS, Transaction
from models import OrderCheck, Refused
from models.base import Facts


@dataclass(frozen=True, slots=True)
class Check:
    """A check that a supervisor may weigh otherwise: hold, warn, reject or off. `most`: from where on it is a finding,
    None where there is nothing to count; `minutes`: over how long that is counted, None where time has no part in it.

    What it holds belongs to whoever has the role `owner`; after `hours` to every supervisor, after `board_hours` it is
    on the board."""

    code: str
    severity: str = "hold"
    most: int | None = None
    minutes: int | None = None
    owner: str = "supervisor"
    hours: int = 4
    board_hours: int = 24


# as the desk shows them: who ordered, where it goes, what, for how much, and whether it came before
CHECKS: Final = (
    Check("order.no_contact", "off"),
    Check("order.bad_phone"),
    Check("order.odd_phone", "warn"),
    Check("order.missing_postcode", "warn"),
    Check("order.odd_postcode", "warn"),
    Check("order.unknown_state", "warn"),
    Check("order.unprintable"),
    Check("order.unknown_field"),
    Check("order.many_units", "warn", 1000),  # of one line
    Check("order.repeated_row"),
    Check("order.bad_price"),
    Check("order.bad_total"),
    Check("order.total_differs"),
    Check("order.unpaid"),
    Check("order.look_alike", "warn", 24),  # hours
    Check("order.many_orders", "warn", 20, 60),
    Check("order.refused_address"),
    Check("order.out_of_stock", "warn"),
)
BY_CODE: Final = {each.code: each for each in CHECKS}
# the same content is the same however it was checked when it came: these are no part of it
CHECKED: Final = frozenset({
    "order.missing_postcode", "order.odd_postcode", "order.unknown_state", "order.bad_phone", "order.odd_phone",
    "order.unknown_field", "order.bad_total", "order.total_differs", "order.no_contact", "order.many_units",
    "order.look_alike", "order.many_orders", "order.refused_address", "order.out_of_stock",
})  # fmt: skip
MOST: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Checks:
    """How much each finding weighs now. One that is in no table holds: without it nothing could be shipped."""

    by_code: Mapping[str, Check] = field(default_factory=lambda: BY_CODE)
    ordered: bool = False

    @classmethod
    def of(cls, session: Session) -> "Checks":
        kept = {each.code: each for each in session.scalars(select(OrderCheck))}
        found = {each.code: _as_set(each, kept.get(each.code)) for each in CHECKS}
        places = {code: each.place for code, each in kept.items() if each.place is not None and code in found}
        usual = {code: at for at, code in enumerate(found)}
        codes = sorted(found, key=lambda code: (places.get(code, usual[code]), usual[code]))
        return cls({code: found[code] for code in codes}, bool(places))

    def of_code(self, code: str) -> Check:
        """How it weighs, and whose what it holds is."""
        return self.by_code.get(code) or Check(code)

    def severity(self, code: str) -> str:
        return self.of_code(code).severity

    def in_order(self, problems: Iterable[Reason]) -> list[Reason]:
        """As they were found, or as somebody has put the checks in order; what is always held comes first."""
        if not self.ordered:
            return list(problems)
        places = {code: at for at, code in enumerate(self.by_code)}
        return sorted(problems, key=lambda each: places.get(each.code, -1))

    def holding(self, problems: Iterable[Reason]) -> list[Reason]:
        """Those that a person must look at before the order goes on; a known order is not rejected for what is new."""
        return self.in_order(each for each in problems if self.severity(each.code) in ("hold", "reject"))

    def warning(self, problems: Iterable[Reason]) -> list[Reason]:
        """Those that are shown with an order and hold nothing."""
        return self.in_order(each for each in problems if self.severity(each.code) == "warn")

    def rejecting(self, problems: Iterable[Reason]) -> list[Reason]:
        """Those for which a new order does not come in."""
        return self.in_order(each for each in problems if self.severity(each.code) == "reject")

    def most(self, code: str) -> int | None:
        """From where on it is a finding; None where nobody wants to know."""
        check = self.by_code[code]
        return None if check.severity == "off" else check.most


def _as_set(usual: Check, kept: OrderCheck | None) -> Check:
    if kept is None:
        return usual
    return Check(
        usual.code, kept.severity, kept.most or usual.most, kept.minutes or usual.minutes, kept.owner or usual.owner,
        kept.hours or usual.hours, kept.board_hours or usual.board_hours,
    )  # fmt: skip


def set_check(tx: Transaction, code: str, severity: str, **more: Any) -> None:
    """Says how much a finding weighs from now on, one of SEVERITIES; orders that wait stay on hold. `more`: most,
    minutes, owner, hours, board_hours and place; what is None stays as it is.

    Raises `Refused`: check.not_found, check.bad_most, check.bad_hours (the board hears of it before a supervisor).
    """
    known = Checks.of(tx.db).by_code.get(code)
    if known is None:
        raise Refused("check.not_found", sent=code)
    said = {name: value for name, value in more.items() if value is not None}
    for name in ("most", "minutes"):
        if name in said and (getattr(known, name) is None or not 0 < said[name] <= MOST):
            raise Refused("check.bad_most", sent=said[name], most=MOST)
    place = said.pop("place", None)
    new = replace(known, severity=severity, **said)
    if new.hours > new.board_hours:
        raise Refused("check.bad_hours", hours=new.hours, board_hours=new.board_hours)
    kept = _kept(tx, code)
    for name in ("severity", "most", "minutes", "owner", "hours", "board_hours"):
        setattr(kept, name, getattr(new, name))
    kept.set_by, kept.set_at = tx.actor.person_id, tx.now
    if place is not None:
        _put(tx, code, place)
    tx.changed(ORDERS)


def _kept(tx: Transaction, code: str) -> OrderCheck:
    kept = tx.db.get(OrderCheck, code, with_for_update=True)
    if kept is None:
        kept = OrderCheck(code=code, severity=BY_CODE[code].severity, set_at=tx.now)
        tx.db.add(kept)
    return kept


def _put(tx: Transaction, code: str, place: int) -> None:
    """Its place from 1 on; the others make room."""
    tx.db.flush()
    codes = [each for each in Checks.of(tx.db).by_code if each != code]
    codes.insert(place - 1, code)
    for at, each in enumerate(codes):
        _kept(tx, each).place = at


def as_kept(reasons: Iterable[Reason]) -> list[Facts]:
    """Reasons as an order keeps them, to be said in whichever language."""
    return [{"code": reason.code, "field": reason.field, "params": dict(reason.params)} for reason in reasons]
