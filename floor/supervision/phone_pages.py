"""Desk: an order typed while its customer is on the phone. It goes through the same intake as every other."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Final

import orjson
from flask import Response, redirect, request
from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as AnyResponse

from floor.catalogue.lookup import find_sku
from floor.core.messages import text
from floor.core.reason import Reason
from floor.core.text_rules import NOT_IN_LINE
from floor.orders import phone
from floor.orders.address import FIELDS as ADDRESS
from floor.orders.queries import orders_named
from floor.orders.sent_text import NOTES
from floor.orders.sheets.values import country
from floor.stock.allocation import available
from floor.supervision.search import asked_for, skus_asked
from floor.web.access import SUPERVISORS, current_language, current_services
from floor.web.blueprints import pages
from floor.web.drawing import asked, drawn
from floor.web.endpoint import page
from floor.web.forms import form, perform, said
from models import Order, PhoneOrder, Refused, Sku, Warehouse, now

HERE: Final = "/desk/orders/phone"
FIRST_LINES, MORE_LINES, MOST_LINES = 4, 4, 200
LAST_ORDERS: Final = 5
HITS: Final = 8
WORDS: Final = ("service", *NOTES)


@dataclass(slots=True)
class Typed:
    """What stands in the form. `found` are the SKUs that a line's text may mean, where it is no code."""

    words: dict[str, str]
    lines: list[tuple[str, str]]
    urgent: bool = False
    paid: bool = False
    found: dict[int, Sequence[Sku]] = field(default_factory=dict)

    @classmethod
    def of(cls, form: MultiDict[str, str]) -> "Typed":
        words = {name: form.get(name, "").strip() for name in (*ADDRESS, *WORDS)}
        words["country"] = country(words["country"])
        codes, quantities = form.getlist("sku")[:MOST_LINES], form.getlist("quantity")[:MOST_LINES]
        lines = [(code.strip(), units.strip()) for code, units in zip(codes, quantities, strict=False)]
        lines = [line for line in lines if any(line)]
        return cls(words, lines, "urgent" in form, "paid" in form)

    def raw(self, number: str) -> dict[str, Any]:
        """The order in the shape in which programs send it."""
        return {
            "channel": "phone",
            "number": number,
            "priority": "urgent" if self.urgent else "normal",
            "paid": self.paid,
            "service": self.words["service"],
            **{name: self.words[name] for name in NOTES},
            "ship_to": {name: self.words[name] for name in ADDRESS},
            "lines": [{"sku": code, "quantity": units} for code, units in self.lines],
        }


def _to_form(begun: PhoneOrder) -> AnyResponse:
    return redirect(f"{HERE}/{begun.id}", 303)


@page(pages, "POST", HERE, roles=SUPERVISORS)
@form(_to_form)
def begin_phone_order() -> PhoneOrder:
    begun: PhoneOrder = perform(phone.begin)
    return begun


@page(pages, "GET", f"{HERE}/<id:phone_id>", roles=SUPERVISORS)
def phone_order(phone_id: int) -> str | AnyResponse:
    """The form, or the order that was made of it."""
    with current_services().database.reading() as session:
        order = phone.taken(session, phone.known_phone_order(session, phone_id))
    if order is not None:
        return redirect(f"/desk/orders/{order.id}")
    return _form(phone_id, Typed.of(MultiDict()))


@page(pages, "POST", f"{HERE}/<id:phone_id>", roles=SUPERVISORS)
def write_phone_order(phone_id: int) -> str | AnyResponse:
    """What was typed is taken in, or comes back with what is wrong beside each field."""
    typed = Typed.of(request.form)
    if like := request.form.get("like", ""):
        _same_address(typed, like)
    wanted = request.form.get("do", "")
    with current_services().database.reading() as session:
        unsure = _resolve(session, typed)
        problems = phone.problems_of(session, typed.raw("T-1"))
    if wanted not in ("take", "anyway") or like:  # Enter, which a scanner sends too, takes nothing in
        return _form(phone_id, typed, more=wanted == "more")
    if unsure or (problems and wanted != "anyway"):
        return Response(_form(phone_id, typed, problems), 422)
    try:
        order_id = perform(phone.take, phone_id, typed.raw(""))
    except Refused as refused:
        words, status = said(refused)
        return Response(_form(phone_id, typed, refusal=words), status)
    return redirect(f"/desk/orders/{order_id}", 303)


def _same_address(typed: Typed, order_id: str) -> None:
    with current_services().database.reading() as session:
        order = session.get(Order, int(order_id)) if order_id.isascii() and order_id.isdigit() else None
        if order is not None:
            typed.words |= {name: order.ship_to.get(name, "") for name in ADDRESS}


def _resolve(session: Session, typed: Typed) -> bool:
    """Puts a SKU's code in the place of its barcode. Answers whether a line says what may be one SKU or another."""
    for at, (wanted, units) in enumerate(typed.lines):
        looked_for = asked_for(NOT_IN_LINE.sub("", wanted)[:100], HITS)
        codes = session.scalars(select(Sku.code).where(Sku.called(looked_for.text))).all()
        if not codes:
            with suppress(Refused):  # no barcode either, or one of a case: how many of those, nobody has said
                sku, factor = find_sku(session, looked_for.scan)
                codes = [sku.code] if factor == 1 else []
        if len(codes) == 1:
            typed.lines[at] = codes[0], units
        elif not codes and wanted and (found := list(skus_asked(session, looked_for))):
            typed.found[at] = found
    return bool(typed.found)


def _form(
    phone_id: int, typed: Typed, problems: Sequence[Reason] = (), *, more: bool = False, refusal: str = ""
) -> str:
    language = current_language()
    at_field: dict[str, list[str]] = {}
    for each in problems:
        where = each.field.removeprefix("ship_to.")
        at_field.setdefault(where, []).append(text(each.code, language, each.params))
    blank = FIRST_LINES if more else max(FIRST_LINES - len(typed.lines), 1)
    with current_services().database.reading() as session:
        named = {
            sku.code: sku
            for sku in session.scalars(select(Sku).where(Sku.code.in_([c for c, _ in typed.lines])))
        }
        return drawn(
            "supervision/phone_order.html",
            begun=phone.known_phone_order(session, phone_id),
            typed=typed,
            rows=[*typed.lines, *[("", "")] * blank],
            problems=at_field,
            refusal=refusal,
            skus=named,
            there=_there(session, list(named.values())),
            last=_last_orders(session, typed),
            services=_services(session),
        )


def _there(session: Session, skus: Sequence[Sku]) -> dict[int, int]:
    return available(session, [sku.id for sku in skus], Warehouse.of(session).today(now()))


def _services(session: Session) -> list[str]:
    newest = select(Order.service).order_by(Order.id.desc()).limit(500).subquery()
    return sorted({"standard", "express", *session.scalars(select(newest.c.service).distinct())})


def _last_orders(session: Session, typed: Typed) -> list[Order]:
    """Of the customer by phone, or else by name."""
    wanted = NOT_IN_LINE.sub("", typed.words["phone"] or typed.words["name"])[:100].strip()
    if not wanted:
        return []
    ids = [order.id for order in orders_named(session, wanted, LAST_ORDERS)]
    query = select(Order).where(Order.id.in_(ids)).order_by(Order.id.desc())
    return list(session.scalars(query.options(selectinload(Order.lines))))


@page(pages, "GET", "/desk/skus", roles=SUPERVISORS)
def skus_typed() -> Response:
    """SKUs for what is being typed, as JSON: by code, a part of the name, or barcode; and how many there are."""
    wanted = asked("q")
    with current_services().database.reading() as session:
        found = list(skus_asked(session, asked_for(wanted, HITS))) if wanted else []
        there = _there(session, found)
        hits = [{"sku": sku.code, "name": sku.name, "available": there[sku.id]} for sku in found]
    return Response(orjson.dumps(hits), mimetype="application/json")
