"""The lists of the catalogue at the desk: the goods, and what their labels may say."""

from sqlalchemy import ColumnElement, Text, cast, exists, or_, select
from sqlalchemy.orm import Session, contains_eager, selectinload

from floor.catalogue.lookup import barcode_key
from floor.web.lists import Column, Filter, Listing, Words, begins, equals, holds
from models import Barcode, Sku
from models.goods import HANDLING, TRACKING
from models.spelling import Folded


def _called(session: Session, typed: str) -> ColumnElement[bool]:
    """The code or its beginning, as typed or as Floor's own label says it; a part of the name; or a barcode."""
    by_barcode = select(Barcode.sku_id).where(Barcode.key == barcode_key(typed))
    named = or_(Sku.called(typed), begins(Sku.code)(session, typed), holds(Sku.name)(session, typed))
    return or_(named, Sku.id.in_(by_barcode))


def _handled(_session: Session, how: str) -> ColumnElement[bool]:
    return cast(Sku.handling, Text).contains(f'"{how}"')


MISSING = {
    "picture": Sku.picture == "",
    "barcode": ~exists().where(Barcode.sku_id == Sku.id),
    "weight": Sku.weight_g == 0,
    "sizes": or_(Sku.length_mm == 0, Sku.width_mm == 0, Sku.height_mm == 0),
}


def said_barcodes(sku: Sku) -> str:
    """Each with the units that it stands for, where it is not one."""
    return ", ".join(
        f"{each.code} × {each.factor}" if each.factor != 1 else each.code for each in sku.barcodes
    )


def _sizes(sku: Sku, _words: Words) -> str:
    return f"{sku.length_mm} × {sku.width_mm} × {sku.height_mm}" if sku.volume_mm3 else ""


def _handling(sku: Sku, words: Words) -> str:
    return ", ".join(words["t"](f"goods.handling_{each}") for each in sku.handling)


GOODS = Listing(
    "goods",
    select(Sku).options(selectinload(Sku.barcodes)),
    Sku.id,
    (
        Column("picture", "goods.picture_file", lambda sku, w: sku.picture),
        Column("sku", "desk.sku", lambda sku, w: sku.code, (Sku.sort_key,)),
        Column("name", "desk.name", lambda sku, w: sku.name, (Folded(Sku.name),)),
        Column("barcodes", "barcode.title", lambda sku, w: said_barcodes(sku)),
        Column("weight", "goods.weight_g", lambda sku, w: sku.weight_g or "", (Sku.weight_g,)),
        Column("sizes", "goods.sizes_mm", _sizes),
        Column("track", "goods.track", lambda sku, w: w["t"](f"goods.track_{sku.track}"), (Sku.track,)),
        Column("handling", "goods.handling", _handling),
        Column("zone", "goods.home_zone", lambda sku, w: sku.home_zone, (Sku.home_zone,)),
    ),
    "sku",
    (
        Filter("q", "goods.code_name_or_barcode", _called),
        Filter("track", "goods.track", equals(Sku.track), {each: f"goods.track_{each}" for each in TRACKING}),
        Filter("handling", "goods.handling", _handled, {each: f"goods.handling_{each}" for each in HANDLING}),
        Filter("missing", "goods.missing", lambda _session, what: MISSING[what],
               {what: f"goods.missing_{what}" for what in MISSING}),
    ),
)  # fmt: skip


def _barcode_called(session: Session, typed: str) -> ColumnElement[bool]:
    return or_(Sku.called(typed), Barcode.key == barcode_key(typed), begins(Barcode.code)(session, typed))


BARCODES = Listing(
    "barcodes",
    select(Barcode).join(Barcode.sku).options(contains_eager(Barcode.sku)),
    Barcode.id,
    (
        Column("code", "barcode.title", lambda barcode, w: barcode.code, (Barcode.code,)),
        Column("units", "barcode.units", lambda barcode, w: barcode.factor, (Barcode.factor,)),
        Column("sku", "desk.sku", lambda barcode, w: barcode.sku.code, (Sku.sort_key,)),
        Column("name", "desk.name", lambda barcode, w: barcode.sku.name, (Folded(Sku.name),)),
        Column("retire", "barcode.retire", lambda barcode, w: ""),
    ),
    "sku",
    (
        Filter("q", "barcode.find", _barcode_called),
        Filter("packs", "barcode.units", lambda _session, kind: (Barcode.factor == 1).is_(kind == "unit"),
               {"unit": "barcode.of_units", "case": "barcode.of_cases"}),
    ),
)  # fmt: skip
