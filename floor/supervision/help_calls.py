"""Calls for help, and what the caller has on the screen."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from floor.work.document import view
from floor.work.kinds import KINDS
from models import Alert, Load, PackSession, PickTask, Receipt, Step, Work
from models.alerts import HELP
from models.base import Facts

# the words of the station that stand above each kind of step, where they are not "ask_" and the kind
ASKED = {
    "location": "go_to", "tote": "scan_tote", "sku": "pick", "lot": "scan_lot", "serial": "scan_serial",
    "carton": "take_carton", "material": "scan_material", "weight": "weigh", "close": "close_parcel",
    "parcel": "expect_parcel", "door": "go_to_dock", "container": "into_what", "expiry": "which_expiry",
    "reason": "why_differs",
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
    """An alert that nobody has seen to yet. `place` is where the caller stands, as far as is known; `screen` what they
    see, None once the work is over."""

    id: int
    at: datetime
    person: str
    work: str
    work_id: int | None
    place: str
    screen: Screen | None


def open_calls(session: Session, limit: int) -> list[Call]:
    """Open calls for help, the longest waiting first."""
    query = select(Alert).where(Alert.code == HELP, Alert.solved_at.is_(None)).order_by(Alert.id)
    return [_call(session, alert) for alert in session.scalars(query.limit(limit))]


def _call(session: Session, alert: Alert) -> Call:
    screen = screen_of(session, alert.work_id) if alert.work_id else None
    said = (str(alert.params["person"]), str(alert.params["work"]))
    return Call(alert.id, alert.at, *said, alert.work_id, place_of(screen.work) if screen else "", screen)


def place_of(work: Work) -> str:
    """Where the holder of a work stands: the bin scanned last or the one to go to, the packing table, the dock."""
    if isinstance(work, PickTask):
        line = next((line for line in work.lines if line.state == "open"), None)
        return work.at_place.code if work.at_place else line.snapshot["place"] if line else ""
    place = work.station if isinstance(work, PackSession) else work.dock if isinstance(work, Load) else None
    return place.code if place else ""


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
