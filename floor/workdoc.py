"""The work document: what a handheld needs to show, to judge at once and to go on without the network."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from floor.messages import text
from floor.usecases.judging import KINDS, lanes_for
from models import PickTask, Place, Step, Work


def document(session: Session, work: Work, language: str) -> dict[str, Any]:
    """The protocol's work document, for a work that its kind's `load` has loaded."""
    return render(session, work, lanes_for(session, work), language)


def render(session: Session, work: Work, lanes: Sequence[Place], language: str) -> dict[str, Any]:
    """The same with the lanes at hand: a pick task is then rendered without asking the database anything."""
    rules = KINDS[work.kind]
    done, total = rules.progress(session, work)
    shown = [_step(step, at, language) for at, step in enumerate(_steps(session, work, lanes), 1)]
    notices = rules.notices(session, work) if work.state == "open" else []
    return {
        "id": str(work.id),
        "kind": work.kind,
        "number": work.number,
        "state": work.state,
        "version": work.version,
        "person": work.person.name if work.person else None,
        "progress": {"done": done, "total": total},
        "expect": shown[0] if shown else None,
        "steps": shown,
        "notices": [{"code": code, "text": text(code, language, params)} for code, params in notices],
    }


def _steps(session: Session, work: Work, lanes: Sequence[Place]) -> list[Step]:
    if work.state != "open":
        return []
    if isinstance(work, PickTask):
        return work.steps(list(lanes))
    steps: list[Step] = KINDS[work.kind].steps(session, work)
    return steps


def _step(step: Step, number: int, language: str) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "step": number,
        "kind": step.kind,
        "name": step.name,
        "codes": step.codes,
        "units": step.units,
        "sku": step.sku,
        "quantity": step.quantity,
        "counted": step.counted,
        "hint": text(step.hint[0], language, step.hint[1]) if step.hint else None,
    }
    if step.position is not None:
        shown["position"] = step.position
    return shown
