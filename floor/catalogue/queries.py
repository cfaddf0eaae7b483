"""Lists the SKUs of the catalogue."""

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, selectinload

from models import Sku
from models.spelling import Folded, fold, plain


def found_skus(session: Session, wanted: str, after: str, limit: int) -> list[Sku]:
    """SKUs whose code begins with `wanted` or whose name holds it, whatever the case; in order of code."""
    query = select(Sku).options(selectinload(Sku.barcodes)).order_by(Sku.code).limit(limit)
    if wanted:
        folded = fold(plain(wanted)).removeprefix("sku-")
        query = query.where(
            or_(
                Folded(Sku.code).startswith(folded, autoescape=True),
                Folded(Sku.name).contains(folded, autoescape=True),
            )
        )
    if after:
        query = query.where(Sku.code > after)
    return list(session.scalars(query))
