"""The kinds of work and the module that knows the rules of each; and how any work looks at this moment.

Each module gives: load(session, work_id, lock=False), judge(act, work, scan, quantity), undo(act, work, undo),
steps(session, work), progress(session, work), notices(session, work) and topics(work).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from sqlalchemy.orm import Session

from floor.dispatch import loading
from floor.packing import packing
from floor.picking import picking
from floor.putaway import putaway
from models import Step, Work

RULES: dict[str, ModuleType] = {"pick": picking, "pack": packing, "load": loading, "putaway": putaway}


@dataclass(frozen=True, slots=True)
class View:
    """A work as it is now, in plain values: what the work document says, in no language yet."""

    id: int
    kind: str
    number: str
    state: str
    version: int
    person: str | None
    done: int
    total: int
    steps: Sequence[Step]
    notices: Sequence[tuple[str, dict[str, Any]]]


def view(session: Session, work: Work) -> View:
    """Looks at a work that its kind's `load` has loaded. Only open work has steps and notices."""
    rules = RULES[work.kind]
    done, total = rules.progress(session, work)
    is_open = work.state == "open"
    return View(
        id=work.id,
        kind=work.kind,
        number=work.number,
        state=work.state,
        version=work.version,
        person=work.person.name if work.person else None,
        done=done,
        total=total,
        steps=rules.steps(session, work) if is_open else (),
        notices=rules.notices(session, work) if is_open else (),
    )
