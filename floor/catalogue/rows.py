"""Loads cartons, and SKUs with their barcodes, row by row.

Each `put_…` takes rows (column → text) and answers for each row, in order, what became of it: "loaded",
"unchanged", or the `Refused` that names the column. The same rows again change nothing.
"""

import re
from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from floor.catalogue import in_store
from floor.catalogue.barcodes import settled
from floor.catalogue.goods_code import code_of_goods
from floor.catalogue.lookup import barcode_key
from floor.core import columns
from floor.core.columns import Outcome, Row, by_code, each, update
from floor.core.transaction import Transaction
from models import Barcode, CartonType, InStoreForm, Move, Refused, Sku
from models.goods import HANDLING, TOO_SHORT, TRACKING
from models.spelling import fold
from scanners import RawRead, own_labels, parse
from scanners.gs1 import is_valid_gtin

_UNFIT: Final = {
    "barcode.bad_check_digit": "sku.why_check_digit",
    "barcode.house_code": "sku.why_house_code",
    "barcode.ambiguous": "sku.why_ambiguous",
    "barcode.not_of_goods": "sku.why_not_of_goods",
    "barcode.unreadable": "sku.why_unreadable",
    "barcode.too_long": "sku.why_unreadable",
    "barcode.from_spreadsheet": "sku.why_spreadsheet",
    "barcode.lost_digit": "sku.why_lost_digit",
    "barcode.extra_digit": "sku.why_extra_digit",
}
_BARCODE: Final = re.compile(r"([^*]{1,80})(?:\*([1-9][0-9]{0,5}))?", re.ASCII)


def put_cartons(tx: Transaction, rows: Sequence[Row]) -> list[Outcome]:
    """code, name, inner sizes in mm, max_weight_g of contents, tare_g."""
    known = by_code(tx, CartonType.code, (row.get("code", "") for row in rows))
    sizes = ("inner_length_mm", "inner_width_mm", "inner_height_mm", "max_weight_g")

    def put(row: Row) -> Outcome:
        code = columns.name(row, "code", own_labels.carton_code)
        values: dict[str, Any] = {column: columns.whole(row, column, least=1) for column in sizes}
        values |= {"name": columns.text(row, "name") or code, "tare_g": columns.whole(row, "tare_g")}
        if carton := known.get(fold(code)):
            return update(carton, values)
        known[fold(code)] = CartonType(code=code, **values)
        tx.db.add(known[fold(code)])
        return "loaded"

    return each(rows, put)


def put_skus(tx: Transaction, rows: Sequence[Row]) -> list[Outcome]:
    """sku, name, barcodes, weight_g, sizes in mm, handling, track, shelf_life_days, weight_tolerance_percent,
    home_zone, min_units (fewer that are available are too few), min_days_left and too_short (how far away the expiry of
    goods must be when they come in, and what happens else).

    A barcode may stand at two SKUs, as it does on real shelves: a scan of it is then refused as ambiguous, and
    `shared_barcodes` lists them. One that was learned in the warehouse stays, one that was retired stays away.

    A row may be answered with `Refused`: sku.track_fixed (its units have moved already), sku.serial_weighed, and what
    `read_barcodes` and the columns say.
    """
    codes = columns.readable(row.get("sku", "") for row in rows)
    query = select(Sku).where(Sku.code.in_(codes)).options(selectinload(Sku.barcodes))
    known = {sku.code: sku for sku in tx.db.scalars(query)}
    learned = settled(tx, [sku.id for sku in known.values()])
    forms = tx.db.scalars(select(InStoreForm)).all()

    def put(row: Row) -> Outcome:
        code = columns.name(row, "sku", own_labels.sku_code)
        values = _facts(row, code)
        barcodes = read_barcodes(columns.text(row, "barcodes", most=4000))
        if values["weight_tolerance_percent"] is not None:
            barcodes = _numbered(barcodes, forms)
        sku = known.get(code)
        if sku is None:
            known[code] = sku = Sku(code=code, **values)
            tx.db.add(sku)
            _set_barcodes(sku, barcodes, {})
            return "loaded"
        if sku.track != values["track"] and _has_moved(tx, sku):
            raise Refused("sku.track_fixed", column="track", sku=code)
        outcome = update(sku, values)
        return "loaded" if _set_barcodes(sku, barcodes, learned) else outcome

    return each(rows, put)


def _facts(row: Row, code: str) -> dict[str, Any]:
    values: dict[str, Any] = {
        column: columns.whole(row, column) for column in ("weight_g", "length_mm", "width_mm", "height_mm")
    }
    values |= {
        column: columns.whole(row, column) if columns.text(row, column) else None
        for column in ("shelf_life_days", "weight_tolerance_percent", "min_units", "min_days_left")
    }
    values |= {
        "name": columns.text(row, "name") or code,
        "handling": columns.choices(row, "handling", HANDLING),
        "track": columns.choice(row, "track", TRACKING),
        "home_zone": columns.text(row, "home_zone"),
        "too_short": columns.choice(row, "too_short", TOO_SHORT),
    }
    if values["track"] == "serial" and values["weight_tolerance_percent"] is not None:
        raise Refused("sku.serial_weighed", column="weight_tolerance_percent", sku=code)
    return values


def read_barcodes(text: str) -> dict[str, tuple[str, int]]:
    """Lookup key → (code as printed, units that it stands for), from `5012345678900 15012345678907*24`.

    Codes stand between blanks, or between semicolons, which let a code hold a blank.

    Raises `Refused`: sku.bad_barcode, sku.barcode_twice, sku.one_or_two (a blank that may be part of a code),
    sku.unfit_barcode (no scan gives it, or a scan of it means another thing).
    """
    words = [word.strip() for word in text.split(";")] if ";" in text else text.split()
    bare = [word for word in words if not is_valid_gtin(word.partition("*")[0])]
    if len(bare) > 1 and ";" not in text:
        raise Refused("sku.one_or_two", column="barcodes", sent=" ".join(bare), apart="; ".join(bare))
    found: dict[str, tuple[str, int]] = {}
    for word in filter(None, words):
        code, factor = _barcode(word)
        key = barcode_key(code)
        if key in found:
            raise Refused("sku.barcode_twice", column="barcodes", sent=code)
        found[key] = (code, factor)
    return found


def _barcode(word: str) -> tuple[str, int]:
    match = _BARCODE.fullmatch(word)
    if match is None:
        raise Refused("sku.bad_barcode", column="barcodes", sent=word)
    parts = re.split("[,/|]", match[1])
    if len(parts) > 1 and all(map(is_valid_gtin, parts)):
        raise Refused("sku.one_or_two", column="barcodes", sent=word, apart="; ".join(parts))
    try:
        return code_of_goods(parse(RawRead(match[1]))), int(match[2] or 1)
    except Refused as refused:
        says = refused.params | {"column": "barcodes", "sent": word, "why": _UNFIT[refused.code]}
        raise Refused("sku.unfit_barcode", **says) from None


def _numbered(
    barcodes: dict[str, tuple[str, int]], forms: Sequence[InStoreForm]
) -> dict[str, tuple[str, int]]:
    """Any label that a scale printed stands for all of its SKU."""
    found = {
        key: (in_store.number_of(forms, key) or code, factor) for key, (code, factor) in barcodes.items()
    }
    return {barcode_key(code): (code, factor) for code, factor in found.values()}


def _set_barcodes(sku: Sku, wanted: dict[str, tuple[str, int]], learned: dict[tuple[int, str], str]) -> bool:
    """True if something changed. A key that stays keeps its row; what people decided about one goes before."""
    there = {barcode.key: barcode for barcode in sku.barcodes}
    changed = False
    for key, barcode in there.items():
        if key not in wanted and learned.get((sku.id, key)) != "known":
            sku.barcodes.remove(barcode)
            changed = True
    for key, (code, factor) in wanted.items():
        if key not in there and learned.get((sku.id, key)) == "retired":
            continue
        if key not in there:
            sku.barcodes.append(Barcode(code=code, key=key, factor=factor))
            changed = True
        elif (there[key].code, there[key].factor) != (code, factor):
            there[key].code, there[key].factor = code, factor
            changed = True
    return changed


def _has_moved(tx: Transaction, sku: Sku) -> bool:
    return tx.db.scalar(select(Move.id).where(Move.sku_id == sku.id).limit(1)) is not None


def shared_barcodes(tx: Transaction) -> list[str]:
    """Barcodes that name more than one SKU: no scan of them can be judged."""
    query = (
        select(func.min(Barcode.code)).group_by(Barcode.key).having(func.count() > 1).order_by(Barcode.key)
    )
    return list(tx.db.scalars(query))
