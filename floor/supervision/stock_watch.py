"""What Floor does about stock by itself: tells what changed and what runs low, and takes expired lots out of use."""

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from floor.core.background import Background
from floor.core.claims import Claims
from floor.core.transaction import ALERTS, SYSTEM, Transaction
from floor.core.writer import Writer
from floor.stock.levels import changed_levels, demand, tell_levels
from floor.supervision.stock_holds import stop
from floor.supervision.stock_lists import bins_of
from models import Alert, Hint, Lot, Move, Place, Quant, StockHold, Warehouse
from models.places import LANES

DEMAND_ANEW = timedelta(hours=1)
AT_ONCE, TOLD_AT_ONCE = 10, 500  # lots, and SKUs, in one transaction: nobody's scan waits long behind it
EXPIRED = "alert.expired_lot"
IN_USE = ("bin", *LANES, "tote", "pallet", "putback")  # where goods can come back from


class StockWatch(Background):
    """Looks every few seconds, if anything was committed meanwhile: then all that was changed is told at once."""

    name = "stock watch"
    every_seconds = 5.0
    lock = 0x53544F434B

    def __init__(self, writer: Writer) -> None:
        super().__init__(writer)
        self._claims = Claims(writer.database)
        self._seen: Any = None
        self._demand: dict[int, int] = {}
        self._demand_at: datetime | None = None

    def round(self) -> None:
        with self._claims.held(self.lock) as mine:
            if mine:
                self.look()

    def stop(self) -> None:
        super().stop()
        self._claims.close()

    def look(self) -> None:
        """Tells what changed since it was told last, and quarantines what has expired."""
        at = self.writer.clock()
        with self.writer.database.reading() as session:
            today = Warehouse.of(session).today(at)
            seen = (today, *session.execute(_LAST).one())
            stale = self._demand_at is None or at - self._demand_at > DEMAND_ANEW
            if seen == self._seen and not stale:
                return
            if stale:
                self._demand, self._demand_at = demand(session, at), at
            expired, emptied = expired_lots(session, today), emptied_holds(session)
        for start in range(0, len(expired), AT_ONCE):
            if not self.stopping:
                self.writer.perform(SYSTEM, quarantine_expired, expired[start : start + AT_ONCE])
        if emptied:
            self.writer.perform(SYSTEM, end_emptied, emptied)
        self._tell(today)
        self._seen = seen

    def _tell(self, today: date) -> None:
        with self.writer.database.reading() as session:
            changed = changed_levels(session, today, self._demand)
        skus = sorted(changed)
        for start in range(0, len(skus), TOLD_AT_ONCE):
            some = skus[start : start + TOLD_AT_ONCE]
            self.writer.perform(SYSTEM, tell_levels, {sku_id: changed[sku_id] for sku_id in some})


# each commit that changes stock leaves a hint, and each move is a row
_LAST = select(
    select(func.max(Hint.id)).scalar_subquery(),
    select(func.max(Move.id)).scalar_subquery(),
    select(func.max(StockHold.id)).scalar_subquery(),
)


def expired_lots(session: Any, today: date) -> list[int]:
    """The ids of lots whose last day is over, that lie in bins, and that Floor has not quarantined before."""
    known = select(StockHold.lot_id).where(StockHold.expired)
    lying = select(Quant.lot_id).join(Quant.place).where(Place.kind == "bin", Quant.on_hand > 0)
    query = select(Lot.id).where(Lot.expiry < today, Lot.id.in_(lying), Lot.id.not_in(known))
    return list(session.scalars(query.order_by(Lot.id)))


def emptied_holds(session: Any) -> list[int]:
    """The ids of open holds on expired lots of which neither bin nor lane, tote or pallet has any more."""
    lying = select(Quant.lot_id).join(Quant.place).where(Place.kind.in_(IN_USE), Quant.on_hand > 0)
    query = select(StockHold.id).where(StockHold.expired, StockHold.ended_at.is_(None))
    return list(session.scalars(query.where(StockHold.lot_id.not_in(lying.where(Quant.lot_id.is_not(None))))))


def quarantine_expired(tx: Transaction, lots: list[int]) -> None:
    """Holds these lots wherever they lie, and tells supervisors the bins to clear."""
    for lot_id in lots:
        lot = tx.db.get_one(Lot, lot_id)
        hold = stop(tx, StockHold(sku=lot.sku, lot=lot, expired=True, at=tx.now)).hold
        bins = ", ".join(dict.fromkeys(quant.place.code for quant in bins_of(tx.db, hold)))
        says = {**lot.sku.named, "lot": lot.code, "expiry": str(lot.expiry), "location": bins}
        tx.db.add(Alert(code=EXPIRED, params={**says, "stock_hold": str(hold.id)}, at=tx.now))
    tx.changed(ALERTS)


def end_emptied(tx: Transaction, hold_ids: list[int]) -> None:
    """The bins are cleared: the holds end, and so do the alerts that asked for it."""
    for hold_id in hold_ids:
        tx.db.get_one(StockHold, hold_id).end(None, tx.now)
    gone = {str(each) for each in hold_ids}
    for alert in tx.db.scalars(select(Alert).where(Alert.code == EXPIRED, Alert.solved_at.is_(None))):
        if alert.params.get("stock_hold") in gone:
            alert.solved_at = tx.now
    tx.changed(ALERTS)
