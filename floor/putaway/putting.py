"""Goods out of the hand into a place: whether they may lie there, and their move in the ledger."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import ColumnElement, delete, func, select, update

from floor.core.transaction import Transaction, Verdict
from floor.putaway.bins import look
from floor.putaway.held import end_left, hold_there
from floor.putaway.proposals import IN_OTHER_ZONE, goods_of, propose
from floor.stock.ledger import move
from floor.stock.serials import find_serial
from models import Lot, Place, Quant, Refused, Serial, Sku
from models.carrying import CarryingWork
from models.storage import Bin, Goods
from models.undo_carrying import PutInBin
from models.work import Work


def lot_of(tx: Transaction, lot_id: int | None) -> Lot | None:
    return tx.db.get(Lot, lot_id) if lot_id else None


def propose_for(tx: Transaction, work: CarryingWork, sku: Sku, lot_id: int | None, units: int) -> None:
    """The work says where these goods should go."""
    propose(tx.db, work, goods_of(tx.db, work, sku, lot_of(tx, lot_id), units), tx.now)


def check_place(
    tx: Transaction,
    work: CarryingWork,
    place: Place,
    sku: Sku,
    lot_id: int | None,
    units: int,
    others: Sequence[Quant] = (),
) -> Verdict | None:
    """Whether these goods may go into a place, together with the `others`: None where nothing speaks against it, and
    the question where it is unusual; scanning the same place again is the answer. A refusal of the proposed place
    brings another proposal.

    Raises `Refused`: those of `Bin.check`.
    """
    goods = goods_of(tx.db, work, sku, lot_of(tx, lot_id), units)
    [seen] = look(tx.db, [place], goods)
    if others:
        seen = replace(seen, inside=[*seen.inside, *others])
    try:
        seen.check(goods)
    except Refused as refused:
        raise _with_another(refused, work, goods) if place.id == work.target_id else refused from None
    return _ask(work, seen, goods)


def _ask(work: CarryingWork, seen: Bin, goods: Goods) -> Verdict | None:
    place, before = seen.place, work.asked_id
    why = seen.unusual(goods)
    proposed = why == IN_OTHER_ZONE and place.id == work.target_id
    work.asked_id = None
    if not why or proposed or before == place.id:
        return None
    work.asked_id = place.id
    said = {**goods.named, "location": place.code, "room": seen.room_by_volume(goods.sku) or 0}
    zone = {"zone": goods.sku.home_zone}
    return Verdict("bin.ask", {**said, **zone, "why": why}, {"op": "unusual", "before": before})


def _with_another(refused: Refused, work: CarryingWork, goods: Goods) -> Refused:
    work_id, sku_id = work.id, goods.sku.id
    lot_id, units = goods.lot.id if goods.lot else None, goods.units

    def aftermath(tx: Transaction) -> None:
        again = tx.db.get_one(Work, work_id)
        if isinstance(again, CarryingWork):
            propose_for(tx, again, tx.db.get_one(Sku, sku_id), lot_id, units)

    return refused.then(aftermath)


def put(
    tx: Transaction, work: CarryingWork, source: Place, target: Place, sku: Sku, lot_id: int | None, units: int,
    why: str, *, allocated: int = 0,
) -> PutInBin:  # fmt: skip
    """Moves units from the source into the target, `allocated` of them promised; answers what undoing it needs. They
    stay as old as they were: what came first is picked first.

    Raises `Refused`: those of `move` and `hold_there`.
    """
    undo: PutInBin = {"op": "put", "sku": sku.id, "lot": lot_id, "units": units, "place": target.id}
    tx.db.flush()
    holds = hold_there(tx, source, target, sku, lot_id)
    since = tx.db.scalar(select(Quant.received_at).where(*_quant_of(sku, lot_id, source)))
    move(tx, sku.id, lot_id, units, source, target, why, allocated=allocated, work_id=work.id)
    older = (*_quant_of(sku, lot_id, target), Quant.received_at > since)
    tx.db.execute(
        update(Quant).where(*older).values(received_at=since).execution_options(synchronize_session=False)
    )
    for held in [each for each in tx.db.identity_map.values() if isinstance(each, Quant)]:
        tx.db.expire(held)
    end_left(tx, holds)
    serials = _carry_serials(tx, sku, source, target, work.serials or [], units)
    return {**undo, "serials": serials} if serials else undo


def _carry_serials(
    tx: Transaction, sku: Sku, source: Place, target: Place, scanned: Sequence[str], units: int
) -> list[str]:
    """The numbers that went along: those that were scanned, or all where all units went. Where units were counted and
    their numbers were not, nobody knows which lie where: each is known again when it is next scanned."""
    if sku.track != "serial":
        return []
    there = list(tx.db.scalars(select(Serial.code).where(*_at(sku, source))))
    if len(scanned) == units:
        for code in scanned:
            known = find_serial(tx.db, [sku.id], code)
            if known is None:
                tx.db.add(Serial(sku_id=sku.id, code=code, place_id=target.id))
            else:
                known.place_id = target.id
        return list(scanned)
    if len(there) <= units:
        tx.db.execute(update(Serial).where(*_at(sku, source)).values(place_id=target.id))
        return there
    tx.db.execute(delete(Serial).where(*_at(sku, source)))
    return []


def _quant_of(sku: Sku, lot_id: int | None, place: Place) -> tuple[ColumnElement[bool], ...]:
    same_lot = func.coalesce(Quant.lot_id, 0) == (lot_id or 0)
    return Quant.place_id == place.id, Quant.sku_id == sku.id, same_lot


def _at(sku: Sku, place: Place) -> tuple[ColumnElement[bool], ...]:
    return Serial.sku_id == sku.id, Serial.place_id == place.id


def take_out(
    tx: Transaction, work: CarryingWork, source: Place, undo: PutInBin, sku: Sku, *, allocated: int = 0
) -> Place:
    """Undoes `put`: the units are in hand again, and in the ledger in the source. Answers where they were.

    Raises `Refused`: those of `move` and `hold_there`.
    """
    place = tx.db.get_one(Place, undo["place"])
    holds = hold_there(tx, place, source, sku, undo["lot"])
    move(
        tx,
        undo["sku"],
        undo["lot"],
        undo["units"],
        place,
        source,
        "undo",
        allocated=allocated,
        work_id=work.id,
    )
    end_left(tx, holds)
    serials = undo.get("serials", [])
    if serials:
        here = (Serial.sku_id == sku.id, Serial.place_id == place.id, Serial.code.in_(serials))
        tx.db.execute(update(Serial).where(*here).values(place_id=source.id))
    work.holding, work.holding_lot_id, work.units = sku, undo["lot"], undo["units"]
    work.serials = serials or None
    return place
