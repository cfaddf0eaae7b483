"""The list of phones, e-mails and street addresses whose orders a person must look at."""

from collections.abc import Iterable, Mapping
from typing import Final

import phonenumbers
from sqlalchemy import select
from sqlalchemy.orm import Session

from floor.core.chunks import parts
from floor.core.reason import Reason
from floor.core.transaction import ORDERS, Transaction
from floor.orders.draft import Draft
from models import Refused, RefusedAddress
from models.order_words import plain, street_mark

STREET: Final = ("street", "street2", "postcode", "city", "country")


def marks_of(ship_to: Mapping[str, str]) -> dict[str, str]:
    """What an address is known again by, however it is spelt, and the field that says so."""
    marks = {}
    if phone := _dialled(ship_to.get("phone", ""), ship_to.get("country", "")):
        marks["phone:" + phone] = "phone"
    if email := "".join(plain(ship_to.get("email", "")).split()):
        marks["email:" + email] = "email"
    if street := street_mark(ship_to):
        marks["street:" + street] = "street"
    return marks


def _dialled(phone: str, country: str) -> str:
    """As it is dialled from abroad; what is no number as its digits."""
    try:
        number = phonenumbers.parse(phone, country or None)
    except phonenumbers.NumberParseException:
        return "".join(filter(str.isdecimal, plain(phone)))
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def refuse_address(tx: Transaction, said: Mapping[str, str], reason: str) -> None:
    """Puts phone, e-mail and street address on the list, those of them that are said; what is on it stays as it is.

    Raises `Refused`: order.refuse_nobody (none is said).
    """
    marks = marks_of(said)
    if not marks:
        raise Refused("order.refuse_nobody")
    known = set(tx.db.scalars(select(RefusedAddress.mark).where(RefusedAddress.mark.in_(marks))))
    for mark, field in marks.items():
        if mark not in known:
            named = STREET if field == "street" else (field,)
            text = ", ".join(said[name].strip() for name in named if said.get(name, "").strip())
            tx.db.add(
                RefusedAddress(mark=mark, text=text, reason=reason, added_by=tx.actor.person_id, at=tx.now)
            )
    tx.changed(ORDERS)


def forget_address(tx: Transaction, refused_id: int) -> None:
    """Takes it off the list; orders that it holds stay so. Raises `Refused`: order.not_refused."""
    refused = tx.db.get(RefusedAddress, refused_id)
    if refused is None:
        raise Refused("order.not_refused")
    tx.db.delete(refused)
    tx.changed(ORDERS)


def name_refused(session: Session, drafts: Iterable[Draft]) -> None:
    """Adds to the drafts' problems what of their addresses is on the list."""
    if session.scalar(select(RefusedAddress.id).limit(1)) is None:
        return
    marked = [(draft, marks_of(draft.ship_to)) for draft in drafts]
    listed = dict[str, str]()
    for part in parts(sorted({mark for _draft, marks in marked for mark in marks})):
        query = select(RefusedAddress.mark, RefusedAddress.reason).where(RefusedAddress.mark.in_(part))
        listed |= dict(session.execute(query).all())
    for draft, marks in marked:
        for mark, field in marks.items():
            if mark in listed:
                draft.problems.append(
                    Reason("order.refused_address", f"ship_to.{field}",
                           {"sent": draft.ship_to.get(field, ""), "why": listed[mark]})
                )  # fmt: skip
