"""The lists of the desk: orders, waves and loads, with their columns and filters; those of stock: stock_lists.py."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, case, select
from sqlalchemy.orm import Session, joinedload, selectinload

from floor.planning.queries import begun_waves
from floor.supervision.board import FLOW, WaveBar, wave_bars
from floor.supervision.hold_filters import HOLDS
from floor.supervision.today import first_cutoff, is_due, is_late
from floor.web.lists import Column, Filter, Listing, begins, equals
from models import Handover, Load, Order, Wave, now
from models.order_states import STATUSES
from models.spelling import Folded
from models.waves import WAVE_TRANSITIONS

STAGES = ("late", "due", *FLOW, "waiting")
ENDED = ("handed_over", "in_transit", "delivered", "cancelled", "returned")


@dataclass(frozen=True, slots=True)
class OrderRow:
    """An order, and whether it is still here after its time."""

    order: Order
    late: bool

    @property
    def id(self) -> int:
        return self.order.id

    @property
    def decisions(self) -> list[str]:
        return self.order.decisions


def in_stage(session: Session, stage: str) -> ColumnElement[bool]:
    """For a query: orders in a stage of `board.FLOW`, of one status, `late`, or `due` before the next cut-off."""
    at = now()
    if stage == "late":
        return is_late(at)
    if stage == "due":
        return is_due(at, first_cutoff(session, at) or at)
    if stage == "held":
        return Order.on_hold()
    if stage == "waiting":
        return Order.waiting()
    return Order.status.in_(FLOW.get(stage, (stage,)))


def _order_rows(session: Session, orders: Sequence[Order]) -> list[OrderRow]:
    late = select(Order.id).where(Order.id.in_([order.id for order in orders]), is_late(now()))
    ids = set(session.scalars(late))
    return [OrderRow(order, order.id in ids) for order in orders]


def _customer(row: OrderRow) -> str:
    to = row.order.ship_to
    return ", ".join(part for part in (to.get("name"), to.get("city")) if part)


ORDERS = Listing(
    "orders",
    select(Order).options(selectinload(Order.holds)),
    Order.id,
    (
        Column("number", "desk.number", lambda row, w: row.order.number, (Order.sort_key,)),
        Column("channel", "desk.channel", lambda row, w: row.order.channel, (Order.channel,)),
        Column("priority", "desk.priority",
               lambda row, w: w["t"]("desk.urgent") if row.order.priority == "urgent" else "", (Order.priority,)),
        Column("ship_to", "desk.ship_to", lambda row, w: _customer(row), (Folded(Order.ship_to["name"].as_string()),)),
        Column("status", "desk.status", lambda row, w: w["t"](f"desk.status_{row.order.status}"),
               (case({status: at for at, status in enumerate(STATUSES)}, value=Order.status),)),
        Column("held", "desk.held_because", lambda row, w: "; ".join(
            f"{w['said'](hold.code, hold.params)} {w['day'](hold.at)}" for hold in row.order.open_holds)),
        Column("service", "desk.service", lambda row, w: w["service"](row.order.service), (Order.service,)),
        Column("due", "desk.due", lambda row, w: w["day"](row.order.due), (Order.due,)),
        Column("received", "desk.received", lambda row, w: w["day"](row.order.received_at), (Order.id,)),
    ),
    "-received",
    (
        Filter("stage", "desk.stage", in_stage,
               {stage: f"board.stage_{stage}" for stage in STAGES} | {each: f"desk.status_{each}" for each in ENDED}),
        *HOLDS,
        Filter("priority", "desk.priority", equals(Order.priority),
               {"urgent": "desk.urgent", "normal": "desk.normal"}),
        Filter("number", "desk.number", begins(Order.number)),
        Filter("channel", "desk.channel", begins(Order.channel)),
        Filter("service", "desk.service", begins(Order.service)),
    ),
    _order_rows,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class WaveRow:
    """A wave with its figures. `begun`: somebody has taken a task of it, so that it cannot be taken back."""

    wave: Wave
    bar: WaveBar
    begun: bool

    @property
    def id(self) -> int:
        return self.wave.id

    @property
    def decisions(self) -> list[str]:
        ways = {action for status, action in WAVE_TRANSITIONS if status == self.wave.status}
        return [
            each for each in ("release", "cancel") if each in ways and not (each == "cancel" and self.begun)
        ]


def _wave_rows(session: Session, waves: Sequence[Wave]) -> list[WaveRow]:
    begun = begun_waves(session, [wave.id for wave in waves])
    return [
        WaveRow(wave, bar, wave.id in begun)
        for wave, bar in zip(waves, wave_bars(session, waves), strict=True)
    ]


WAVES = Listing(
    "waves",
    select(Wave),
    Wave.id,
    (
        Column("number", "desk.wave", lambda row, w: row.wave.number, (Wave.id,)),
        Column("status", "desk.status", lambda row, w: w["t"](f"desk.wave_{row.wave.status}"), (Wave.status,)),
        Column("mode", "desk.mode", lambda row, w: w["t"](f"board.mode_{row.wave.mode}"), (Wave.mode,)),
        Column("orders", "desk.orders", lambda row, w: row.bar.orders),
        Column("lines", "board.lines", lambda row, w: f"{row.bar.lines_done}/{row.bar.lines}"),
        Column("units", "board.units", lambda row, w: f"{row.bar.units_done}/{row.bar.units}"),
        Column("due", "desk.due", lambda row, w: w["day"](row.bar.due)),
        Column("made", "desk.made", lambda row, w: w["day"](row.wave.created_at), (Wave.created_at,)),
    ),
    "-number",
    (Filter("status", "desk.status", equals(Wave.status),
            {status: f"desk.wave_{status}" for status in ("planned", "released", "done", "cancelled")}),),
    _wave_rows,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class LoadRow:
    """A load that has gone, with what the driver signed for."""

    load: Load
    handover: Handover


def _load_rows(session: Session, handovers: Sequence[Handover]) -> list[LoadRow]:
    ids = [gone.load_id for gone in handovers]
    loads = session.scalars(select(Load).where(Load.id.in_(ids)).options(joinedload(Load.dock)))
    known = {load.id: load for load in loads}
    return [LoadRow(known[gone.load_id], gone) for gone in handovers]


LOADS = Listing(
    "loads",
    select(Handover).join(Load, Load.id == Handover.load_id),
    Handover.id,
    (
        Column("number", "desk.load", lambda row, w: row.load.number, (Handover.load_id,)),
        Column("signed", "desk.signed_at", lambda row, w: w["day"](row.handover.at), (Handover.at,)),
        Column("carrier", "desk.carrier", lambda row, w: row.load.carrier, (Load.carrier,)),
        Column("dock", "desk.dock", lambda row, w: row.load.dock.code if row.load.dock else ""),
        Column("driver", "desk.driver", lambda row, w: row.handover.driver, (Folded(Handover.driver),)),
        Column("plate", "desk.plate", lambda row, w: row.handover.plate, (Folded(Handover.plate),)),
        Column("parcels", "desk.parcels", lambda row, w: len(row.handover.parcels)),
        Column("papers", "desk.papers", lambda row, w: ""),
    ),
    "-signed",
    (
        Filter("carrier", "desk.carrier", begins(Load.carrier)),
        Filter("driver", "desk.driver", begins(Handover.driver)),
        Filter("plate", "desk.plate", begins(Handover.plate)),
    ),
    _load_rows,
)  # fmt: skip
