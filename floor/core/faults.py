"""What keeps the database or the disk from working, as a code that says what to do; all of these pass by."""

import errno
import logging
from collections.abc import Iterable, Mapping

import psycopg
from sqlalchemy.exc import DataError, DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnectionFree
from sqlean import dbapi2 as sqlite

from models import Refused

log = logging.getLogger(__name__)

FULL, FAILING, READ_ONLY = "server.disk_full", "server.disk_failing", "server.read_only"
GONE, BUSY = "server.database_gone", "server.busy"

# https://sqlite.org/rescode.html, the primary codes
_SQLITE = {5: BUSY, 6: BUSY, 8: READ_ONLY, 10: FAILING, 13: FULL, 14: FAILING}
# https://www.postgresql.org/docs/current/errcodes-appendix.html, whole codes before their classes
_POSTGRESQL = {
    "53100": FULL, "25006": READ_ONLY, "25P03": GONE, "40001": BUSY, "40P01": BUSY, "55P03": BUSY, "57014": BUSY,
    "57P": GONE, "08": GONE, "53": BUSY, "58": FAILING,
}  # fmt: skip
_SYSTEM = {errno.ENOSPC: FULL, errno.EDQUOT: FULL, errno.EROFS: READ_ONLY, errno.EIO: FAILING}


class CommitUnknown(Exception):
    """The connection was lost during the commit: whether it counted, only asking again will tell."""


FAULTS = (DBAPIError, NoConnectionFree, sqlite.Error, psycopg.Error, CommitUnknown, OSError)


def fault_of(error: BaseException) -> str | None:
    """Names what is wrong with the server by its code, where that ends by itself or by somebody's hand; answers None
    for anything else, such as a mistake in a statement."""
    if isinstance(error, CommitUnknown):
        return GONE
    if isinstance(error, NoConnectionFree):
        return BUSY
    cause = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(cause, sqlite.Error):
        return _SQLITE.get(getattr(cause, "sqlite_errorcode", 0) & 0xFF)
    if isinstance(cause, psycopg.Error):
        if cause.sqlstate is None:  # not said by the server: nobody was there to say it
            return GONE if isinstance(cause, psycopg.OperationalError) else None
        return _first(_POSTGRESQL, (cause.sqlstate, cause.sqlstate[:3], cause.sqlstate[:2]))
    return _SYSTEM.get(cause.errno or 0) if isinstance(cause, OSError) else None


def _first(codes: Mapping[str, str], keys: Iterable[str]) -> str | None:
    return next((codes[key] for key in keys if key in codes), None)


UNUSABLE = (ValueError, DataError)


def refusal_of(no: Refused | ValueError | DataError) -> Refused:
    """The refusal itself; for a value that a parser or an encoder could not do anything with, one that says so.

    Returns `Refused`: request.unusable.
    """
    if isinstance(no, Refused):
        return no
    log.error("a value that nothing can be done with", exc_info=no)
    return Refused("request.unusable")
