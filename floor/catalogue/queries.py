"""Lists the kits of the catalogue, what is in them, and which are being put together."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from models import AssembleTask, KitComponent, Sku, Work


def kits_after(
    session: Session, code: str | None, after: int, limit: int
) -> tuple[list[dict[str, Any]], str | None]:
    """Kits with what they are made of, and the cursor to go on from, None at the end."""
    query = select(Sku).where(Sku.id.in_(select(KitComponent.kit_id)), Sku.id > after)
    if code is not None:
        query = query.where(Sku.called(code))
    kits = list(session.scalars(query.order_by(Sku.id).limit(limit + 1)))
    inside = components_of(session, [kit.id for kit in kits[:limit]])
    shown = [
        {
            "sku": kit.code,
            "name": kit.name,
            "components": [{"sku": sku.code, "name": sku.name, "quantity": n} for sku, n in inside[kit.id]],
        }
        for kit in kits[:limit]
    ]
    return shown, str(kits[limit - 1].id) if len(kits) > limit else None


def components_of(session: Session, sku_ids: Sequence[int]) -> dict[int, list[tuple[Sku, int]]]:
    """What is in one of each of these SKUs, where it is a kit."""
    query = select(KitComponent, Sku).join(Sku, Sku.id == KitComponent.sku_id).order_by(Sku.code)
    found: dict[int, list[tuple[Sku, int]]] = defaultdict(list)
    for component, sku in session.execute(query.where(KitComponent.kit_id.in_(sku_ids))):
        found[component.kit_id].append((sku, component.quantity))
    return found


def being_made(session: Session, sku_id: int) -> list[AssembleTask]:
    """Open work that puts this kit together."""
    query = select(AssembleTask).where(AssembleTask.kit_id == sku_id, Work.state == "open")
    return list(session.scalars(query.options(joinedload(AssembleTask.person)).order_by(AssembleTask.id)))
