"""What the board shows besides pickers and lanes: the flow of orders, waves, mistakes, and what waits for a decision.

The board is drawn again with every change, so each query touches what is open now and never the whole history.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from floor.orders.ageing import grown
from floor.planning.queries import wave_figures
from floor.work.kinds import KINDS
from floor.work.receipts import wrong_scan
from models import (
    Alert,
    Approval,
    BarcodeProposal,
    CycleCount,
    MisplacedGoods,
    Order,
    Person,
    Place,
    Quant,
    Receipt,
    StockAdjustment,
    Wave,
    Work,
    now,
)
from models.alerts import HELP
from models.approvals import MissingUnits, WeightOff
from models.base import Facts
from models.work import number_of

FLOW = {
    "held": ("held",),
    "ready": ("ready", "allocated"),
    "waved": ("waved",),
    "picking": ("picking",),
    "picked": ("picked",),
    "packing": ("packing",),
    "packed": ("packed",),
    "staged": ("staged",),
}
TICKER_LENGTH = 12
TICKER_LOOKS_BACK = 20_000  # scans; a floor without mistakes must not make the board read its whole history
LONGEST_LIST = 20
_ON_HOLD = select(func.count()).where(Order.on_hold())


@dataclass(frozen=True, slots=True)
class WaveBar:
    """A wave on its way. `due` is the earliest of its orders."""

    id: int
    number: str
    status: str
    mode: str
    orders: int
    due: datetime | None
    lines: int
    lines_done: int
    units: int
    units_done: int
    units_short: int


@dataclass(frozen=True, slots=True)
class Mistake:
    """A refused scan: a code with its params; the wall leaves out `person`."""

    at: datetime
    person: str
    work: str
    code: str
    params: Facts


@dataclass(frozen=True, slots=True)
class Question:
    """An approval that waits for a supervisor's decision; what it is `about`, as `Approval` says."""

    id: int
    about: str
    work_id: int
    work: str
    asked_by: str
    asked_at: datetime
    params: MissingUnits | WeightOff


@dataclass(frozen=True, slots=True)
class BinToCount:
    """Goods in a bin that are not promised to anybody until they were counted."""

    place: str
    sku: str
    name: str
    lot: str
    on_hand: int


def flow(session: Session) -> dict[str, int]:
    """Orders by the stage that they are in, in the order in which they pass them. One that was put on hold later is
    counted there, too."""
    stages = [status for statuses in FLOW.values() for status in statuses]
    query = select(Order.status, func.count()).where(Order.status.in_(stages)).group_by(Order.status)
    counts = dict(session.execute(query).all())
    by_stage = {stage: sum(counts.get(status, 0) for status in statuses) for stage, statuses in FLOW.items()}
    return by_stage | {"held": session.scalar(_ON_HOLD) or 0}


def waves(session: Session) -> list[WaveBar]:
    """Planned and released waves, the oldest first."""
    going = select(Wave).where(Wave.status.in_(("planned", "released"))).order_by(Wave.id)
    return wave_bars(session, list(session.scalars(going)))


def wave_bars(session: Session, waves: Sequence[Wave]) -> list[WaveBar]:
    """The figures of these waves, in their order."""
    ids = [wave.id for wave in waves]
    orders = {
        wave_id: (count, due)
        for wave_id, count, due in session.execute(
            select(Order.wave_id, func.count(), func.min(Order.due))
            .where(Order.wave_id.in_(ids))
            .group_by(Order.wave_id)
        )
    }
    figures = wave_figures(session, ids)
    return [
        WaveBar(
            wave.id, wave.number, wave.status, wave.mode,
            *orders.get(wave.id, (0, None)), *figures[wave.id],
        )
        for wave in waves
    ]  # fmt: skip


def mistakes(session: Session) -> list[Mistake]:
    """The last wrong scans, the newest first."""
    last = session.scalar(select(func.max(Receipt.seq))) or 0
    query = (
        select(Receipt, Person.name, Work.kind)
        .join(Work, Work.id == Receipt.work_id)
        .outerjoin(Person, Person.id == Receipt.person_id)
        .where(Receipt.seq > last - TICKER_LOOKS_BACK, wrong_scan())
        .order_by(Receipt.seq.desc())
        .limit(TICKER_LENGTH)
    )
    return [
        Mistake(receipt.at, name or "", number_in_kind(kind, receipt.work_id), receipt.code, receipt.params)
        for receipt, name, kind in session.execute(query)
    ]


def number_in_kind(kind: str, work_id: int) -> str:
    return number_of(KINDS[kind].noun.letter, work_id)


def questions(session: Session, limit: int = LONGEST_LIST) -> list[Question]:
    """Open approvals, the one that has waited longest first."""
    query = (
        select(Approval, Person.name, Work.kind)
        .join(Work, Work.id == Approval.work_id)
        .outerjoin(Person, Person.id == Approval.asked_by)
        .where(Approval.state == "open")
        .order_by(Approval.asked_at)
        .limit(limit)
    )
    return [
        Question(a.id, a.about, a.work_id, number_in_kind(kind, a.work_id), name or "", a.asked_at, a.params)
        for a, name, kind in session.execute(query)
    ]


def alerts(session: Session, limit: int = LONGEST_LIST) -> list[Alert]:
    """Alerts that nobody has solved, the newest first. A bin to count and a call for help are on lists of their own."""
    own = ("alert.count_bin", HELP)
    query = select(Alert).where(Alert.solved_at.is_(None), Alert.code.not_in(own))
    return list(session.scalars(query.order_by(Alert.id.desc()).limit(limit)))


def misplaced_goods(session: Session, limit: int = LONGEST_LIST) -> list[MisplacedGoods]:
    """Goods on the problem shelf that nobody has taken away, the oldest first."""
    return list(
        session.scalars(
            select(MisplacedGoods)
            .where(MisplacedGoods.solved_at.is_(None))
            .order_by(MisplacedGoods.id)
            .limit(limit)
        )
    )


def bins_to_count(session: Session, limit: int = LONGEST_LIST) -> list[BinToCount]:
    query = (
        select(Quant)
        .join(Quant.place)
        .where(Quant.counting.is_(True), Place.counting.is_(False))
        .options(contains_eager(Quant.place), joinedload(Quant.sku), joinedload(Quant.lot))
        .order_by(Quant.id)
        .limit(limit)
    )
    return [
        BinToCount(q.place.code, q.sku.code, q.sku.name, q.lot.code if q.lot else "", q.on_hand)
        for q in session.scalars(query)
    ]


def waiting_counts(session: Session) -> dict[str, int]:
    """How many of each wait for a supervisor; the wall shows no more of them than this.

    "alerts" counts calls for help, too: they stand on a list of their own, and wait all the more.
    """
    counts = {
        "approvals": select(func.count()).where(Approval.state == "open"),
        "alerts": select(func.count()).where(Alert.solved_at.is_(None), Alert.code != "alert.count_bin"),
        "held": _ON_HOLD,
        "barcodes": select(func.count()).where(BarcodeProposal.state == "proposed"),
        "foreign": select(func.count()).where(MisplacedGoods.solved_at.is_(None)),
        "bins": select(func.count()).where(
            Quant.counting.is_(True), Place.id == Quant.place_id, Place.counting.is_(False)
        ),
        "counts": select(func.count()).where(CycleCount.state == "asked"),
        "adjustments": select(func.count()).where(StockAdjustment.state == "open"),
        "stock": select(func.count()).where(Order.waiting()),
    }
    found = {name: session.scalar(query) or 0 for name, query in counts.items()}
    return found | {"aged": grown(session, "board", now())}
