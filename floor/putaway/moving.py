"""Moving goods by scan: out of a bin, tote or pallet into another, some of them or all at once."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from floor.catalogue.lookup import find_place, meaningless
from floor.core.transaction import Transaction, Verdict
from floor.putaway import held, totes
from floor.putaway.along import NOTHING, Promised, follow, promised_again, promised_with
from floor.putaway.carried import goods_steps, loader, progress, topics
from floor.putaway.putting import check_place, put, take_out
from floor.putaway.taking import contents, give_back, set_quantity, take
from floor.work.claims import end_claims
from floor.work.kinds import Notice
from models import MoveTask, Place, Quant, Refused, Sku, Step, Work
from models.base import Facts, Value
from models.moving import SOURCES
from models.undo_carrying import MoveUndo
from scanners import Scan

load = loader(MoveTask)
PLACES = ("location", "tote", "sscc")  # kinds of scans that name a place


def open_move(tx: Transaction, scan: Scan) -> MoveTask:
    """A new work for what lies in the scanned bin, tote or pallet, or one's own that was begun there. What the actor
    has begun elsewhere and holds nothing of ends.

    Raises `Refused`: move.not_a_source, move.nothing_there, move.tote_in_use, bin.counted, and those of `find_place`.
    """
    source = find_place(tx.db, scan)
    if source.kind not in SOURCES:
        raise Refused("move.not_a_source", scanned=scan.text)
    totes.check_free(tx, source)
    inside = contents(tx.db, source)
    if not inside:
        raise Refused("move.nothing_there", scanned=scan.text)
    _check_not_counted(tx, source)
    mine = select(MoveTask.id).where(Work.state == "open", Work.person_id == tx.actor.person_id)
    found: MoveTask | None = None
    for work_id in tx.db.scalars(mine.order_by(Work.id)).all():
        work = load(tx.db, work_id, lock=True)
        if work.source_id == source.id:
            found = work
        elif work.holding is None:
            _end(tx, work)
    if found is None:
        found = MoveTask(source=source, source_ok=True)
        tx.db.add(found)
        tx.db.flush()
    return found


def _check_not_counted(tx: Transaction, place: Place) -> None:
    query = select(Quant.id).where(Quant.place_id == place.id, Quant.counting).limit(1)
    if tx.db.scalar(query) is not None:
        raise Refused("bin.counted", location=place.code)


def steps(session: Session, work: MoveTask) -> list[Step]:
    """Where what is in hand goes, or all that there is; and the goods that can be taken in hand."""
    source = work.source
    if source is None:
        return []
    if work.holding is not None:
        found = [work.target_step(work.holding, work.units or 0)]
    else:
        units = sum(quant.on_hand for quant in contents(session, source))
        hint = ("hint.all_or_some", {"place": source.code})
        found = [Step("location", quantity=units, place=source.code, hint=hint)]
    return found + goods_steps(session, work, source)


def notices(session: Session, work: MoveTask) -> list[Notice]:
    return held.told(session, work.source) if work.source else []


def judge(tx: Transaction, work: MoveTask, scan: Scan, quantity: int) -> Verdict:
    """Goods into the hand, or a place for what is in it; without anything in hand, for all that there is, when it is
    scanned twice.

    Raises `Refused`: move.in_hand, and those of `take`, `set_quantity`, `check_place` and `promised_with`;
    move.nothing_there, move.same_place, move.not_a_target, move.tote_in_use, bin.counted, and those of `put`.
    """
    source = work.source
    if source is None:
        raise meaningless(scan.text)
    if scan.kind in PLACES:
        return _put(tx, work, source, _target(tx, source, scan))
    work.asked_id = None
    if scan.command == "CLOSE":
        if work.holding is not None:
            raise Refused("move.in_hand", **work.holding.named, units=work.units or 0, place=source.code)
        _end(tx, work)
        return Verdict("move.closed", {"place": source.code}, {"op": "barrier"})
    if scan.kind == "command":
        return set_quantity(tx, work, source, scan)
    verdict = take(tx, work, source, scan, quantity)
    work.propose(None, "hint.any_place")
    return verdict


def _end(tx: Transaction, work: MoveTask) -> None:
    work.do("finish", tx.now)
    end_claims(tx, work)


def _target(tx: Transaction, source: Place, scan: Scan) -> Place:
    """The scanned bin, tote or pallet; a tote may be new."""
    try:
        target = find_place(tx.db, scan)
    except Refused:
        if scan.kind != "tote":
            raise
        target = Place(code=str(scan.code), kind="tote")
        tx.db.add(target)
        tx.db.flush()
    if target.id == source.id:
        raise Refused("move.same_place", scanned=scan.text)
    if target.kind not in SOURCES:
        raise Refused("move.not_a_target", scanned=scan.text)
    totes.check_free(tx, target)
    return target


def _put(tx: Transaction, work: MoveTask, source: Place, target: Place) -> Verdict:
    inside = contents(tx.db, source)
    going = [(each, _units_of(work, each)) for each in inside]
    going = [(quant, units) for quant, units in going if units]
    if not going:
        raise Refused("move.nothing_there", scanned=source.code)
    _check_not_counted(tx, source)
    question = _check(tx, work, target, going)
    if question is not None:
        return question
    promised = [promised_with(tx, quant, units, target) for quant, units in going]
    undo: MoveUndo | None = None
    for (quant, units), along in zip(going, promised, strict=True):
        undo = _carry(tx, work, source, target, quant, units, along)
    work.drop()
    work.asked_id = None
    tx.db.flush()
    for place in (target, source):
        totes.settle(tx, place, source)
    params: dict[str, Value] = {
        "units": sum(units for _quant, units in going), "place": source.code, "location": target.code,
        "name": going[0][0].sku.name, "sku": going[0][0].sku.code,
    }  # fmt: skip
    if contents(tx.db, source):
        return Verdict("move.put_ok", params, undo)
    _end(tx, work)
    return Verdict("move.emptied", params, {"op": "barrier"})


def _units_of(work: MoveTask, quant: Quant) -> int:
    """What of a quant goes: what is in hand, or all of everything."""
    if work.holding is None:
        return quant.on_hand
    return (work.units or 0) if (quant.sku_id, quant.lot_id) == (work.holding.id, work.holding_lot_id) else 0


def _check(
    tx: Transaction, work: MoveTask, target: Place, going: Sequence[tuple[Quant, int]]
) -> Verdict | None:
    """Whether all of it may go there, each beside the others; the question where it is unusual, or where it is all that
    there is."""
    before, question = work.asked_id, None
    for quant, units in going:
        others = [other for other, _units in going if other is not quant]
        work.asked_id = before
        asked = check_place(tx, work, target, quant.sku, quant.lot_id, units, others)
        question = question or asked
    if before == target.id:
        return None
    if work.holding is None:
        said = question.params if question else {"why": "move.why_all"}
        units = sum(units for _quant, units in going)
        params = {**said, "units": units, "place": going[0][0].place.code, "location": target.code}
        question = Verdict("move.ask_all", params, {"op": "unusual", "before": before})
    work.asked_id = target.id if question else None
    return question


def _carry(
    tx: Transaction, work: MoveTask, source: Place, target: Place, quant: Quant, units: int, along: Promised
) -> MoveUndo:
    sku, lot_id = quant.sku, quant.lot_id
    undo = put(tx, work, source, target, sku, lot_id, units, work.why, allocated=along.units)
    if along is not NOTHING:
        follow(tx, along, target, sku.id, lot_id)
        undo["promises"] = [each.id for each in along.allocations]
    return undo


def undo(tx: Transaction, work: MoveTask, undo: MoveUndo) -> Facts:
    """Takes one accepted scan back and says what to put where: `todo` is a message code with its params.

    Raises `Refused`: scan.nothing_to_undo (also where what was promised of the units has been picked since).
    """
    source = work.source
    if source is None:
        raise Refused("scan.nothing_to_undo", work=work.number)
    if undo["op"] == "unusual":
        work.asked_id = undo["before"]
        return {"todo": "pick.nothing_to_move"}
    work.asked_id = None
    if undo["op"] == "take":
        return give_back(work, undo)
    sku = tx.db.get_one(Sku, undo["sku"], options=[selectinload(Sku.barcodes)])
    ids = undo.get("promises", [])
    promised = promised_again(tx, ids, undo["units"], work.number) if ids else NOTHING
    place = take_out(tx, work, source, undo, sku, allocated=promised.units)
    if ids:
        follow(tx, promised, source, sku.id, undo["lot"])
    for each in (place, source):
        totes.settle(tx, each, place)
    return {"todo": "pick.take_out_bin", "units": undo["units"], **sku.named, "location": place.code}


class Moving:
    """Moving goods: out of a bin, tote or pallet, into another.

    The scan of the source opens the work. Then goods are taken in hand (each unit, or CMD-QTY-n once one was scanned)
    and the place is scanned where they go; or that place at once, and again, for all that there is: so a bin is
    emptied. Units that are promised to orders stay, or go to another bin with all that is promised of them, unless
    somebody is on the way to pick them. A tote that has got goods is put away later. CMD-CLOSE ends what was begun.
    """

    name = "move"
    noun = MoveTask

    @staticmethod
    def open(tx: Transaction, scan: Scan, _carrier: str, _dock: str) -> MoveTask:
        """A work for what lies in the scanned place."""
        return open_move(tx, scan)

    load = staticmethod(load)
    judge = staticmethod(judge)
    undo = staticmethod(undo)
    steps = staticmethod(steps)
    progress = staticmethod(progress)
    notices = staticmethod(notices)
    topics = staticmethod(topics)
