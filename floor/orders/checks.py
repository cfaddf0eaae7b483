"""The checks that every order goes through beyond its shape, and how much each finding weighs."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from floor.core.reason import Reason
from floor.core.transaction import ORDERS, Transaction
from models import OrderCheck, Refused
from models.base import Facts


@dataclass(frozen=True, slots=True)
class Check:
    """A check that a supervisor may weigh otherwise: hold, warn, reject or off. `most`: from where on it is a finding,
    None where there is nothing to count."""

    code: str
    severity: str = "hold"
    most: int | None = None


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
)
BY_CODE: Final = {each.code: each for each in CHECKS}
# the same content is the same however it was checked when it came: these are no part of it
CHECKED: Final = frozenset({
    "order.missing_postcode", "order.odd_postcode", "order.unknown_state", "order.bad_phone", "order.odd_phone",
    "order.unknown_field", "order.bad_total", "order.total_differs", "order.no_contact", "order.many_units",
    "order.look_alike",
})  # fmt: skip
MOST: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Checks:
    """How much each finding weighs now. One that is in no table holds: without it nothing could be shipped."""

    by_code: Mapping[str, Check] = field(default_factory=lambda: BY_CODE)

    @classmethod
    def of(cls, session: Session) -> "Checks":
        kept = {each.code: each for each in session.scalars(select(OrderCheck))}
        return cls({
            each.code: Check(each.code, kept[each.code].severity, kept[each.code].most)
            if each.code in kept
            else each
            for each in CHECKS
        })  # fmt: skip

    def severity(self, code: str) -> str:
        return self.by_code[code].severity if code in self.by_code else "hold"

    def holding(self, problems: Iterable[Reason]) -> list[Reason]:
        """Those that a person must look at before the order goes on; a known order is not rejected for what is new."""
        return [each for each in problems if self.severity(each.code) in ("hold", "reject")]

    def warning(self, problems: Iterable[Reason]) -> list[Reason]:
        """Those that are shown with an order and hold nothing."""
        return [each for each in problems if self.severity(each.code) == "warn"]

    def rejecting(self, problems: Iterable[Reason]) -> list[Reason]:
        """Those for which a new order does not come in."""
        return [each for each in problems if self.severity(each.code) == "reject"]

    def most(self, code: str) -> int | None:
        """From where on it is a finding; None where nobody wants to know."""
        check = self.by_code[code]
        return None if check.severity == "off" else check.most


def set_check(tx: Transaction, code: str, severity: str, most: int | None = None) -> None:
    """Says how much a finding weighs from now on, one of SEVERITIES; orders that wait stay on hold. `most` None leaves
    it as it is.

    Raises `Refused`: check.not_found, check.bad_most.
    """
    known = Checks.of(tx.db).by_code.get(code)
    if known is None:
        raise Refused("check.not_found", sent=code)
    if most is not None and (known.most is None or not 0 < most <= MOST):
        raise Refused("check.bad_most", sent=most, most=MOST)
    kept = tx.db.get(OrderCheck, code, with_for_update=True) or OrderCheck(code=code, severity=severity)
    tx.db.add(kept)
    kept.severity, kept.most = severity, most or known.most
    kept.set_by, kept.set_at = tx.actor.person_id, tx.now
    tx.changed(ORDERS)


def as_kept(reasons: Iterable[Reason]) -> list[Facts]:
    """Reasons as an order keeps them, to be said in whichever language."""
    return [{"code": reason.code, "field": reason.field, "params": dict(reason.params)} for reason in reasons]
