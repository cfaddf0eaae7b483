"""Holds that nobody sees to grow louder with age: first they are their owner's, then every supervisor's, then they
stand on the board."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, case, func, literal, select
from sqlalchemy.orm import Session

from floor.orders.checks import CHECKS, Check, Checks
from models import Hold, Order, Person

STEPS: Final = ("owner", "supervisor", "board")
# reasons for which an order is held whatever is set, as the desk names them
ALWAYS: Final = (
    "unknown_sku", "ambiguous_sku", "bad_quantity", "no_lines", "missing_country", "unknown_country", "changed",
    "held_by_hand", "goods_held", "nothing_found",
)  # fmt: skip
REASONS: Final = (*(f"order.{name}" for name in ALWAYS), *(each.code for each in CHECKS))


def step_of(hold: Hold, checks: Checks, at: datetime) -> str:
    """Whose an open hold is by now, one of STEPS."""
    check, waited = checks.of_code(hold.code), at - hold.at
    if waited >= timedelta(hours=check.board_hours):
        return "board"
    return "supervisor" if waited >= timedelta(hours=check.hours) else "owner"


def has_come_to(step: str, checks: Checks, at: datetime) -> ColumnElement[bool]:
    """For a query: open holds that are old enough for this step, or louder still."""

    def since(check: Check) -> datetime:
        return at - timedelta(hours=check.board_hours if step == "board" else check.hours)

    usual = since(Check(""))
    special = {
        each.code: literal(since(each), Hold.at.type)
        for each in checks.by_code.values()
        if since(each) != usual
    }
    return Hold.at <= (
        case(special, value=Hold.code, else_=literal(usual, Hold.at.type)) if special else usual
    )


def owned_by(owner: str, checks: Checks) -> ColumnElement[bool]:
    """For a query: open holds that nobody has taken and that are this role's."""
    codes = [each.code for each in checks.by_code.values() if each.owner == owner]
    others = [each.code for each in checks.by_code.values() if each.owner != owner]
    mine = Hold.code.not_in(others) if owner == Check("").owner else Hold.code.in_(codes)
    return Hold.taken_by.is_(None) & mine


def held_for(*what: ColumnElement[bool]) -> ColumnElement[bool]:
    """For a query: orders with an open hold of this kind."""
    return Order.id.in_(select(Hold.order_id).where(Hold.released_at.is_(None), *what))


def grown(session: Session, step: str, at: datetime) -> int:
    """How many orders have a hold that has come to this step."""
    aged = has_come_to(step, Checks.of(session), at)
    query = select(func.count(Hold.order_id.distinct())).where(Hold.released_at.is_(None), aged)
    return session.scalar(query) or 0


def holds_of(session: Session, orders: Iterable[Order], at: datetime) -> dict[int, list[dict[str, Any]]]:
    """The open holds of these orders, by their ids: whose each is, since when, and how loud it has grown."""
    held = {order.id: order.open_holds for order in orders if order.open_holds}
    if not held:
        return {}
    checks = Checks.of(session)
    takers = {hold.taken_by for holds in held.values() for hold in holds if hold.taken_by}
    names: dict[int, str] = dict(
        session.execute(select(Person.id, Person.name).where(Person.id.in_(takers))).all()
    )
    return {
        order_id: [
            {
                "code": hold.code,
                "since": hold.at,
                "owner": checks.of_code(hold.code).owner,
                "person": names.get(hold.taken_by or 0),
                "step": step_of(hold, checks, at),
            }
            for hold in holds
        ]
        for order_id, holds in held.items()
    }
