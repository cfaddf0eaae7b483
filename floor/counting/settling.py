"""How a count ends: as the book says, by two equal counts with a small difference, or by a supervisor's decision."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from sqlalchemy import select, update
from sqlalchemy.orm import joinedload, selectinload

from floor.core.locking import lock_work, locked
from floor.core.transaction import ALERTS, BOARD, Transaction, Verdict, work_topics
from floor.counting.comparing import compare, prices
from floor.counting.promises import free_promises
from floor.stock.bins_to_count import leave_out
from floor.stock.ledger import move, outside
from floor.work.alerts import solve_alerts, solve_proposed
from floor.work.claims import end_claims
from models import (
    CountLine,
    CountProposal,
    CountTask,
    CycleCount,
    Move,
    Place,
    Quant,
    Refused,
    Serial,
    Warehouse,
)
from models.counting import Take, differences


def close(tx: Transaction, task: CountTask) -> Verdict:
    """All is counted: what differs from the book is counted again by somebody else, and then decided."""
    cycle: CycleCount = tx.db.scalars(
        locked(select(CycleCount).where(CycleCount.id == task.cycle_id), of=CycleCount)
    ).one()
    compare(tx.db, task)
    task.do("finish", tx.now)
    end_claims(tx, task)
    tx.changed(ALERTS)
    where = {"location": cycle.place.code}
    found = differences(task)
    if not found:
        cycle.do("agree", tx.now)
        take(tx, cycle, task)
        return Verdict("count.agrees", where, {"op": "barrier"})
    if task.turn == 1:
        cycle.do("differ", tx.now)
        _count_again(tx, cycle, task)
        return Verdict("count.second_wanted", where, {"op": "barrier"})
    if found == differences(first_of(tx, cycle)) and _is_small(tx, task):
        cycle.do("pass", tx.now)
        take(tx, cycle, task)
        return Verdict("count.passed", where, {"op": "barrier"})
    cycle.do("differ", tx.now)
    return Verdict("count.decided_later", where, {"op": "barrier"})


def first_of(tx: Transaction, cycle: CycleCount) -> CountTask:
    query = select(CountTask).where(CountTask.cycle_id == cycle.id, CountTask.turn == 1)
    return tx.db.scalars(query.options(selectinload(CountTask.lines))).one()


def _count_again(tx: Transaction, cycle: CycleCount, first: CountTask) -> None:
    """The bin stays out of allocations, and the second count is for anybody but whoever counted first."""
    again = CountTask(
        cycle=cycle, turn=2, not_for_id=first.person_id, zone=first.zone, urgent=first.urgent, due=first.due
    )
    tx.db.add(again)
    tx.db.flush()
    tx.changed(work_topics(again.id))


def _is_small(tx: Transaction, task: CountTask) -> bool:
    """Whether a difference may pass without a supervisor. Goods that were never sold at a price are judged by their
    units alone."""
    warehouse = Warehouse.of(tx.db)
    off = [line for line in task.lines if line.difference]
    price = prices(tx.db, [line.sku_id for line in off])
    value = sum((price.get(line.sku_id, Decimal()) * abs(line.difference) for line in off), Decimal())
    units = sum(abs(line.difference) for line in off)
    return units <= warehouse.count_pass_units and value <= warehouse.count_pass_value


def decide(
    tx: Transaction, cycle_id: int, which: Take | None, goods: Mapping[int, Take], note: str = ""
) -> CycleCount:
    """A supervisor says which figures count, those of the first count, of the second, or the book's: of each of the
    `goods` by the id of one of their lines, and `which` of all others.

    Raises `Refused`: count.not_found, count.not_allowed (nobody is asked, or it was decided), count.own (by whoever
    counted the bin), and those of `CycleCount.choose` and `accept`.
    """
    ids = select(CountTask.id).where(CountTask.cycle_id == cycle_id).order_by(CountTask.id)
    for work_id in list(tx.db.scalars(ids)):
        lock_work(tx, work_id)
    query = select(CycleCount).where(CycleCount.id == cycle_id)
    cycle: CycleCount | None = tx.db.scalar(
        locked(query, of=CycleCount).options(
            joinedload(CycleCount.place), selectinload(CycleCount.tasks).selectinload(CountTask.lines)
        )
    )
    if cycle is None:
        raise Refused("count.not_found", count=cycle_id)
    if any(task.person_id == tx.actor.person_id for task in cycle.tasks):
        raise Refused("count.own", location=cycle.place.code)
    cycle.do("take", tx.now)
    taken = cycle.choose(which, goods)
    cycle.decided_by, cycle.note = tx.actor.person_id, note
    accept(tx, cycle, taken)
    tx.changed(ALERTS)
    return cycle


def take(tx: Transaction, cycle: CycleCount, task: CountTask) -> None:
    """All figures of this count are taken, as nobody need be asked."""
    cycle.took = "second" if task.turn == 2 else "first"
    for line in task.lines:
        line.taken = True
    accept(tx, cycle, task.lines)


def accept(tx: Transaction, cycle: CycleCount, lines: Sequence[CountLine]) -> None:
    """The ledger is put right by what differs, moved from or to `adjustment`; the bin may be allocated again.

    Raises `Refused`: count.moved_since (more has left the bin since than the count would leave there).
    """
    for line in lines:
        _adjust(tx, cycle.place, line)
        _place_serials(tx, cycle.place, line)
        tx.tell(
            "stock.counted",
            location=cycle.place.code,
            sku=line.sku.code,
            lot=line.lot.code if line.lot else None,
            units=line.units,
            difference=line.difference,
        )
    give_back(tx, cycle.place)


def _adjust(tx: Transaction, place: Place, line: CountLine) -> None:
    elsewhere, units = outside(tx.db, "adjustment"), line.difference
    if units > 0:
        move(tx, line.sku_id, line.lot_id, units, elsewhere, place, "count", work_id=line.task_id)
    elif units < 0:
        left = _on_hand(tx, place, line) + units
        if left < 0:
            raise Refused("count.moved_since", **line.sku.named, location=place.code, units=-units)
        free_promises(tx, line.sku, line.lot, place, left)
        tx.db.flush()
        move(tx, line.sku_id, line.lot_id, -units, place, elsewhere, "count", work_id=line.task_id)


def _on_hand(tx: Transaction, place: Place, line: CountLine) -> int:
    lot = Quant.lot_id.is_(None) if line.lot_id is None else Quant.lot_id == line.lot_id
    query = select(Quant.on_hand).where(Quant.place_id == place.id, Quant.sku_id == line.sku_id, lot)
    return tx.db.scalar(query) or 0


def _place_serials(tx: Transaction, place: Place, line: CountLine) -> None:
    """The numbers that were seen lie here, and no others; but for those that were moved since the count began."""
    if line.sku.track != "serial":
        return
    since = select(Move.serial).where(
        Move.id > (line.task.after_move or 0), Move.sku_id == line.sku_id, Move.serial.is_not(None)
    )
    moved = set(tx.db.scalars(since))
    seen = [code for code in line.serials if code not in moved]
    of_sku = select(Serial).where(Serial.sku_id == line.sku_id)
    known = {serial.code: serial for serial in tx.db.scalars(of_sku.where(Serial.code.in_(seen)))}
    gone = update(Serial).where(
        Serial.sku_id == line.sku_id, Serial.place_id == place.id, Serial.code.not_in([*seen, *moved])
    )
    tx.db.execute(gone.values(place_id=outside(tx.db, "adjustment").id))
    for code in seen:
        if code in known:
            known[code].place_id = place.id
        else:
            tx.db.add(Serial(sku_id=line.sku_id, code=code, place_id=place.id))


def give_back(tx: Transaction, place: Place) -> None:
    """The bin was counted: it may be allocated again, and nobody need look at it for what was in doubt."""
    tx.db.flush()
    leave_out(tx, [place.id], counting=False)
    place.last_counted_at = tx.now
    query = select(CountProposal).where(CountProposal.place_id == place.id, CountProposal.state == "open")
    replaced = list(tx.db.scalars(locked(query, of=CountProposal)))
    for proposal in replaced:
        proposal.do("replace", tx.actor.person_id, tx.now)
    solve_proposed(tx, [proposal.id for proposal in replaced])
    solve_alerts(tx, "alert.count_bin", location=place.code)
    tx.changed(BOARD)
