"""Rounds at hand: pick tasks as their last scan left them, so that the next one need not read all their lines again.

A task that is held here is believed only while its version, read under its lock, is the one that it was held with:
whoever changes a task, its lines or its totes raises that version in the same transaction. So it does not matter who
else does, in which process.
"""

from collections import OrderedDict
from threading import Lock

from sqlalchemy.orm import Session

from models import Person, PickLine, PickTask, TaskTote, Work

MOST = 256  # rounds: more than people who pick at the same time
PRINTED = {PickTask, PickLine, TaskTote, Person}  # what a pick list consists of; all else may change unseen


class AtHand:
    """Each task lies here in the session that it was read in; whoever takes it is alone with both."""

    def __init__(self) -> None:
        self._held: OrderedDict[int, tuple[Session, Work]] = OrderedDict()
        self._turn = Lock()

    def take(self, work_id: int) -> tuple[Session, Work] | None:
        with self._turn:
            return self._held.pop(work_id, None)

    def keep(self, session: Session, work: Work) -> None:
        """For the next scan, once this one is committed. What was read along with another scan is let go."""
        if not isinstance(work, PickTask) or not PRINTED.issuperset(map(type, session.identity_map.values())):
            session.close()
            return
        with self._turn:
            self._held[work.id] = session, work
            oldest = self._held.popitem(last=False)[1][0] if len(self._held) > MOST else None
        if oldest is not None:
            oldest.close()
