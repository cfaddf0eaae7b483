"""Counting a bin by scan, blind: its label, then everything that lies in it, then "all counted"."""

from collections.abc import Callable

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, joinedload, selectinload

from floor.catalogue.lookup import find_place
from floor.core.transaction import Topics, Transaction, Verdict, work_topics
from floor.counting import goods, settling
from floor.stock.bins_to_count import counts_going, leave_out
from floor.stock.ledger import last_move
from floor.work.kinds import Notice
from floor.work.receipts import last_undoable
from models import CountLine, CountTask, CycleCount, PickLine, Place, Refused, Sku, Step, Work
from models.base import Facts, Prepared
from models.stock import MOST_UNITS
from models.undo import CountUndo
from scanners import Scan
from scanners.own_codes import spelled

_PICKS = Prepared(
    select(PickLine.id)
    .join(Work, Work.id == PickLine.task_id)
    .where(PickLine.place_id == bindparam("place"), PickLine.state == "open")
    .where(Work.state == "open", Work.person_id.is_not(None))
    .limit(1)
)


def load(session: Session, work_id: int, *, lock: bool = False) -> CountTask:
    query = (
        select(CountTask)
        .where(CountTask.id == work_id)
        .options(
            joinedload(CountTask.person),
            joinedload(CountTask.cycle).joinedload(CycleCount.place),
            selectinload(CountTask.lines).joinedload(CountLine.sku).selectinload(Sku.barcodes),
            selectinload(CountTask.lines).joinedload(CountLine.lot),
        )
    )
    if lock:
        query = query.with_for_update(of=Work).execution_options(populate_existing=True)
    return session.scalars(query).one()


def topics(task: CountTask) -> Topics:
    return work_topics(task.id)


def open_count(tx: Transaction, scan: Scan) -> CountTask:
    """The task of the scanned bin, with that step done.

    Raises `Refused`: count.not_wanted, count.same_person, and those of `find_place`.
    """
    place = find_place(tx.db, scan)
    cycle = counts_going(tx, [place.id]).get(place.id)
    query = select(CountTask.id).where(CountTask.cycle_id == (cycle.id if cycle else 0), Work.state == "open")
    work_id = tx.db.scalar(query)
    if work_id is None:
        raise Refused("count.not_wanted", location=place.code)
    task = load(tx.db, work_id, lock=True)
    task.check_taker(tx.actor.person_id or 0)
    if task.person_id in (None, tx.actor.person_id) and not task.begun:
        _begin(tx, task)
    return task


def steps(session: Session, task: CountTask) -> list[Step]:
    """The bin's label, then goods, whichever they are, and last the close. Nothing says what the book expects."""
    place = task.cycle.place
    label = [] if task.begun else [Step("location", name=place.code, codes=place.codes)]
    return [*label, _goods_step(session, task, place), Step("close", codes=["CMD-CLOSE"])]


def _goods_step(session: Session, task: CountTask, place: Place) -> Step:
    """Those that were counted last, and what of them comes next: any goods, the lot, or a serial."""
    sku = session.get(Sku, task.at_sku_id) if task.at_sku_id else None
    if sku is None:
        return Step("sku", place=place.code)
    here = task.here
    kind = {"lot": "sku" if task.at_lot_id else "lot", "serial": "serial"}.get(sku.track, "sku")
    return Step(
        kind,
        name=here.lot.code if here and here.lot else "",
        counted=here.units if here else 0,
        sku=sku.code,
        goods=sku.name,
        picture=sku.picture,
        place=place.code,
    )


def progress(_session: Session, task: CountTask) -> tuple[int, int]:
    """Counts the units, of none: how many there are in all is for nobody to know."""
    return task.counted, 0


def notices(session: Session, task: CountTask) -> list[Notice]:
    """Tells that somebody picks from the bin meanwhile."""
    busy = _PICKS.one(session.connection(), {"place": task.cycle.place_id})
    return [] if busy is None else [("count.picks_go_on", {})]


def judge(tx: Transaction, task: CountTask, scan: Scan, quantity: int) -> Verdict:
    """What a scan does to the count: the bin's label begins it, goods are counted, CMD-CLOSE says "all counted".

    Raises `Refused`: scan.not_allowed, scan.scan_first, scan.bad_count, weighed.each, count.wrong_bin, count.in_bin,
    count.lot_first, and those of `count` and `close`.
    """
    if scan.kind == "command":
        return _command(tx, task, scan)
    if not task.begun:
        if (scan.code or scan.text) not in map(spelled, task.cycle.place.codes):
            raise Refused("count.wrong_bin", scanned=scan.text, expected=task.cycle.place.code)
        return _begin(tx, task)
    if scan.kind in ("location", "tote", "digits2"):
        raise Refused("count.in_bin", location=task.cycle.place.code)
    return goods.count(tx, task, scan, quantity)


def _begin(tx: Transaction, task: CountTask) -> Verdict:
    """What moves from now on may have been counted or not, and nothing more of the bin is allocated."""
    task.after_move = last_move(tx)
    leave_out(tx, [task.cycle.place_id])
    return Verdict("count.begun", {"location": task.cycle.place.code}, {"op": "begin"})


def _command(tx: Transaction, task: CountTask, scan: Scan) -> Verdict:
    act = COMMANDS.get(scan.command or "")
    if act is None or not task.begun:
        raise Refused("scan.not_allowed", command=scan.text)
    return act(tx, task, scan)


def _quantity(tx: Transaction, task: CountTask, scan: Scan) -> Verdict:
    """Sets what was counted of these goods to n, after one accepted scan of them. Raises `Refused`: scan.scan_first,
    scan.bad_count, weighed.each."""
    line = task.here
    if line is None or not line.units or line.sku.track == "serial":
        raise Refused("scan.scan_first", command=scan.text)
    if line.sku.weight_tolerance_percent is not None:
        raise Refused("weighed.each", **line.sku.named)
    wanted = scan.quantity or 0
    if not 1 <= wanted <= MOST_UNITS:
        raise Refused("scan.bad_count", counted=wanted, most=MOST_UNITS)
    return goods.add(tx, task, line.sku, line.lot, wanted - line.units)


def _close(tx: Transaction, task: CountTask, scan: Scan) -> Verdict:
    """All is counted. A bin in which nothing was found is empty only for somebody who says so twice.

    Raises `Refused`: count.lot_first.
    """
    if task.waiting:
        sku = tx.db.get_one(Sku, task.at_sku_id)
        raise Refused("count.lot_first", **sku.named)
    if not task.counted:
        asked = last_undoable(tx.db, task.id)
        if asked is None or asked.code != "count.empty_ask":
            return Verdict("count.empty_ask", {"location": task.cycle.place.code}, {"op": "empty"})
    return settling.close(tx, task)


Command = Callable[[Transaction, CountTask, Scan], Verdict]
COMMANDS: dict[str, Command] = {"QTY": _quantity, "CLOSE": _close}


def undo(tx: Transaction, task: CountTask, undo: CountUndo) -> Facts:
    """Takes one accepted scan back.

    Raises `Refused`: scan.nothing_to_undo (it was of somebody else, whose count is void).
    """
    nothing = Refused("scan.nothing_to_undo", work=task.number)
    if not task.begun:
        raise nothing
    if undo["op"] == "begin":
        task.pass_on()
    elif undo["op"] == "counted":
        line = task.line_of(undo["sku"], undo["lot"])
        if line is None or line.units < undo["units"]:
            raise nothing
        goods.take_back(tx, task, line, undo)
    elif undo["op"] == "named":
        task.go_to(*goods.where_it_was(undo["before"]))
    return {"todo": "pick.nothing_to_move"}


class Counting:
    """Counting a bin, blind: nothing tells what the book expects.

    The counter scans the bin's label, then everything that lies in it, in any order: each unit or case, CMD-QTY-n once
    one was scanned, the lot where lots matter, each serial of numbered goods, each label of weighed ones. CMD-CLOSE
    says that all is counted; a bin that is empty is closed twice. A count that is as the book ends the matter. Any
    other is counted again by somebody else, and then a supervisor decides, unless both found the same and the
    difference is small. Picks meanwhile are counted in. Who signs out or loses the task has counted nothing.
    """

    name = "count"
    noun = CountTask

    @staticmethod
    def open(tx: Transaction, scan: Scan, _carrier: str, _dock: str) -> CountTask:
        """The task of the scanned bin."""
        return open_count(tx, scan)

    load = staticmethod(load)
    judge = staticmethod(judge)
    undo = staticmethod(undo)
    steps = staticmethod(steps)
    progress = staticmethod(progress)
    notices = staticmethod(notices)
    topics = staticmethod(topics)
