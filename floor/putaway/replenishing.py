"""Filling pick faces by scan: the reserve bin, the goods in it, and the pick face that they go into."""

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from floor.catalogue.lookup import find_place, meaningless
from floor.core.transaction import ALERTS, Transaction, Verdict
from floor.putaway.along import follow
from floor.putaway.carried import loader, topics
from floor.putaway.demand import call_for
from floor.putaway.filling import waiting_for
from floor.putaway.held import holds_in
from floor.putaway.putting import put
from floor.putaway.taking import contents, give_back, set_quantity, take
from floor.work.claims import end_claims
from floor.work.kinds import Notice
from models import Alert, Place, Quant, Refused, ReplenishTask, Sku, Step, Work
from models.base import Facts
from models.undo_carrying import ReplenishUndo
from scanners import Scan
from scanners.own_codes import spelled

load = loader(ReplenishTask)


def find_task(tx: Transaction, scan: Scan) -> ReplenishTask:
    """The most pressing open work that takes out of the scanned bin or fills it.

    Raises `Refused`: replenish.nothing_there, and those of `find_place`.
    """
    place = find_place(tx.db, scan)
    concerns = or_(ReplenishTask.source_id == place.id, ReplenishTask.target_id == place.id)
    mine = Work.person_id.is_(None) | (Work.person_id == tx.actor.person_id)
    query = select(ReplenishTask.id).where(Work.state == "open", concerns, mine)
    work_id = tx.db.scalar(
        query.order_by(
            Work.person_id.is_(None), Work.urgent.desc(), Work.due.is_(None), Work.due, Work.id
        ).limit(1)
    )
    if work_id is None:
        raise Refused("replenish.nothing_there", scanned=scan.text)
    return load(tx.db, work_id, lock=True)


def _source_quant(session: Session, work: ReplenishTask) -> Quant | None:
    if work.source is None:
        return None
    key = (work.wanted_sku_id, work.wanted_lot_id)
    return next((q for q in contents(session, work.source) if (q.sku_id, q.lot_id) == key), None)


def steps(session: Session, work: ReplenishTask) -> list[Step]:
    """The reserve bin, the goods, and the pick face."""
    source, face, quant = work.source, work.target, _source_quant(session, work)
    sku = work.wanted_sku
    if source is None or face is None or sku is None:
        return []
    held, wanted = work.units or 0, work.wanted or 0
    found = []
    if not work.source_ok:
        found.append(_place(source, sku, wanted))
    left = min(wanted, quant.on_hand if quant else 0) - held
    if left > 0:
        hint = ("hint.of_lot", {"lot": work.wanted_lot.code}) if work.wanted_lot else None
        found.append(_goods(sku, left, held, source.code, hint))
    return [*found, _place(face, sku, held or wanted)]


def _place(place: Place, sku: Sku, units: int) -> Step:
    return Step(
        "location", name=place.code, codes=place.codes, quantity=units, goods=sku.name, picture=sku.picture
    )


def _goods(sku: Sku, left: int, held: int, place: str, hint: tuple[str, Facts] | None) -> Step:
    return Step(
        "sku", name=sku.name, codes=sku.codes, units=sku.pack_factors, sku=sku.code, quantity=left,
        counted=held, picture=sku.picture, place=place, hint=hint,
    )  # fmt: skip


def progress(_session: Session, work: ReplenishTask) -> tuple[int, int]:
    """Units in hand of those that are wanted; all of them when they are in the face."""
    wanted = work.wanted or 0
    return (wanted if work.state == "done" else min(work.units or 0, wanted)), wanted


def notices(_session: Session, work: ReplenishTask) -> list[Notice]:
    return [("replenish.waited_for", {})] if work.urgent else []


def judge(tx: Transaction, work: ReplenishTask, scan: Scan, quantity: int) -> Verdict:
    """The reserve bin, the goods there, and the pick face. Fewer units than are wanted will do, and so will more.

    Raises `Refused`: pick.wrong_location, replenish.wrong_goods, replenish.take_first, scan.unknown, scan.not_allowed,
    move.held, and those of `take`, `set_quantity` and `waiting_for`.
    """
    source, face = work.source, work.target
    if source is None or face is None:
        raise meaningless(scan.text)
    if scan.command == "SHORT":
        return _missing(tx, work, source)
    work.missing_asked = False
    if scan.kind == "command":
        return set_quantity(tx, work, source, scan)
    if not work.source_ok:
        _check_place(source, scan)
        work.source_ok = True
        return Verdict("replenish.source_ok", {"location": source.code}, {"op": "source"})
    if scan.kind in ("location", "digits2"):
        return _put(tx, work, source, face, scan)
    verdict = take(tx, work, source, scan, quantity, lot_id=work.wanted_lot_id)
    if work.holding is not work.wanted_sku or work.holding_lot_id != work.wanted_lot_id:
        wanted, lot = work.wanted_sku, work.wanted_lot
        named = wanted.named if wanted else {}
        raise Refused("replenish.wrong_goods", scanned=scan.text, **named, lot=lot.code if lot else "")
    return verdict


def _check_place(place: Place, scan: Scan) -> None:
    if (scan.code or scan.text) not in map(spelled, place.codes):
        raise Refused("pick.wrong_location", scanned=scan.text, expected=place.code)


def _put(tx: Transaction, work: ReplenishTask, source: Place, face: Place, scan: Scan) -> Verdict:
    _check_place(face, scan)
    sku, units = work.holding, work.units or 0
    quant = _source_quant(tx.db, work)
    if sku is None or quant is None or not units:
        named = work.wanted_sku.named if work.wanted_sku else {}
        raise Refused("replenish.take_first", **named, location=source.code)
    for place in (source, face):
        if holds_in(tx.db, place, sku.id, work.holding_lot_id):
            raise Refused("move.held", location=place.code)
    lot_id = work.holding_lot_id
    promised = waiting_for(tx, quant, units, face)
    put(tx, work, source, face, sku, lot_id, units, work.why, allocated=promised.units)
    follow(tx, promised, face, sku.id, lot_id)
    work.drop()
    _end(tx, work, "finish")
    return Verdict("replenish.done", {**sku.named, "units": units, "location": face.code}, {"op": "barrier"})


def _end(tx: Transaction, work: ReplenishTask, how: str) -> None:
    work.do(how, tx.now)
    end_claims(tx, work)
    tx.db.flush()
    call_for(tx, [work.wanted_sku_id or 0])


def _missing(tx: Transaction, work: ReplenishTask, source: Place) -> Verdict:
    """The goods are not in the reserve bin, as the person says twice. It is to be counted, and the face is filled from
    elsewhere."""
    quant = _source_quant(tx.db, work)
    if not work.source_ok or work.units or work.wanted_sku is None:
        raise Refused("scan.not_allowed", command="CMD-SHORT")
    named = work.wanted_sku.named
    if not work.missing_asked:
        work.missing_asked = True
        return Verdict("replenish.missing_ask", {**named, "location": source.code}, {"op": "missing_asked"})
    if quant is not None:
        quant.counting = True
        params: Facts = {**named, "location": source.code, "missing": work.wanted or 0}
        tx.db.add(Alert(code="alert.count_bin", params=params, work_id=work.id))
        tx.changed(ALERTS)
    _end(tx, work, "cancel")
    return Verdict("replenish.missing", {**named, "location": source.code}, {"op": "barrier"})


def undo(tx: Transaction, work: ReplenishTask, undo: ReplenishUndo) -> Facts:
    """Takes one accepted scan back and says what to put where: `todo` is a message code with its params."""
    work.missing_asked = False
    if undo["op"] == "take":
        return give_back(work, undo)
    if undo["op"] == "source":
        work.source_ok = False
    return {"todo": "pick.nothing_to_move"}


class Replenishing:
    """Filling pick faces out of the reserve.

    Floor makes the work: when a pick face has fewer free units than its least number, and when orders were promised
    units that are still in the reserve; these come first. The worker scans the reserve bin, the goods (each unit, or
    CMD-QTY-n once one was scanned), and the pick face. What orders wait for goes along with its promises: their pick
    lines can be picked from then on. CMD-SHORT, twice, says that the goods are not in the reserve.
    """

    name = "replenish"
    noun = ReplenishTask

    @staticmethod
    def open(tx: Transaction, scan: Scan, _carrier: str, _dock: str) -> ReplenishTask:
        """The work that concerns the scanned bin."""
        return find_task(tx, scan)

    load = staticmethod(load)
    judge = staticmethod(judge)
    undo = staticmethod(undo)
    steps = staticmethod(steps)
    progress = staticmethod(progress)
    notices = staticmethod(notices)
    topics = staticmethod(topics)
