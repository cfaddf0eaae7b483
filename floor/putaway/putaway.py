"""Putting goods away by scan: a tote or parcel, then in turn SKU and bin until it is empty."""

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from floor.catalogue.lookup import find_place, meaningless
from floor.core.transaction import Topics, Transaction, Verdict, work_topics
from floor.putaway.taking import contents, take
from floor.stock.ledger import move, outside
from floor.work.claims import end_claims
from floor.work.kinds import Notice
from models import Move, Place, PutAwayTask, Quant, Refused, Serial, Sku, Step, Work
from models.base import Facts, Value
from models.undo import PutAwayUndo, PutInBin
from scanners import Scan
from scanners.own_codes import spelled


def lane(tx: Transaction) -> Place:
    """The put-back lane: where cancelled totes wait."""
    return outside(tx.db, "putback")


def create(tx: Transaction, source: Place, reason: str) -> PutAwayTask | None:
    """Work to put away what is in a tote or parcel, for the reason that PutAwayTask names; None when it is empty.

    The unit goes to the put-back lane.
    """
    source.at = lane(tx)
    if tx.db.scalar(select(Quant.id).where(Quant.place_id == source.id, Quant.on_hand > 0).limit(1)) is None:
        return None
    work = PutAwayTask(source=source, reason=reason)
    tx.db.add(work)
    tx.db.flush()
    tx.changed(topics(work))
    return work


def load(session: Session, work_id: int, *, lock: bool = False) -> PutAwayTask:
    query = (
        select(PutAwayTask)
        .where(PutAwayTask.id == work_id)
        .options(
            joinedload(PutAwayTask.person), joinedload(PutAwayTask.source), joinedload(PutAwayTask.holding)
        )
    )
    if lock:
        query = query.with_for_update(of=Work).execution_options(populate_existing=True)
    return session.scalars(query).one()


def topics(work: PutAwayTask) -> Topics:
    return work_topics(work.id)


def open_putaway(tx: Transaction, scan: Scan) -> PutAwayTask:
    """The open work for the scanned tote, with that step done.

    Raises `Refused`: putback.nothing_there, and those of `find_place`.
    """
    source = find_place(tx.db, scan)
    query = select(PutAwayTask.id).where(PutAwayTask.source_id == source.id, Work.state == "open")
    work_id = tx.db.scalar(query)
    if work_id is None:
        raise Refused("putback.nothing_there", scanned=scan.text)
    work = load(tx.db, work_id, lock=True)
    work.source_ok = True
    return work


def _labels(source: Place) -> list[str]:
    """A parcel's SSCC is scanned with or without its (00)."""
    return [source.code, f"00{source.code}"] if source.kind == "parcel" else [source.code]


def steps(session: Session, work: PutAwayTask) -> list[Step]:
    """The tote, then in turn a SKU out of it and the bin where it belongs."""
    found: list[Step] = []
    source = work.source
    if source is None:
        return found
    if not work.source_ok:
        found.append(Step("tote", name=source.code, codes=_labels(source), hint=("hint.put_back", {})))
    inside = contents(session, source)
    if work.holding is not None:
        found.append(_bin_step(session, work, work.holding))
    for quant in inside:
        left = quant.on_hand - _held(work, quant)
        if left:
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
                )
            )
    return found


def progress(session: Session, work: PutAwayTask) -> tuple[int, int]:
    """Counts the units put away, and those in all."""
    moved = select(func.coalesce(func.sum(Move.quantity), 0)).where(
        Move.work_id == work.id, Move.why == "putback"
    )
    undone = select(func.coalesce(func.sum(Move.quantity), 0)).where(
        Move.work_id == work.id, Move.why == "undo"
    )
    done = (session.scalar(moved) or 0) - (session.scalar(undone) or 0)
    left = sum(quant.on_hand for quant in contents(session, work.source)) if work.source else 0
    return done, done + left


def notices(_session: Session, _work: PutAwayTask) -> list[Notice]:
    return []


def _held(work: PutAwayTask, quant: Quant) -> int:
    same = work.holding_id == quant.sku_id and work.holding_lot_id == quant.lot_id
    return (work.units or 0) if same else 0


def _bin_step(session: Session, work: PutAwayTask, sku: Sku) -> Step:
    """The bin from which the goods came last; any bin will do."""
    query = (
        select(Place)
        .join(Move, Move.from_id == Place.id)
        .where(Move.sku_id == sku.id, Move.why == "pick", Place.kind == "bin")
        .order_by(Move.id.desc())
    )
    home = session.scalars(query.limit(1)).first()
    if home is None:
        return Step("location", hint=("hint.any_bin", {}))
    return Step(
        "location", name=home.code, codes=home.codes, quantity=work.units, hint=("hint.or_any_bin", {})
    )


def judge(tx: Transaction, work: PutAwayTask, scan: Scan, quantity: int) -> Verdict:
    """What a scan does to the work: the unit, then in turn a SKU out of it and the bin where it belongs.

    Raises `Refused`: scan.not_allowed, pick.wrong_tote, pick.wrong_location, putback.not_a_bin, scan.unknown, and those
    of `take`.
    """
    if scan.kind == "command":
        raise Refused("scan.not_allowed", command=scan.text)
    if not work.source_ok:
        return _source(work, scan)
    if work.holding is not None and scan.kind in ("location", "digits2"):
        return _put(tx, work, scan)
    return take(tx, work, scan, quantity)


def _source(work: PutAwayTask, scan: Scan) -> Verdict:
    code = work.source.code if work.source else ""
    if spelled(code) not in (scan.code, scan.sscc):
        raise Refused("pick.wrong_tote", scanned=scan.text, expected=code, where="pick.not_of_round")
    work.source_ok = True
    return Verdict("putback.source_ok", {"tote": code}, {"op": "source"})


def _put(tx: Transaction, work: PutAwayTask, scan: Scan) -> Verdict:
    sku, units = work.holding, work.units or 0
    target = _bin(tx, work, scan)
    if sku is None or work.source is None:
        raise meaningless(scan.text)
    entry = move(tx, sku.id, work.holding_lot_id, units, work.source, target, "putback", work_id=work.id)
    # units were counted, not their numbers: each is known again when it is next picked
    tx.db.execute(delete(Serial).where(Serial.sku_id == sku.id, Serial.place_id == work.source.id))
    lot_id, work.holding, work.holding_lot_id, work.units = work.holding_lot_id, None, None, 0
    tx.db.flush()
    undo: PutInBin = {"op": "put", "sku": sku.id, "lot": lot_id, "units": units, "place": target.id}
    params: dict[str, Value] = {**sku.named, "units": entry.quantity, "location": target.code}
    if contents(tx.db, work.source):
        return Verdict("putback.put_ok", params, undo)
    work.source.at = lane(tx)
    work.do("finish", tx.now)
    end_claims(tx, work)
    return Verdict("putback.done", params | {"tote": work.source.code}, {"op": "barrier"})


def _bin(tx: Transaction, work: PutAwayTask, scan: Scan) -> Place:
    """The scanned bin; two check digits count for the suggested one only."""
    if scan.kind == "digits2":
        step = _bin_step(tx.db, work, work.holding) if work.holding else None
        if step is None or scan.text not in step.codes:
            raise Refused("pick.wrong_location", scanned=scan.text, expected=step.name if step else "")
        return tx.db.scalars(select(Place).where(Place.code == step.name)).one()
    place = find_place(tx.db, scan)
    if place.kind != "bin":
        raise Refused("putback.not_a_bin", scanned=scan.text)
    return place


def undo(tx: Transaction, work: PutAwayTask, undo: PutAwayUndo) -> Facts:
    """Takes one accepted scan back and says what to put where: `todo` is a message code with its params.

    Raises `Refused`: scan.nothing_to_undo.
    """
    if undo["op"] == "source":
        work.source_ok = False
        return {"todo": "pick.nothing_to_move"}
    if undo["op"] == "take":
        work.units = (work.units or 0) - undo["units"]
        held = work.holding
        goods: Facts = held.named if held else {"sku": "", "name": ""}
        if not work.units:
            work.holding, work.holding_lot_id = None, None
        return {"todo": "pick.into_tote", "units": undo["units"], **goods}
    place = tx.db.get_one(Place, undo["place"])
    sku_row = tx.db.get_one(Sku, undo["sku"], options=[selectinload(Sku.barcodes)])
    if work.source is None:
        raise Refused("scan.nothing_to_undo", work=work.number)
    move(tx, undo["sku"], undo["lot"], undo["units"], place, work.source, "undo", work_id=work.id)
    work.holding, work.holding_lot_id, work.units = sku_row, undo["lot"], undo["units"]
    said: Facts = {**sku_row.named, "location": place.code}
    return {"todo": "pick.take_out_bin", "units": undo["units"], **said}


class PutAway:
    """Putting goods away: out of a tote or parcel, into bins.

    The worker scans the unit, then in turn a SKU out of it (each unit, or CMD-QTY) and the bin where it belongs; any
    bin will do, the usual one is suggested. In the ledger the goods stay in the unit until the bin is scanned. When
    nothing is left the unit is free. `reason` says why the goods are here: received, cancelled or returned.
    """

    name = "putaway"
    noun = PutAwayTask

    @staticmethod
    def open(tx: Transaction, scan: Scan, _carrier: str, _dock: str) -> PutAwayTask:
        """The open work for the scanned tote or parcel."""
        return open_putaway(tx, scan)

    load = staticmethod(load)
    judge = staticmethod(judge)
    undo = staticmethod(undo)
    steps = staticmethod(steps)
    progress = staticmethod(progress)
    notices = staticmethod(notices)
    topics = staticmethod(topics)
