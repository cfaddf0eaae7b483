"""Calls for help, and what the caller has on the screen."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from floor.work.document import view
from floor.work.kinds import KINDS
from models import Alert, PickTask, Receipt, Step, Work
from models.base import Facts

# the words of the station that stand above each kind of step, where they are not "ask_" and the kind
ASKED = {
    "location": "go_to", "tote": "scan_tote", "sku": "pick", "lot": "scan_lot", "serial": "scan_serial",
    "carton": "take_carton", "material": "scan_material", "weight": "weigh", "close": "close_parcel",
    "parcel": "expect_parcel", "door": "go_to_dock",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Screen:
    """What a station shows: the words above (`asked`, a text of the station), the step, and the last verdict.
    `line`: the pick line before the picker, where units of one are still missing."""

    work: Work
    asked: str
    step: Step | None
    accepted: bool
    code: str
    params: Facts
    line: int | None


@dataclass(frozen=True, slots=True)
class Call:
    """An alert that nobody has seen to yet; `screen` is None once the work is over."""

    id: int
    at: datetime
    person: str
    work: str
    work_id: int | None
    screen: Screen | None


def open_calls(session: Session, limit: int) -> list[Call]:
    """Open calls for help, the longest waiting first."""
    query = select(Alert).where(Alert.code == "alert.help", Alert.solved_at.is_(None)).order_by(Alert.id)
    return [
        Call(
            alert.id, alert.at, str(alert.params["person"]), str(alert.params["work"]), alert.work_id,
            screen_of(session, alert.work_id) if alert.work_id else None,
        )
        for alert in session.scalars(query.limit(limit))
    ]  # fmt: skip


def screen_of(session: Session, work_id: int) -> Screen | None:
    """What the holder of an open work sees now, as far as their scans have arrived."""
    kind = session.scalar(select(Work.kind).where(Work.id == work_id, Work.state == "open"))
    if kind is None:
        return None
    work = KINDS[kind].load(session, work_id)
    step = next(iter(view(session, work).steps), None)
    last = session.scalar(
        select(Receipt).where(Receipt.work_id == work_id, Receipt.code != "work.help_called")
        .order_by(Receipt.seq.desc()).limit(1)
    )  # fmt: skip
    return Screen(
        work=work,
        asked=_asked(kind, step),
        step=step,
        accepted=last.accepted if last else True,
        code=last.code if last else "",
        params=last.params if last else {},
        line=_missing_line(work, step),
    )


def _asked(kind: str, step: Step | None) -> str:
    if step is None:
        return "station.finishing"
    if kind == "pack" and step.kind in ("sku", "serial"):
        return "station.scan_every_unit"
    if kind == "pick" and step.kind == "location" and step.line is None:
        return "station.set_down"
    return f"station.{ASKED[step.kind]}"


def _missing_line(work: Work, step: Step | None) -> int | None:
    return (
        step.line
        if isinstance(work, PickTask) and step and step.kind in ("location", "lot", "sku", "serial")
        else None
    )
