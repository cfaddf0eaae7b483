"""Sessions kept open between two transactions, each with the one record that it was opened for."""

from collections import OrderedDict
from threading import Lock
from typing import Any

from sqlalchemy.orm import Session

MOST = 256  # more than people who work at the same time


class SessionCache:
    """Each record lies here in the session that it was read in; whoever takes it is alone with both.

    Nothing here says whether the record is still true: whoever takes it compares versions under the row lock.
    """

    def __init__(self) -> None:
        self._held: OrderedDict[int, tuple[Session, Any]] = OrderedDict()
        self._turn = Lock()

    def take(self, key: int) -> tuple[Session, Any] | None:
        """The session and record kept under this id, which are no longer kept; None where there are none."""
        with self._turn:
            return self._held.pop(key, None)

    def keep(self, key: int, session: Session, record: Any) -> None:
        """Keeps them for the next `take`; the oldest goes when there are more than MOST."""
        with self._turn:
            self._held[key] = session, record
            oldest = self._held.popitem(last=False)[1][0] if len(self._held) > MOST else None
        if oldest is not None:
            oldest.close()
