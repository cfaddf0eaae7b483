"""People from CSV rows."""

import re
from collections.abc import Sequence
from typing import Any, Final

from floor.core import columns
from floor.core.columns import Outcome, Row, by_code, each, update
from floor.core.languages import LANGUAGES
from floor.core.transaction import Transaction
from floor.people.pins import hash_pin, verify_pin
from floor.people.sign_in import bare_badge
from models import Person, Refused, Warehouse
from models.people import ROLES
from models.spelling import fold
from scanners import own_labels

_PIN: Final = re.compile(r"[0-9]{4,12}", re.ASCII)


def put_people(tx: Transaction, rows: Sequence[Row], pepper: bytes) -> list[Outcome]:
    """badge, pin, name, roles, language. Hashing a PIN is slow on purpose: give few rows at a time.

    A row may be answered with `Refused`: file.missing_value (no roles), and what `check_pin_form` and the columns say.
    """
    known = by_code(tx, Person.badge, (bare_badge(row.get("badge", "")) for row in rows))

    def put(row: Row) -> Outcome:
        badge = bare_badge(columns.name(row, "badge", lambda text: own_labels.badge_code(bare_badge(text))))
        pin = columns.text(row, "pin")
        values: dict[str, Any] = {
            "name": columns.needed(row, "name"),
            "roles": columns.choices(row, "roles", ROLES),
            "language": columns.choice(row, "language", LANGUAGES),
        }
        if not values["roles"]:
            raise Refused("file.missing_value", column="roles")
        check_pin_form(tx, pin, values["roles"])
        person = known.get(fold(badge))
        if person is None:
            known[fold(badge)] = person = Person(badge=badge, pin_hash=hash_pin(pin, pepper), **values)
            tx.db.add(person)
            return "loaded"
        if not verify_pin(person.pin_hash, pin, pepper):
            values["pin_hash"] = hash_pin(pin, pepper)
        return update(person, values)

    return each(rows, put)


def check_pin_form(tx: Transaction, pin: str, roles: Sequence[str]) -> None:
    """Whether a PIN is 4 to 12 digits, and long enough for who may do more.

    Raises `Refused`: person.bad_pin, person.short_pin.
    """
    if not _PIN.fullmatch(pin):
        raise Refused("person.bad_pin", column="pin")
    least = Warehouse.of(tx.db).supervisor_pin_digits
    if {"supervisor", "admin"} & set(roles) and len(pin) < least:
        raise Refused("person.short_pin", column="pin", least=least)
