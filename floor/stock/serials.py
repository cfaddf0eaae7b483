"""Serial numbers: the one unit that a scan names, and what nobody may take for one."""

from collections.abc import Collection

from sqlalchemy import Select, case, exists, func, or_, select
from sqlalchemy.orm import Session

from floor.catalogue.lookup import the_one
from floor.core.transaction import ALERTS, Transaction
from models import Alert, Barcode, Lot, Person, Place, Refused, Serial, Sku
from models.base import Facts
from models.spelling import alike
from scanners import Scan
from scanners.gs1 import is_digits
from scanners.serials import other_grammar


def find_serial(
    session: Session, skus: Collection[int], scanned: str, places: Collection[int] | None = None
) -> Serial | None:
    """The unit of one of these SKUs, in one of these places (None: anywhere), that bears this number: exactly first,
    then ignoring case if only one fits. None where nobody has scanned it yet.

    Raises `Refused`: scan.ambiguous.
    """
    query = select(Serial).where(Serial.sku_id.in_(skus), alike(Serial.code, scanned))
    if places is not None:
        query = query.where(Serial.place_id.in_(places))
    found = list(session.scalars(query.order_by(Serial.id)))
    code = the_one(scanned, {serial.code for serial in found})
    fits = [serial for serial in found if serial.code == code]
    if len(fits) > 1:
        owners = session.scalars(select(Sku.code).where(Sku.id.in_({serial.sku_id for serial in fits})))
        raise Refused("scan.ambiguous", scanned=scanned, fits=sorted(owners))
    return fits[0] if fits else None


def warn_of_zeros(
    tx: Transaction, scan: Scan, skus: Collection[int], places: Collection[int] | None = None
) -> Serial | None:
    """The one unit on file whose number differs from the scanned one by leading zeros only, which radio tags lose; the
    board is warned of it. None where there is none."""
    code = scan.serial or scan.text
    if not is_digits(code) or not (scan.epc or code[0] == "0"):
        return None
    query = select(Serial, Sku).join(Sku, Sku.id == Serial.sku_id).where(Serial.sku_id.in_(skus))
    query = query.where(Serial.code != code, func.ltrim(Serial.code, "0") == code.lstrip("0"))
    if places is not None:
        query = query.where(Serial.place_id.in_(places))
    found = tx.db.execute(query.limit(2)).all()
    if len(found) != 1:
        return None
    serial, sku = found[0]
    params: Facts = {"scanned": code, "known": serial.code, **sku.named}
    tx.db.add(Alert(code="alert.serial_zeros", params=params))
    tx.changed(ALERTS)
    return serial


def check_new_serial(session: Session, scan: Scan) -> None:
    """Whether a text that names no unit yet may be a serial number: a label that says so always is one; plain text
    only if nothing here knows it as something else, and it has no other grammar.

    Raises `Refused`: serial.something_else.
    """
    if scan.serial is not None:
        return
    grammar = other_grammar(scan)
    what = f"serial.is_{grammar}" if grammar else session.scalar(_known_as(scan.text))
    if what is not None:
        raise Refused("serial.something_else", scanned=scan.text, what=what)


def _known_as(text: str) -> Select[str | None]:
    return select(
        case(
            (exists().where(or_(Barcode.key == text, alike(Barcode.code, text))), "serial.is_barcode"),
            (exists().where(alike(Sku.code, text)), "serial.is_sku"),
            (exists().where(alike(Lot.code, text)), "serial.is_lot"),
            (exists().where(alike(Place.code, text)), "serial.is_place"),
            (exists().where(alike(Person.badge, text)), "serial.is_badge"),
        )
    )
