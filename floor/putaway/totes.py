"""Totes and pallets that goods are moved out of and into: whom they serve, and what becomes of what lies in them."""

from sqlalchemy import select

from floor.core.locking import lock_work
from floor.core.transaction import Transaction
from floor.putaway import putaway
from floor.putaway.carried import topics
from floor.work.claims import end_claims
from models import (
    AssembleTask,
    GoodsReceipt,
    MoveTask,
    PackTote,
    Place,
    PutAwayTask,
    Quant,
    Refused,
    TaskTote,
    Work,
)
from models.carrying import CarryingWork

LOOSE = ("tote", "pallet")


def check_free(tx: Transaction, place: Place) -> None:
    """Whether nobody works with a tote or pallet: picked goods are their order's, and what somebody else puts away is
    in their hands, as is what somebody receives into.

    Raises `Refused`: move.tote_in_use.
    """
    if place.kind not in LOOSE:
        return
    _check_not_serving(tx, place)
    away = _put_away(tx, place)
    if away is not None and (away.units or away.person_id not in (None, tx.actor.person_id)):
        raise _in_use(place, away)


def check_corrected(tx: Transaction, place: Place) -> None:
    """Whether the book of a place may be put right: of a tote or pallet while nobody has any of it in hand. Who puts it
    away sees what it says from then on.

    Raises `Refused`: move.tote_in_use.
    """
    if place.kind not in LOOSE:
        return
    _check_not_serving(tx, place)
    in_hand = select(MoveTask).where(MoveTask.source_id == place.id, Work.state == "open", MoveTask.units > 0)
    carried: CarryingWork | None = tx.db.scalars(in_hand.limit(1)).first()
    away = _put_away(tx, place)
    if away is not None:
        lock_work(tx, away.id)
        if away.state == "open":
            away.touch()
            tx.changed(topics(away))
            carried = away if away.units else carried
    if carried is not None:
        raise _in_use(place, carried)


def _check_not_serving(tx: Transaction, place: Place) -> None:
    picks = select(TaskTote.task_id).where(TaskTote.tote_id == place.id, ~TaskTote.cancelled)
    packs = select(PackTote.session_id).where(PackTote.tote_id == place.id)
    receives = select(GoodsReceipt.id).where(GoodsReceipt.container_id == place.id)
    assembles = select(AssembleTask.id).where(AssembleTask.tote_id == place.id)
    of_works = Work.id.in_(picks) | Work.id.in_(packs) | Work.id.in_(receives) | Work.id.in_(assembles)
    serving = select(Work).where(Work.state == "open", of_works)
    work = tx.db.scalar(serving.limit(1))
    if work is not None:
        raise _in_use(place, work)


def _in_use(place: Place, work: Work) -> Refused:
    return Refused("move.tote_in_use", tote=place.code, work=work.number)


def _put_away(tx: Transaction, place: Place) -> PutAwayTask | None:
    query = select(PutAwayTask).where(PutAwayTask.source_id == place.id, Work.state == "open")
    return tx.db.scalars(query.limit(1)).first()


def settle(tx: Transaction, place: Place, where: Place) -> None:
    """What lies in a tote or pallet is put away some day, and an empty one is free. `where` it stands, if nobody knows
    better."""
    if place.kind not in LOOSE:
        return
    holds = select(Quant.id).where(Quant.place_id == place.id, Quant.on_hand > 0).limit(1)
    filled, away = tx.db.scalar(holds) is not None, _put_away(tx, place)
    if filled and away is None:
        place.at = (where if where.kind not in LOOSE else where.at) or putaway.lane(tx)
        putaway.create(tx, place, "moved")
    elif not filled and away is not None:
        away.do("cancel", tx.now)
        end_claims(tx, away)
        tx.changed(topics(away))
