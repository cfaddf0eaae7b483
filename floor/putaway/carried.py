"""What all work that carries goods has in common: how it is read, what it shows of its goods, how far it is."""

from collections.abc import Callable
from typing import TypeVar

from sqlalchemy import bindparam, case, func, select
from sqlalchemy.orm import Session, joinedload

from floor.core.transaction import Topics, work_topics
from floor.putaway.taking import contents
from models import Move, Place, Quant, Step, Work
from models.carrying import CarryingWork

C = TypeVar("C", bound=CarryingWork)


def loader(noun: type[C]) -> Callable[..., C]:
    """How work of this kind is read, with where its goods are, where they go and what is in hand."""

    reads = (noun.person, noun.source, noun.target, noun.holding)
    query = select(noun).where(noun.id == bindparam("id")).options(*map(joinedload, reads))
    locked = query.with_for_update(of=Work).execution_options(populate_existing=True)

    def load(session: Session, work_id: int, *, lock: bool = False) -> C:
        return session.scalars(locked if lock else query, {"id": work_id}).one()

    return load


def topics(work: CarryingWork) -> Topics:
    return work_topics(work.id)


def labels(source: Place) -> list[str]:
    """An SSCC is scanned with or without its (00)."""
    if source.kind in ("parcel", "pallet"):
        return [source.code, f"00{source.code}"]
    return source.codes


def goods_steps(session: Session, work: CarryingWork, source: Place) -> list[Step]:
    """What can be taken out of the source, beside what is in hand."""
    found = []
    for quant in contents(session, source, codes=True):
        if left := work.may_take(quant) - _held(work, quant):
            sku = quant.sku
            found.append(
                Step(
                    "sku",
                    name=sku.name,
                    codes=sku.codes,
                    units=sku.pack_factors,
                    sku=sku.code,
                    quantity=left,
                    counted=0,
                    picture=sku.picture,
                )
            )
    return found


def _held(work: CarryingWork, quant: Quant) -> int:
    same = work.holding_id == quant.sku_id and work.holding_lot_id == quant.lot_id
    return (work.units or 0) if same else 0


def progress(session: Session, work: CarryingWork) -> tuple[int, int]:
    """Counts the units that were carried, and those in all."""
    done = session.scalar(_CARRIED, {"work": work.id}) or 0
    lying = contents(session, work.source) if work.source else []
    return done, done + sum(work.may_take(quant) for quant in lying)


_CARRIED = select(func.sum(case((Move.why == "undo", -Move.quantity), else_=Move.quantity))).where(
    Move.work_id == bindparam("work")
)
