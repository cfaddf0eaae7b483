"""Putting goods away by scan: a tote, pallet, lane or parcel, then in turn SKU and bin until it is empty."""

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from floor.catalogue.lookup import find_place, meaningless
from floor.core.transaction import Transaction, Verdict
from floor.putaway import held
from floor.putaway.carried import goods_steps, labels, loader, progress, topics
from floor.putaway.missing import missing
from floor.putaway.opening import find_open
from floor.putaway.putting import check_place, propose_for, put, take_out
from floor.putaway.taking import contents, give_back, set_quantity, take
from floor.stock.ledger import outside
from floor.work.claims import end_claims
from floor.work.kinds import Notice
from models import Place, PutAwayTask, Quant, Refused, Sku, Step
from models.base import Facts, Value
from models.places import UNITS
from models.putaway import PUT_BACK
from models.undo_carrying import PutAwayUndo
from scanners import Scan
from scanners.own_codes import spelled


def lane(tx: Transaction) -> Place:
    """The put-back lane: where cancelled totes wait."""
    return outside(tx.db, "putback")


def create(tx: Transaction, source: Place, reason: str) -> PutAwayTask | None:
    """Work to put away what is in a tote, pallet, lane or parcel, for the reason that PutAwayTask names; None when it
    is empty.

    What is put back goes to the put-back lane. What orders were promised where it stands is not put away.
    """
    if reason in PUT_BACK:
        source.at = lane(tx)
    free = select(Quant.id).where(Quant.place_id == source.id, Quant.on_hand > Quant.allocated)
    if tx.db.scalar(free.limit(1)) is None:
        return None
    work = PutAwayTask(source=source, reason=reason)
    tx.db.add(work)
    tx.db.flush()
    tx.changed(topics(work))
    return work


def _propose_whole(tx: Transaction, work: PutAwayTask) -> None:
    """Where all of it should go, if it is of one kind and nothing is in hand yet."""
    whole = _whole(tx.db, work)
    if whole is not None:
        propose_for(tx, work, whole.sku, whole.lot_id, whole.free)


def _whole(session: Session, work: PutAwayTask) -> Quant | None:
    """Goods that were received go into a bin at one scan where they are all of one SKU and lot: they were counted
    when they came. What is put back is counted."""
    if work.puts_back or work.holding is not None or work.source is None:
        return None
    inside = _to_put_away(session, work.source)
    return inside[0] if len(inside) == 1 else None


def _to_put_away(session: Session, source: Place) -> list[Quant]:
    """What lies there and is promised to nobody."""
    return [quant for quant in contents(session, source) if quant.free]


def steps(session: Session, work: PutAwayTask) -> list[Step]:
    """The tote, then in turn a SKU out of it and the bin where it belongs."""
    found: list[Step] = []
    source = work.source
    if source is None:
        return found
    if not work.source_ok:
        found.append(Step("tote", name=source.code, codes=labels(source), hint=_where(work, source)))
    whole = _whole(session, work)
    if work.holding is not None:
        found.append(work.target_step(work.holding, work.units or 0))
    elif whole is not None and work.source_ok:
        found.append(work.target_step(whole.sku, whole.free))
    return found + goods_steps(session, work, source)


def _where(work: PutAwayTask, source: Place) -> tuple[str, Facts] | None:
    if work.puts_back:
        return "hint.put_back", {}
    return ("hint.stands_at", {"place": source.at.code}) if source.at else None


def notices(session: Session, work: PutAwayTask) -> list[Notice]:
    return held.told(session, work.source) if work.source else []


def judge(tx: Transaction, work: PutAwayTask, scan: Scan, quantity: int) -> Verdict:
    """What a scan does to the work: the unit, then in turn a SKU out of it and the bin where it belongs.

    Raises `Refused`: pick.wrong_tote, pick.wrong_location, putback.not_a_bin, scan.unknown, and those of `take`,
    `set_quantity`, `check_place` and `missing`.
    """
    source = work.source
    if source is None:
        raise meaningless(scan.text)
    if not work.source_ok and scan.kind != "command":
        return _source(tx, work, source, scan)
    whole = _whole(tx.db, work)
    if scan.kind in ("location", "digits2") and (work.holding is not None or whole is not None):
        return _put(tx, work, source, whole, scan)
    if scan.command == "SHORT":
        verdict, over = missing(tx, work, source)
        if over:
            _finish(tx, work, source)
        return verdict
    work.asked_id = None
    if scan.kind == "command":
        return set_quantity(tx, work, source, scan)
    began = work.holding is None
    verdict = take(tx, work, source, scan, quantity)
    if began:
        _propose_for_hand(tx, work, source)
    return verdict


def _propose_for_hand(tx: Transaction, work: PutAwayTask, source: Place) -> None:
    """For all that the source has of what is in hand: the rest is fetched next."""
    of_hand = (work.holding_id or (work.holding.id if work.holding else 0), work.holding_lot_id)
    for quant in _to_put_away(tx.db, source):
        if (quant.sku_id, quant.lot_id) == of_hand:
            propose_for(tx, work, quant.sku, quant.lot_id, quant.free)


def _source(tx: Transaction, work: PutAwayTask, source: Place, scan: Scan) -> Verdict:
    if spelled(source.label) not in (scan.code, scan.sscc):
        raise Refused("pick.wrong_tote", scanned=scan.text, expected=source.code, where="pick.not_of_round")
    work.source_ok = True
    _propose_whole(tx, work)
    return Verdict("putback.source_ok", {"tote": source.code}, {"op": "source"})


def _put(tx: Transaction, work: PutAwayTask, source: Place, whole: Quant | None, scan: Scan) -> Verdict:
    if whole is not None:
        sku, lot_id, units = whole.sku, whole.lot_id, whole.free
    elif work.holding is not None:
        sku, lot_id, units = work.holding, work.holding_lot_id, work.units or 0
    else:
        raise meaningless(scan.text)
    target = _bin(tx, work, scan)
    question = check_place(tx, work, target, sku, lot_id, units)
    if question is not None:
        return question
    undo = put(tx, work, source, target, sku, lot_id, units, work.why)
    work.drop()
    tx.db.flush()
    params: dict[str, Value] = {**sku.named, "units": units, "location": target.code}
    if _to_put_away(tx.db, source):
        _propose_whole(tx, work)
        return Verdict("putback.put_ok", params, undo)
    _finish(tx, work, source)
    return Verdict("putback.done", params | {"tote": source.code}, {"op": "barrier"})


def _finish(tx: Transaction, work: PutAwayTask, source: Place) -> None:
    if source.kind in UNITS and (source.at is None or not contents(tx.db, source)):
        source.at = lane(tx)
    work.do("finish", tx.now)
    end_claims(tx, work)


def _bin(tx: Transaction, work: PutAwayTask, scan: Scan) -> Place:
    """The scanned bin; two check digits count for the suggested one only."""
    if scan.kind == "digits2":
        if work.target is None or scan.text != work.target.check:
            expected = work.target.code if work.target else ""
            raise Refused("pick.wrong_location", scanned=scan.text, expected=expected)
        return work.target
    place = find_place(tx.db, scan)
    if place.kind != "bin":
        raise Refused("putback.not_a_bin", scanned=scan.text)
    return place


def undo(tx: Transaction, work: PutAwayTask, undo: PutAwayUndo) -> Facts:
    """Takes one accepted scan back and says what to put where: `todo` is a message code with its params.

    Raises `Refused`: scan.nothing_to_undo.
    """
    source = work.source
    if source is None:
        raise Refused("scan.nothing_to_undo", work=work.number)
    if undo["op"] == "unusual":
        work.asked_id = undo["before"]
        return {"todo": "pick.nothing_to_move"}
    work.asked_id = None
    if undo["op"] == "source":
        work.source_ok = False
        return {"todo": "pick.nothing_to_move"}
    if undo["op"] == "take":
        said = give_back(work, undo)
        _propose_whole(tx, work)
        return said
    sku = tx.db.get_one(Sku, undo["sku"], options=[selectinload(Sku.barcodes)])
    place = take_out(tx, work, source, undo, sku)
    _propose_for_hand(tx, work, source)
    return {"todo": "pick.take_out_bin", "units": undo["units"], **sku.named, "location": place.code}


class PutAway:
    """Putting goods away: out of a tote, pallet, lane or parcel, into bins.

    The worker scans the unit, or goods that lie in one, then in turn a SKU out of it (each unit, or CMD-QTY-n once one
    was scanned) and the bin where it belongs. The best bin is proposed with its reason; any other that fits will do,
    an unusual one when it is scanned again. Goods that were received and are all of one SKU and lot need no scan of
    their own: the bin alone takes them all. In the ledger the goods stay in the unit until the bin is scanned. When
    nothing is left the unit is free. CMD-SHORT, twice, says that what is still listed is not there. `reason` says why
    the goods are here: received, moved, cancelled or returned.
    """

    name = "putaway"
    noun = PutAwayTask

    @staticmethod
    def open(tx: Transaction, scan: Scan, _carrier: str, _dock: str) -> PutAwayTask:
        """The open work for the scanned tote, pallet, lane or parcel, or for goods in one."""
        work = loader(PutAwayTask)(tx.db, find_open(tx, scan), lock=True)
        work.source_ok = True
        _propose_whole(tx, work)
        return work

    load = staticmethod(loader(PutAwayTask))
    judge = staticmethod(judge)
    undo = staticmethod(undo)
    steps = staticmethod(steps)
    progress = staticmethod(progress)
    notices = staticmethod(notices)
    topics = staticmethod(topics)
