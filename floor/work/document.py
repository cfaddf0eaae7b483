"""The work document: what a handheld needs to show, to judge at once and to go on without the network."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from floor.catalogue.picture_files import address
from floor.core.messages import headline, text
from floor.work.kinds import KINDS, Notice
from models import Step, Work


@dataclass(frozen=True, slots=True)
class View:
    """A work as it is now, in plain values: what the work document says, in no language yet."""

    id: int
    kind: str
    number: str
    state: str
    version: int
    person: str | None
    person_id: int | None
    done: int
    total: int
    steps: Sequence[Step]
    notices: Sequence[Notice]
    news: Sequence[Notice] = ()


def view(session: Session, work: Work) -> View:
    """Looks at a work that its kind's `load` has loaded. Only open work has steps and notices."""
    kind = KINDS[work.kind]
    is_open = work.state == "open"
    held = _held(work)
    steps = kind.steps(session, work) if is_open else ()
    notices = [*held, *kind.notices(session, work)] if is_open else ()
    done, total = kind.progress(session, work)
    news = work.news if is_open else ()
    return View(
        id=work.id,
        kind=work.kind,
        number=work.number,
        state=work.state,
        version=work.version,
        person=work.person.name if work.person else None,
        person_id=work.person_id,
        done=done,
        total=total,
        steps=steps,
        notices=notices,
        news=news,
    )


def _held(work: Work) -> list[Notice]:
    return [("work.on_hold", {"order": each["order"]}) for each in work.held if not each["released"]]


def document(session: Session, work: Work, language: str) -> dict[str, Any]:
    """The protocol's work document, for a work that its kind's `load` has loaded."""
    return render(view(session, work), language)


def render(work: View, language: str) -> dict[str, Any]:
    """The work document of a view; asks the database nothing."""
    notices = [{"code": code, "text": text(code, language, params)} for code, params in work.notices]
    steps = [_step(step, at, language) for at, step in enumerate(work.steps, 1)]
    return {
        "id": str(work.id),
        "kind": work.kind,
        "number": work.number,
        "state": work.state,
        "version": work.version,
        "person": work.person,
        "person_id": None if work.person_id is None else str(work.person_id),
        "progress": {"done": work.done, "total": work.total},
        "expect": steps[0] if steps else None,
        "steps": steps,
        "notices": notices,
        "news": [
            {"code": code, "title": headline(code, language), "text": text(code, language, params)}
            for code, params in work.news
        ],
    }


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
    if step.picture:
        shown["picture"] = address(step.picture)
    if step.goods:
        shown["goods"] = step.goods
    if step.place:
        shown["place"] = step.place
    if step.weighed:
        shown["weighed"] = step.weighed
    return shown
