"""The task cache: pick tasks as their last scan left them, so that the next one need not read all their lines again.

A task that is kept is believed only while its version, read under its lock, is the one that it was kept with: whoever
changes a task, its lines or its totes raises that version in the same transaction. So it does not matter who else
does, in which process.
"""

from sqlalchemy.orm import Session

from floor.core.session_cache import SessionCache
from models import Person, PickLine, PickTask, TaskTote, Work

PICK_LIST = {PickTask, PickLine, TaskTote, Person}  # what a pick list consists of; all else may change unseen


def keep_task(cache: SessionCache, session: Session, work: Work) -> None:
    """Keeps a pick task for its next scan, once this one is committed; closes the session of any other work, and of a
    task with which something else was read."""
    if isinstance(work, PickTask) and PICK_LIST.issuperset(map(type, session.identity_map.values())):
        cache.keep(work.id, session, work)
    else:
        session.close()
