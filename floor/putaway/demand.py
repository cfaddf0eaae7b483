"""What pick faces need out of the reserve, as work: before a wave needs it, and while it runs."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from floor.core.locking import locked
from floor.core.transaction import Transaction, work_topics
from floor.stock.allocation import today
from models import PickFace, Place, Quant, ReplenishTask, Work
from models.stock import choose
from models.stock_holds import held_quants


def faces_at(session: Session, sku_ids: Iterable[int]) -> dict[int, Place]:
    """Where SKUs are picked whose goods wait in the reserve: the first of their pick faces, by SKU id."""
    query = select(PickFace).join(PickFace.place).where(PickFace.sku_id.in_(set(sku_ids)), ~Place.reserve)
    found: dict[int, Place] = {}
    faces = session.scalars(query.options(joinedload(PickFace.place)))
    for face in sorted(faces, key=lambda each: each.place.order):
        found.setdefault(face.sku_id, face.place)
    return found


def picked_at(quant: Quant, faces: dict[int, Place]) -> Place:
    """Where what is promised of a quant is picked: its own bin, or from the reserve the pick face of its goods."""
    return faces.get(quant.sku_id, quant.place) if quant.place.reserve else quant.place


@dataclass(frozen=True, slots=True)
class Source:
    """A quant in the reserve, and the units of it that orders wait for at the pick face."""

    quant: Quant
    waiting: int


def call_for(tx: Transaction, sku_ids: Iterable[int]) -> list[ReplenishTask]:
    """The tasks that the pick faces of these SKUs need now. Those that nobody has taken bring more where more is
    needed; what is needed already is not asked for twice. Asks for nothing where the reserve has nothing.

    The faces are locked, after all else that a use case locks, so that two never ask for the same.
    """
    ids = sorted(set(sku_ids))
    query = select(PickFace).join(PickFace.place).where(PickFace.sku_id.in_(ids), ~Place.reserve)
    faces = list(
        tx.db.scalars(locked(query.options(joinedload(PickFace.place)).order_by(PickFace.id), of=PickFace))
    )
    made: list[ReplenishTask] = []
    first = faces_at(tx.db, ids)
    reserve = _reserve(tx, [face.sku_id for face in faces])
    for face in faces:
        sources = reserve.get(face.sku_id, [])
        made += _fill(tx, face, sources, first[face.sku_id] is face.place)
    return made


def _reserve(tx: Transaction, sku_ids: Sequence[int]) -> dict[int, list[Source]]:
    """What lies in the reserve and may be brought: not what is held or to be counted."""
    query = (
        select(Quant)
        .join(Quant.place)
        .where(Quant.sku_id.in_(sku_ids), Place.kind == "bin", Place.reserve, Quant.on_hand > 0)
        .where(~Quant.counting, Quant.id.not_in(held_quants()))
        .options(joinedload(Quant.place), joinedload(Quant.lot), joinedload(Quant.sku))
        .execution_options(populate_existing=True)
    )
    found: dict[int, list[Source]] = defaultdict(list)
    tx.db.flush()
    for quant in tx.db.scalars(query.order_by(Quant.id)):
        found[quant.sku_id].append(Source(quant, quant.allocated))
    return found


def _fill(tx: Transaction, face: PickFace, sources: Sequence[Source], waited_at: bool) -> list[ReplenishTask]:
    """What one face needs: what orders wait for there, and what is lacking to its least number, filled to its most."""
    coming = _coming(tx, face)
    wanted: dict[int, int] = {each.quant.id: each.waiting for each in sources if waited_at and each.waiting}
    there = _there(tx, face)
    on_way = sum((task.wanted or 0) for task in coming.values())
    free = there[0] - there[1] + max(0, on_way - sum(wanted.values()))
    if free < face.least:
        lacking = face.most - there[0] - max(on_way, sum(wanted.values()))
        for quant, units in choose([each.quant for each in sources], max(0, lacking), today(tx)):
            wanted[quant.id] = wanted.get(quant.id, 0) + units
    return [
        task
        for each in sources
        if wanted.get(each.quant.id) and (task := _ask(tx, face, each, wanted[each.quant.id], coming))
    ]


def _there(tx: Transaction, face: PickFace) -> tuple[int, int]:
    """Units on hand and promised in the face."""
    query = select(func.coalesce(func.sum(Quant.on_hand), 0), func.coalesce(func.sum(Quant.allocated), 0))
    row = tx.db.execute(query.where(Quant.place_id == face.place_id, Quant.sku_id == face.sku_id)).one()
    return int(row[0]), int(row[1])


Key = tuple[int | None, int | None]  # where it comes from, and its lot


def _coming(tx: Transaction, face: PickFace) -> dict[Key, ReplenishTask]:
    query = select(ReplenishTask).where(
        Work.state == "open",
        ReplenishTask.target_id == face.place_id,
        ReplenishTask.wanted_sku_id == face.sku_id,
    )
    return {(task.source_id, task.wanted_lot_id): task for task in tx.db.scalars(query)}


def _ask(
    tx: Transaction, face: PickFace, source: Source, units: int, coming: dict[Key, ReplenishTask]
) -> ReplenishTask | None:
    """A new task, or the one that is open: none that is in somebody's hands is changed."""
    quant, urgent = source.quant, source.waiting > 0
    key = (quant.place_id, quant.lot_id)
    if key not in coming:
        task = ReplenishTask(
            source=quant.place, target=face.place, wanted_sku=quant.sku, wanted_lot=quant.lot,
            wanted=units, urgent=urgent, zone=face.place.zone,
        )  # fmt: skip
        tx.db.add(task)
        tx.db.flush()
        tx.changed(work_topics(task.id))
        return task
    free = select(ReplenishTask).where(ReplenishTask.id == coming[key].id, Work.person_id.is_(None))
    task_free = tx.db.scalar(free.with_for_update(of=Work, skip_locked=True))
    if task_free is None or (units <= (task_free.wanted or 0) and (task_free.urgent or not urgent)):
        return None
    task_free.wanted = max(units, task_free.wanted or 0)
    task_free.urgent = task_free.urgent or urgent
    task_free.touch()
    tx.changed(work_topics(task_free.id))
    return task_free


def press(tx: Transaction, sku_id: int, face_id: int) -> None:
    """Somebody stands before the empty face: what is on its way there comes before all else that is urgent."""
    call_for(tx, [sku_id])
    query = select(ReplenishTask).where(
        Work.state == "open", ReplenishTask.target_id == face_id, ReplenishTask.wanted_sku_id == sku_id
    )
    for task in tx.db.scalars(query.with_for_update(of=Work, skip_locked=True)):
        if task.due is None:
            task.urgent, task.due = True, tx.now
            task.touch()
            tx.changed(work_topics(task.id))


def needing(session: Session, after: int, most: int) -> list[int]:
    """SKUs whose pick faces may need something out of the reserve, and for which nothing is on its way: the next ones
    `after` this id."""
    on_way = select(ReplenishTask.id).where(
        Work.state == "open",
        ReplenishTask.wanted_sku_id == PickFace.sku_id,
        ReplenishTask.target_id == PickFace.place_id,
    )
    lying = select(func.coalesce(func.sum(Quant.on_hand - Quant.allocated), 0)).where(
        Quant.place_id == PickFace.place_id, Quant.sku_id == PickFace.sku_id
    )
    reserve = (
        select(Quant.id)
        .join(Place, Place.id == Quant.place_id)
        .where(Place.reserve, Quant.sku_id == PickFace.sku_id, Quant.on_hand > 0, ~Quant.counting)
        .where(Quant.id.not_in(held_quants()))
    )
    waiting = reserve.where(Quant.allocated > 0)
    free = reserve.where(Quant.on_hand > Quant.allocated)
    short = (lying.scalar_subquery() < PickFace.least) & free.exists()
    query = select(PickFace.sku_id).where(PickFace.sku_id > after, ~on_way.exists(), short | waiting.exists())
    return list(session.scalars(query.distinct().order_by(PickFace.sku_id).limit(most)))
