"""Lists the SKUs of the catalogue."""

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, selectinload

from models import Sku


def found_skus(session: Session, wanted: str, after: str, limit: int) -> list[Sku]:
    """SKUs whose code begins with `wanted` or whose name holds it, whatever the case; in order of code."""
    query = select(Sku).options(selectinload(Sku.barcodes)).order_by(Sku.code).limit(limit)
    if wanted:
        folded = wanted.lower().removeprefix("sku-")
        query = query.where(
            or_(
                func.lower(Sku.code).startswith(folded, autoescape=True),
                func.lower(Sku.name).contains(folded, autoescape=True),
            )
        )
    if after:
        query = query.where(Sku.code > after)
    return list(session.scalars(query))
