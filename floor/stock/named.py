"""Goods and bins as people and programs name them: by their codes, typed or as their labels say them."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from floor.catalogue.lookup import find_called, find_lot
from models import GoodsReceipt, Lot, Place, Refused, Sku
from models.spelling import alike, fold, plain

LONGEST_NUMBER = 10  # digits


def named_bin(session: Session, code: str) -> Place:
    """Raises `Refused`: stock.unknown_place, scan.ambiguous."""
    place = find_called(session, Place, code, Place.kind == "bin")
    if place is None:
        raise Refused("stock.unknown_place", location=code)
    return place


def named_place(session: Session, code: str) -> Place:
    """Of any kind. Raises `Refused`: stock.unknown_place, scan.ambiguous."""
    place = find_called(session, Place, code)
    if place is None:
        raise Refused("stock.unknown_place", location=code)
    return place


def named_delivery(session: Session, text: str) -> GoodsReceipt:
    """By its own number, as on its label, or by the supplier's. Raises `Refused`: stock.unknown_delivery,
    stock.delivery_of_several (suppliers)."""
    bare = plain(text)
    found = list(
        session.scalars(select(GoodsReceipt).where(GoodsReceipt.delivery == bare).order_by(GoodsReceipt.id))
    )
    letter, _dash, digits = bare.upper().partition("-")
    if (
        letter == GoodsReceipt.letter
        and digits.isascii()
        and digits.isdecimal()
        and len(digits) < LONGEST_NUMBER
    ):
        own = session.get(GoodsReceipt, int(digits))
        found = [own] if own else found
    if len(found) > 1:
        raise Refused(
            "stock.delivery_of_several",
            number=bare,
            fits=[f"{each.number} {each.supplier}" for each in found],
        )
    if not found:
        raise Refused("stock.unknown_delivery", number=text)
    return found[0]


def named_goods(session: Session, sku_code: str, lot_code: str) -> tuple[Sku | None, Lot | None]:
    """The SKU and the lot that are named, either or both; a lot alone names its SKU, too. Raises `Refused`:
    stock.unknown_sku, stock.unknown_lot, stock.lot_of_several (SKUs), scan.ambiguous."""
    sku = find_called(session, Sku, sku_code) if sku_code else None
    if sku_code and sku is None:
        raise Refused("stock.unknown_sku", sku=sku_code)
    if not lot_code:
        return sku, None
    bare = plain(lot_code)
    bare = bare[len("LOT-") :] if fold(bare).startswith("lot-") else bare
    if sku is None:
        named = list(session.scalars(select(Lot).where(alike(Lot.code, bare)).order_by(Lot.id)))
        if len(named) > 1:
            raise Refused("stock.lot_of_several", lot=bare, fits=[each.sku.code for each in named])
        sku = named[0].sku if named else None
    known = find_lot(session, sku.id, bare, ()) if sku else None
    batch = (
        session.scalar(select(Lot).where(Lot.sku_id == sku.id, Lot.code == known)) if sku and known else None
    )
    if batch is None:
        raise Refused("stock.unknown_lot", lot=lot_code, sku=sku.code if sku else "")
    return sku, batch
