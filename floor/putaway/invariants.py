"""Invariants of goods that are carried, and of what waits for them, for `floor check`."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator

from sqlalchemy import and_, exists, func, or_, select
from sqlalchemy.orm import Session

from models import (
    Allocation,
    AssembleTask,
    Move,
    PickFace,
    PickLine,
    Place,
    PutAwayTask,
    Quant,
    ReplenishTask,
    Sku,
    Work,
)


def in_hand(session: Session) -> Iterator[str]:
    """What is in hand of goods that are put away lies in their tote or pallet, as the ledger has it: nobody else takes
    anything out of it."""
    lying = select(func.coalesce(func.sum(Quant.on_hand), 0)).where(
        Quant.place_id == PutAwayTask.source_id,
        Quant.sku_id == PutAwayTask.holding_id,
        func.coalesce(Quant.lot_id, 0) == func.coalesce(PutAwayTask.holding_lot_id, 0),
    )
    there = lying.correlate(PutAwayTask).scalar_subquery()
    carrying = and_(Work.state == "open", PutAwayTask.units > 0)
    query = select(PutAwayTask.id, PutAwayTask.units, there).where(carrying, PutAwayTask.units > there)
    for work_id, units, units_there in session.execute(query.order_by(PutAwayTask.id)):
        yield f"work {work_id}: has {units} in hand, and {units_there} are where they come from"


def waiting_lines(session: Session) -> Iterator[str]:
    """A pick line that waits does so at a pick face of its goods, for units that lie elsewhere; once they are there, it
    waits no longer."""
    face = exists().where(PickFace.place_id == PickLine.place_id, PickFace.sku_id == PickLine.sku_id)
    query = (
        select(PickLine.id, Quant.place_id == PickLine.place_id)
        .join(Allocation, Allocation.id == PickLine.allocation_id)
        .join(Quant, Quant.id == Allocation.quant_id)
        .where(PickLine.waits, PickLine.state == "open")
    )
    off = or_(~face, Quant.place_id == PickLine.place_id)
    for line_id, is_there in session.execute(query.where(off).order_by(PickLine.id)):
        yield f"pick line {line_id}: waits for {'units that are there' if is_there else 'no pick face'}"


def replenishment(session: Session) -> Iterator[str]:
    """Work that fills a pick face brings something from elsewhere, out of a bin into a bin."""
    bins = select(Place.id).where(Place.kind == "bin")
    off = or_(
        ReplenishTask.source_id.not_in(bins),
        ReplenishTask.target_id.not_in(bins),
        ReplenishTask.source_id == ReplenishTask.target_id,
        func.coalesce(ReplenishTask.wanted, 0) <= 0,
    )
    for work_id in session.scalars(select(ReplenishTask.id).where(off).order_by(ReplenishTask.id)):
        yield f"work {work_id}: fills no pick face"


def made_of(session: Session) -> Iterator[str]:
    """Kits that were put together are made of what their work's bill says, no unit more or less."""
    assembly = select(Place.id).where(Place.kind == "assembly")
    units: defaultdict[int | None, Counter[int]] = defaultdict(Counter)
    for end, sign in ((Move.from_id, 1), (Move.to_id, -1)):
        query = select(Move.work_id, Move.sku_id, func.sum(Move.quantity)).where(end.in_(assembly))
        for work_id, sku_id, part in session.execute(query.group_by(Move.work_id, Move.sku_id)):
            units[work_id][sku_id] += sign * int(part)
    for work in session.scalars(select(AssembleTask).order_by(AssembleTask.id)):
        made = work.made or 0
        expected = Counter({work.kit_id or 0: made}) + Counter()
        expected.subtract({sku_id: each * made for sku_id, each in work.parts.items()})
        moved = units.pop(work.id, Counter())
        for sku_id in sorted(expected.keys() | moved.keys()):
            if expected[sku_id] != moved[sku_id]:
                code = session.scalar(select(Sku.code).where(Sku.id == sku_id))
                said = f"the ledger says {moved[sku_id]:+} {code}, and not {expected[sku_id]:+}"
                yield f"work {work.id}: {made} kits were put together; {said}"
    for work_id in sorted(units, key=str):
        yield f"work {work_id}: puts no kits together, and moved components"


RULES: tuple[Callable[[Session], Iterator[str]], ...] = (in_hand, waiting_lines, replenishment, made_of)
