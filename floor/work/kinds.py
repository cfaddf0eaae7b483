"""The kinds of work: what each must answer, and the registry of those that there are.

A new kind of work is a class that satisfies `WorkKind`, in a room of its own, and one line in `floor/app.py`.
"""

from typing import Any, Protocol, TypeVar

from sqlalchemy.orm import Session

from floor.core.transaction import Topics, Transaction, Verdict
from models import Step, Work
from models.base import Facts
from scanners import Scan

W = TypeVar("W", bound=Work)
Notice = tuple[str, Facts]  # a message code with its params


class WorkKind(Protocol[W]):
    """One kind of work: `name` is its `kind` and its page's address. Its `noun`, the class of its records, says with
    what letter its numbers begin, who does it, and whether several people share one."""

    name: str
    noun: type[W]

    def open(self, tx: Transaction, scan: Scan, carrier: str, dock: str, /) -> W:
        """The work that a first scan opens (a tote), or that a carrier at a dock needs; else raises `Refused`."""

    def load(self, session: Session, work_id: int, /, *, lock: bool = False) -> W:
        """The work with all that judging a scan and showing its steps needs; with `lock` its row is locked."""

    def judge(self, tx: Transaction, work: W, scan: Scan, quantity: int, /) -> Verdict:
        """Judges a scan and changes the work accordingly. Raises `Refused` with what was scanned, what was expected and
        what to do."""

    def undo(self, tx: Transaction, work: W, undo: Any, /) -> Facts:
        """Takes one accepted scan back by its undo record, and says what to put where (params of scan.undone)."""

    def steps(self, session: Session, work: W, /) -> list[Step]:
        """Every remaining step, the expected one first."""

    def progress(self, session: Session, work: W, /) -> tuple[int, int]:
        """Units or parcels done, and how many in all."""

    def notices(self, session: Session, work: W, /) -> list[Notice]:
        """What to mind just now, such as how fragile goods are handled."""

    def topics(self, work: W, /) -> Topics:
        """What a change of this work concerns: the work itself, and what a board or page shows of it."""


KINDS: dict[str, WorkKind[Any]] = {}


def register(*kinds: WorkKind[Any]) -> None:
    """Makes kinds of work known; the same kind again changes nothing."""
    KINDS.update({kind.name: kind for kind in kinds})


def done_by(role: str) -> list[str]:
    """The names of the kinds that people of this role do."""
    return [kind.name for kind in KINDS.values() if role in kind.noun.roles]


def shared() -> list[str]:
    """The names of the kinds that several people work at once, so that nobody holds them."""
    return [kind.name for kind in KINDS.values() if kind.noun.shared]


def read_number(number: str) -> tuple[str, int]:
    """("pick", 123) for P-000123, as `Work.number` wrote it and the scanners read it."""
    letter, _dash, digits = number.partition("-")
    return next(kind.name for kind in KINDS.values() if kind.noun.letter == letter), int(digits)
