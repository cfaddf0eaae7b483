"""The one lookup from a scan to a record. It refuses a scan that it does not know, and one that could be two things."""

from collections.abc import Collection
from typing import TypeVar

from sqlalchemy import ColumnElement, bindparam, select
from sqlalchemy.orm import Session, joinedload

from floor.catalogue import in_store
from models import Barcode, Lot, Place, Quant, Refused, Sku
from models.spelling import alike, fold, plain
from scanners import Scan
from scanners.gs1 import is_digits, is_valid_gtin, to_gtin14
from scanners.keyboards import is_of_another_keyboard

Named = TypeVar("Named", Place, Sku)


def find_sku(session: Session, scan: Scan) -> tuple[Sku, int]:
    """The SKU that a scan names and the units that one such scan counts; of weighed goods also by what a scale printed.

    Raises `Refused`: scan.ambiguous when it fits several SKUs, or what `unknown` answers.
    """
    if scan.kind == "sku":
        return _by_code(session, scan), 1
    found = _barcodes(session, scan.gtin, scan.text)
    if not found and (named := in_store.named(session, scan)) is not scan:
        found = _barcodes(session, named.gtin)
    if len({barcode.sku_id for barcode in found}) > 1:
        raise Refused("scan.ambiguous", scanned=scan.text, fits=sorted(b.sku.code for b in found))
    if not found:
        raise unknown(scan)
    return found[0].sku, found[0].factor


def names_goods(session: Session, scan: Scan) -> bool:
    """Whether a scan is the code of goods, be it of several."""
    try:
        find_sku(session, scan)
    except Refused as refused:
        return refused.code == "scan.ambiguous"
    return True


def _barcodes(session: Session, *keys: str | None) -> list[Barcode]:
    return list(session.scalars(_BARCODES, {"keys": [key for key in keys if key]}))


_BARCODES = (
    select(Barcode)
    .where(Barcode.key.in_(bindparam("keys", expanding=True)))
    .options(joinedload(Barcode.sku).selectinload(Sku.barcodes))
)


def unknown(scan: Scan) -> Refused:
    """The refusal of what nobody here knows, by what can be said of it all the same.

    Returns `Refused`: scan.waybill (a courier's number), scan.half_label (a barcode that needs the other one on its
    label), scan.extra_digit (a GTIN-14 in ITF, put between a zero and a second check digit), scan.unknown.
    """
    if len(scan.text) == 16 and is_valid_gtin(scan.text[1:15]) and is_digits(scan.text):
        return Refused("scan.extra_digit", scanned=scan.text, gtin=scan.text[1:15])
    if scan.kind == "waybill":
        return Refused("scan.waybill", scanned=scan.text, couriers=scan.couriers)
    if scan.incomplete and scan.gtin is None:
        return Refused("scan.half_label", scanned=scan.text)
    return meaningless(scan.text)


def meaningless(scanned: str, todo: str = "scan.again", **params: str) -> Refused:
    """The refusal of a scan that means nothing here; `todo` is the code of what to do instead. Where scanner and
    computer have keyboards of different countries, that is said instead.

    Returns `Refused`: scan.unknown.
    """
    if is_of_another_keyboard(scanned):
        todo = "scan.keyboard"
    return Refused("scan.unknown", scanned=scanned, todo=todo, **params)


def says_nothing(session: Session, scan: Scan) -> bool:
    """Whether a text is neither a code of known form nor a barcode of any goods."""
    named = select(Barcode.id).where(Barcode.key == scan.text).limit(1)
    return scan.kind == "plain" and session.scalar(named) is None


def _by_code(session: Session, scan: Scan) -> Sku:
    """As `the_one` says: the catalogue holds both 15056N and 15056n."""
    name = scan.name or ""
    found = {sku.code: sku for sku in session.scalars(select(Sku).where(alike(Sku.code, name)))}
    code = the_one(name, found)
    if code is None:
        raise meaningless(scan.text)
    return found[code]


def the_one(scanned: str, known: Collection[str]) -> str | None:
    """The code among those known that a scan names: exactly first, then ignoring case if only one fits; None for none.

    Raises `Refused`: scan.ambiguous.
    """
    if scanned in known:
        return scanned
    fits = sorted(code for code in known if fold(code) == fold(scanned))
    if len(fits) > 1:
        raise Refused("scan.ambiguous", scanned=scanned, fits=fits)
    return next(iter(fits), None)


def find_lot(session: Session, sku_id: int, scanned: str, expected: Collection[str]) -> str | None:
    """The lot of a SKU that a scan names: one of those expected as it is written, else what `the_one` finds of all that
    the warehouse knows. None for a lot that nobody knows.

    Raises `Refused`: scan.ambiguous.
    """
    if scanned in expected:
        return scanned
    return the_one(scanned, {*expected, *session.scalars(select(Lot.code).where(Lot.sku_id == sku_id))})


def find_place(session: Session, scan: Scan) -> Place:
    """The location, tote or parcel that a scan names by its label."""
    code = {"location": scan.name, "tote": scan.code, "sscc": scan.sscc}.get(scan.kind)
    if code is None:
        raise unknown(scan)
    found = {place.code: place for place in session.scalars(select(Place).where(alike(Place.code, code)))}
    named = the_one(code, found)
    if named is None:
        raise unknown(scan)
    return found[named]


def find_called(
    session: Session, noun: type[Named], typed: str, *where: ColumnElement[bool], lock: bool = False
) -> Named | None:
    """The place or SKU with this code, typed by hand or as its label says it; None where there is none.

    Raises `Refused`: scan.ambiguous.
    """
    query = select(noun).where(noun.called(typed), *where)
    found = {each.code: each for each in session.scalars(query.with_for_update(of=noun) if lock else query)}
    bare = plain(typed)
    code = the_one(bare, found) or the_one(bare[len("LOC-") :], found)
    return found[code] if code else None


def find_bin(session: Session, sku_id: int) -> str:
    """The code of the bin that holds most of a SKU; empty where none does."""
    bins = select(Place.code).join(Quant, Quant.place_id == Place.id)
    bins = bins.where(Quant.sku_id == sku_id, Place.kind == "bin", Quant.on_hand > 0)
    return session.scalar(bins.order_by(Quant.on_hand.desc(), Place.code).limit(1)) or ""


def barcode_key(code: str) -> str:
    """The key by which a barcode is looked up: its GTIN-14 where it is a valid GTIN, else the text itself."""
    return to_gtin14(code) or code
