"""Invariants of the catalogue, for `floor check`."""

from collections.abc import Callable, Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import KitComponent, Sku


def bills(session: Session) -> Iterator[str]:
    """No kit contains itself, however deep."""
    inside: dict[int, set[int]] = {}
    for kit_id, sku_id in session.execute(select(KitComponent.kit_id, KitComponent.sku_id)):
        inside.setdefault(kit_id, set()).add(sku_id)
    for kit_id in sorted(inside):
        seen, more = set[int](), set(inside[kit_id])
        while more:
            seen |= more
            more = {part for sku_id in more for part in inside.get(sku_id, ())} - seen
        if kit_id in seen:
            yield f"kit {session.scalar(select(Sku.code).where(Sku.id == kit_id))}: contains itself"


RULES: tuple[Callable[[Session], Iterator[str]], ...] = (bills,)
