"""Gives a SKU its picture."""

from floor.core.transaction import Transaction
from models import Refused, Sku


def set_picture(tx: Transaction, sku_id: int, name: str) -> Sku:
    """Sets the file of a SKU's picture, or "" for none; tasks made from now on show it. Raises `Refused`:
    goods.not_found."""
    sku = tx.db.get(Sku, sku_id)
    if sku is None:
        raise Refused("goods.not_found", sku=sku_id)
    sku.picture = name
    return sku
