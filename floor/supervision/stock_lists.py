"""The lists of stock at the desk: what lies where, what is held and what runs low, with their columns and filters."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import ColumnElement, Select, SQLColumnExpression, or_, select
from sqlalchemy.orm import Session, aliased, contains_eager, joinedload

from floor.stock.figures import incoming
from floor.web.lists import Column, Filter, Listing, Over, Words, begins, equals
from models import Lot, Person, Place, Quant, Sku, StockAdjustment, StockHold, StockLevel, Warehouse, now
from models.adjustments import MISSING
from models.places import LANES, SYSTEM, UNITS
from models.spelling import Folded
from models.stock_holds import held_quants

KINDS_OF_PLACE = ("bin", *LANES, *UNITS, *SYSTEM)


def _called(session: Session, typed: str) -> ColumnElement[bool]:
    """In the place, or of the SKU, that is called so or begins so; own codes count. Asked of the few SKUs and places,
    not of all that lies there."""
    skus = select(Sku.id).where(or_(Sku.called(typed), begins(Sku.code)(session, typed)))
    places = select(Place.id).where(or_(Place.called(typed), begins(Place.code)(session, typed)))
    return or_(_among(Quant.sku_id, skus), _among(Quant.place_id, places))


def _of_kind(_session: Session, kind: str) -> ColumnElement[bool]:
    return _among(Quant.place_id, select(Place.id).where(Place.kind == kind))


def _among(column: SQLColumnExpression[int], ids: Select[int]) -> ColumnElement[bool]:
    """Asked of each quant in the order of the list: there may be so many of these that to look them up by an index and
    sort them takes longer, which is what SQLite would do with the bare column."""
    return (column + 0).in_(ids)


@dataclass(frozen=True, slots=True)
class StockRow:
    """A quant, for how many days the first of it has been there, and whether a hold covers it."""

    quant: Quant
    days: int
    held: bool

    @property
    def id(self) -> int:
        return self.quant.id


def _stock_rows(session: Session, quants: Sequence[Quant]) -> list[StockRow]:
    ids = [quant.id for quant in quants]
    held = set(session.scalars(held_quants(Quant.id.in_(ids))))
    at = now()
    return [StockRow(quant, (at - quant.received_at).days, quant.id in held) for quant in quants]


def _expiry(row: StockRow) -> str:
    lot = row.quant.lot
    return str(lot.expiry) if lot and lot.expiry else ""


def _state(row: StockRow, w: Words) -> str:
    said = {"stock.held": row.held, "desk.to_count": row.quant.counting}
    return ", ".join(w["t"](code) for code, so in said.items() if so)


EXPIRIES = {
    "expired": "stock.expired",
    "7": "stock.within_7",
    "30": "stock.within_30",
    "90": "stock.within_90",
}
AGES = {"30": "stock.older_30", "90": "stock.older_90", "180": "stock.older_180", "365": "stock.older_365"}


def _expires(session: Session, chosen: str) -> ColumnElement[bool]:
    """Lots whose last day is over, or will be in so many days."""
    today = Warehouse.of(session).today(now())
    return Lot.expiry < today if chosen == "expired" else Lot.expiry < today + timedelta(days=int(chosen))


def _older(_session: Session, days: str) -> ColumnElement[bool]:
    return Quant.received_at < now() - timedelta(days=int(days))


# + 0: SQLite then goes from place to place, or SKU to SKU, in the order of the list, and need not sort all quants
_PLACE = Over(Place, Quant.place_id == Place.id + 0)
_SKU = Over(Sku, Quant.sku_id == Sku.id + 0)
_LOT = Over(Lot, Quant.lot_id == Lot.id, lacking=True)

STOCK = Listing(
    "stock",
    select(Quant).where(Quant.on_hand > 0).options(
        joinedload(Quant.place), joinedload(Quant.sku), joinedload(Quant.lot)
    ),
    Quant.id,
    (
        Column("place", "desk.place", lambda row, w: row.quant.place.code, (Place.sort_key,), _PLACE),
        Column("sku", "desk.sku", lambda row, w: row.quant.sku.code, (Sku.sort_key,), _SKU),
        Column("name", "desk.name", lambda row, w: row.quant.sku.name, (Folded(Sku.name),), _SKU),
        Column("lot", "desk.lot", lambda row, w: row.quant.lot.code if row.quant.lot else "", (Lot.code,), _LOT),
        Column("expiry", "desk.expiry", lambda row, w: _expiry(row), (Lot.expiry,), _LOT),
        Column("on_hand", "desk.on_hand", lambda row, w: row.quant.on_hand, (Quant.on_hand,)),
        Column("promised", "desk.promised", lambda row, w: row.quant.allocated, (Quant.allocated,)),
        Column("received", "stock.there_since", lambda row, w: w["day"](row.quant.received_at), (Quant.received_at,)),
        Column("age", "stock.days_there", lambda row, w: row.days),
        Column("state", "quarantine.state", _state),
        Column("count", "desk.counted", lambda row, w: ""),
    ),
    "place",
    (
        Filter("q", "desk.sku_or_place", _called),
        Filter("kind", "desk.kind_of_place", _of_kind,
               {kind: f"desk.place_{kind}" for kind in KINDS_OF_PLACE}),
        Filter("expiry", "desk.expiry", _expires, EXPIRIES, _LOT),
        Filter("age", "stock.age", _older, AGES),
        Filter("held", "quarantine.title", lambda _session, _yes: Quant.id.in_(held_quants()), {"yes": "stock.held"}),
        Filter("counting", "desk.counted", lambda _session, _yes: Quant.counting.is_(True), {"yes": "desk.to_count"}),
    ),
    _stock_rows,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class LowRow:
    """A SKU that runs low, and the units of it that are on their way."""

    level: StockLevel
    incoming: int

    @property
    def id(self) -> int:
        return self.level.sku_id


def _low_rows(session: Session, levels: Sequence[StockLevel]) -> list[LowRow]:
    coming = incoming(session, [level.sku_id for level in levels])
    return [LowRow(level, coming[level.sku_id]) for level in levels]


LOW = Listing(
    "low",
    select(StockLevel).join(StockLevel.sku).where(StockLevel.low).options(contains_eager(StockLevel.sku)),
    StockLevel.sku_id,
    (
        Column("sku", "desk.sku", lambda row, w: row.level.sku.code, (Sku.sort_key,)),
        Column("name", "desk.name", lambda row, w: row.level.sku.name, (Folded(Sku.name),)),
        Column("available", "stock.available", lambda row, w: row.level.available, (StockLevel.available,)),
        Column("incoming", "stock.incoming", lambda row, w: row.incoming),
        Column("minimum", "stock.minimum", lambda row, w: row.level.minimum, (StockLevel.minimum,)),
        Column("demand", "stock.demand", lambda row, w: row.level.demand, (StockLevel.demand,)),
        Column("days", "stock.lasts_days", lambda row, w: row.level.days),
        Column("proposed", "stock.proposed", lambda row, w: row.level.proposed(row.incoming)),
    ),
    "available",
    (Filter("sku", "desk.sku", begins(Sku.code)),),
    _low_rows,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class HoldRow:
    """A hold, with the bins where such goods lie now and how many units are in them."""

    hold: StockHold
    bins: Sequence[str]
    units: int

    @property
    def id(self) -> int:
        return self.hold.id


def _hold_rows(session: Session, holds: Sequence[StockHold]) -> list[HoldRow]:
    return [_hold_row(session, hold) for hold in holds]


def _hold_row(session: Session, hold: StockHold) -> HoldRow:
    there = bins_of(session, hold)
    return HoldRow(hold, list(dict.fromkeys(q.place.code for q in there)), sum(q.on_hand for q in there))


def bins_of(session: Session, hold: StockHold) -> list[Quant]:
    """What lies in bins of the goods that a hold names, in the order in which one walks by."""
    query = (
        select(Quant).join(Quant.place).where(Quant.id.in_(held_quants(hold_id=hold.id)), Place.kind == "bin")
    )
    eager = (contains_eager(Quant.place), joinedload(Quant.lot), joinedload(Quant.sku))
    there = session.scalars(query.where(Quant.on_hand > 0).options(*eager)).all()
    return sorted(there, key=lambda quant: quant.place.order)


def _reason(row: HoldRow, w: Words) -> str:
    hold = row.hold
    if hold.expired and hold.lot:
        return w["t"]("quarantine.expired", day=str(hold.lot.expiry))
    return hold.reason


_ENDED_BY, _DECIDED_BY = aliased(Person), aliased(Person)

HOLDS = Listing(
    "holds",
    select(StockHold)
    .outerjoin(StockHold.sku)
    .outerjoin(StockHold.lot)
    .outerjoin(StockHold.place)
    .outerjoin(StockHold.person)
    .outerjoin(_ENDED_BY, StockHold.ended_by)
    .options(
        contains_eager(StockHold.sku), contains_eager(StockHold.lot), contains_eager(StockHold.place),
        contains_eager(StockHold.person), contains_eager(StockHold.ended_by.of_type(_ENDED_BY)),
    ),
    StockHold.id,
    (
        Column("what", "quarantine.what", lambda row, w: row.hold.what, (Sku.sort_key, Lot.code)),
        Column("reason", "quarantine.reason", _reason),
        Column("bins", "quarantine.bins", lambda row, w: ", ".join(row.bins)),
        Column("units", "quarantine.units", lambda row, w: row.units),
        Column("since", "quarantine.since", lambda row, w: w["day"](row.hold.at), (StockHold.at,)),
        Column("by", "quarantine.by", lambda row, w: row.hold.person.name if row.hold.person else "Floor",
               (Folded(Person.name),)),
        Column("ended", "quarantine.ended_at", lambda row, w: " ".join(
            (w["day"](row.hold.ended_at), row.hold.ended_by.name if row.hold.ended_by else "")
        ) if row.hold.ended_at else "", (StockHold.ended_at,)),
    ),
    "-since",
    (
        Filter("sku", "desk.sku", begins(Sku.code)),
        Filter("state", "quarantine.state", lambda _session, state:
               StockHold.ended_at.is_(None) if state == "open" else StockHold.ended_at.is_not(None),
               {"open": "quarantine.open", "ended": "quarantine.over"}),
    ),
    _hold_rows,
)  # fmt: skip


def _why(each: StockAdjustment, w: Words) -> str:
    return w["t"](each.reason) if each.reason == MISSING else each.reason


ADJUSTMENTS = Listing(
    "adjustments",
    select(StockAdjustment)
    .join(StockAdjustment.sku)
    .join(StockAdjustment.place)
    .outerjoin(StockAdjustment.lot)
    .outerjoin(StockAdjustment.person)
    .outerjoin(_DECIDED_BY, StockAdjustment.decided_by)
    .options(
        contains_eager(StockAdjustment.sku), contains_eager(StockAdjustment.place), contains_eager(StockAdjustment.lot),
        contains_eager(StockAdjustment.person), contains_eager(StockAdjustment.decided_by.of_type(_DECIDED_BY)),
    ),
    StockAdjustment.id,
    (
        Column("seen", "trace.at", lambda each, w: w["day"](each.at), (StockAdjustment.id,)),
        Column("place", "desk.place", lambda each, w: each.place.code, (Place.sort_key,)),
        Column("sku", "desk.sku", lambda each, w: each.sku.code, (Sku.sort_key,)),
        Column("lot", "desk.lot", lambda each, w: each.lot.code if each.lot else ""),
        Column("units", "adjustment.change", lambda each, w: f"{each.units:+}", (StockAdjustment.units,)),
        Column("reason", "quarantine.reason", _why),
        Column("by", "trace.person", lambda each, w: each.person.name if each.person else "", (Folded(Person.name),)),
        Column("state", "quarantine.state", lambda each, w: " ".join(
            (w["t"](f"adjustment.{each.state}"), each.decided_by.name if each.decided_by else "")
        ).strip(), (StockAdjustment.state,)),
        Column("decision", "adjustment.decision", lambda each, w: ""),
    ),
    "-seen",
    (
        Filter("sku", "desk.sku", begins(Sku.code)),
        Filter("state", "quarantine.state", equals(StockAdjustment.state),
               {state: f"adjustment.{state}" for state in ("open", "done", "refused")}),
    ),
)  # fmt: skip
