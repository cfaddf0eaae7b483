"""What is found in orders beside their own content: too many units for this house, nobody to ask, and orders that look
like another one."""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

import orjson
from sqlalchemy import select
from sqlalchemy.orm import Session

from floor.core.chunks import parts
from floor.core.reason import Reason
from floor.orders.checks import Checks
from floor.orders.draft import Draft
from floor.orders.refused_addresses import name_refused
from models import Order
from models.base import Value
from models.order_words import plain
from models.spelling import fold


def likeness(draft: Draft) -> str:
    """The same for orders of the same goods to the same person at the same address, however they are spelt; nothing for
    an order of nothing."""
    if not draft.lines:
        return ""
    to = draft.ship_to
    there = [
        fold(plain(to.get(key, ""))) for key in ("name", "company", "street", "postcode", "city", "country")
    ]
    lines = sorted((fold(plain(line.sku)), line.quantity_text) for line in draft.lines)
    return hashlib.sha256(orjson.dumps([there, lines])).hexdigest()[:32]


def look_around(session: Session, drafts: Sequence[Draft], checks: Checks, at: datetime) -> None:
    """Adds to the drafts' problems what is found of them at this moment."""
    most = checks.most("order.many_units")
    for draft in drafts:
        draft.alike = likeness(draft)
        if not draft.ship_to.get("phone") and not draft.ship_to.get("email"):
            draft.problems.append(Reason("order.no_contact", "ship_to.phone"))
        for line_at, line in enumerate(draft.lines) if most else ():
            if line.quantity and most and line.quantity > most:
                params: dict[str, Value] = {"units": line.quantity, "sku": line.sku, "most": most}
                draft.problems.append(Reason("order.many_units", f"lines[{line_at}].quantity", params))
    if checks.severity("order.refused_address") != "off":
        name_refused(session, drafts)
    if hours := checks.most("order.look_alike"):
        _name_twins(drafts, _seen(session, drafts, at - timedelta(hours=hours)))


Twin = tuple[str, str]  # channel and number


def _seen(session: Session, drafts: Iterable[Draft], since: datetime) -> dict[str, list[Twin]]:
    """The orders of late that look like one of these."""
    seen: dict[str, list[Twin]] = {}
    for part in parts(sorted({draft.alike for draft in drafts if draft.alike})):
        query = select(Order.alike, Order.channel, Order.number).where(
            Order.alike.in_(part), Order.alike != ""
        )
        recent = query.where(Order.received_at > since, Order.status != "cancelled").order_by(Order.id)
        for alike, channel, number in session.execute(recent):
            seen.setdefault(alike, []).append((channel, number))
    return seen


def _name_twins(drafts: Iterable[Draft], seen: dict[str, list[Twin]]) -> None:
    for draft in drafts:
        if not draft.alike:
            continue
        name, twins = (draft.channel, draft.number), seen.setdefault(draft.alike, [])
        if other := next((twin for twin in twins if twin != name), None):
            draft.problems.append(
                Reason("order.look_alike", "number", {"number": other[1], "channel": other[0]})
            )
        if name not in twins:
            twins.append(name)
