"""Invariants of work and of its receipts, for `floor check`."""

from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from typing import Any

from sqlalchemy import and_, exists, func, or_, select
from sqlalchemy.orm import Session

from models import Approval, Claim, Handover, Move, Receipt, Work
from models.base import link, table_of
from models.receipts import LINKED

_ROWS = table_of(Receipt).c
_BY_SCAN = (
    "pick",
    "pack",
    "putback",
    "putaway",
    "move",
    "replenish",
    "assemble",
    "recalled",
    "undo",
)  # why units moved, where a scan moved them
# a confirmed short is one with its question
TAKE_BACK = ("scan.undone", "pick.short_recorded", "pick.damaged_recorded")


def receipts(session: Session) -> Iterator[str]:
    """No receipt was rewritten, added or taken away since its scan was judged."""
    first = session.scalar(
        select(func.min(Receipt.seq)).where(Receipt.chain != "")
    )  # those before it have none
    ends = dict(session.execute(select(Work.id, Work.chain)).all())
    query = select(*(_ROWS[name] for name in (*LINKED, "chain"))).order_by(_ROWS.work_id, _ROWS.seq)
    rows = session.execute(query.execution_options(yield_per=5_000))
    for work_id, of_work in groupby(rows, key=lambda row: row.work_id):
        yield from _of_work(work_id, of_work, ends.pop(work_id, ""), first)
    for work_id, end in ends.items():
        if end:
            yield f"work {work_id}: all its receipts are gone"


def _of_work(work_id: int, rows: Iterable[Any], end: str, first: int | None) -> Iterator[str]:
    before = ""
    for row in rows:
        where = f"receipt {row.seq} (scan {row.id}) of work {work_id}"
        if row.chain:
            if row.chain != link(before, row[: len(LINKED)]):
                yield f"{where}: is not as it was written, or the one before it is gone"
            before = row.chain
        elif before or (first is not None and row.seq > first):
            yield f"{where}: has lost its link"
    if before != end:
        yield f"work {work_id}: its last receipts are gone, or are not as they were written"


def taken_back(session: Session) -> Iterator[str]:
    """What CMD-UNDO took back is what is marked so, and nothing else."""
    query = select(
        _ROWS.work_id, _ROWS.seq, _ROWS.code, _ROWS.accepted, _ROWS.undo.is_not(None), _ROWS.undone
    )
    rows = session.execute(query.order_by(_ROWS.work_id, _ROWS.seq).execution_options(yield_per=5_000))
    for work_id, of_work in groupby(rows, key=lambda row: row.work_id):
        counting: list[tuple[int, bool]] = []
        for _work, seq, code, accepted, does, undone in of_work:
            if accepted and code in TAKE_BACK and counting:
                taken, marked = counting.pop()
                if not marked:
                    yield f"receipt {taken} of work {work_id}: was taken back, and counts"
            if does:
                counting.append((seq, undone))
        for seq, marked in counting:
            if marked:
                yield f"receipt {seq} of work {work_id}: counts no more, and nothing took it back"


def scanned_moves(session: Session) -> Iterator[str]:
    """What a scan moved has the time, the person and the work of that scan."""
    scan = exists().where(
        Receipt.work_id == Move.work_id,
        Receipt.at == Move.at,
        Receipt.accepted,
        func.coalesce(Receipt.person_id, 0) == func.coalesce(Move.person_id, 0),
    )
    by_scan = and_(Move.why.in_(_BY_SCAN), ~scan)
    signed = exists().where(
        Handover.load_id == Move.work_id,
        Handover.at == Move.at,
        func.coalesce(Handover.person_id, 0) == func.coalesce(Move.person_id, 0),
    )
    handed = and_(Move.why == "handover", ~signed)
    for move in session.scalars(select(Move).where(or_(by_scan, handed)).order_by(Move.id)):
        yield f"move {move.id} ({move.why}, work {move.work_id}): no scan or signature moved these units then"


def works(session: Session) -> Iterator[str]:
    """Work has ended exactly where its state says so, and its last scan is the last that it accepted."""
    ended = Work.state.in_(("done", "cancelled"))
    off = or_(and_(ended, Work.ended_at.is_(None)), and_(~ended, Work.ended_at.is_not(None)))
    for work_id, state, at in session.execute(select(Work.id, Work.state, Work.ended_at).where(off)):
        yield f"work {work_id}: is {state}, and ended {at or 'never'}"
    last = func.max(Receipt.at)
    query = (
        select(Work.id, last, Work.last_scan_at)
        .join(Receipt, and_(Receipt.work_id == Work.id, Receipt.accepted))
        .group_by(Work.id)
        .having(or_(Work.last_scan_at.is_(None), last != Work.last_scan_at))
    )
    for work_id, scanned, said in session.execute(query):
        yield f"work {work_id}: was last scanned {scanned}, and says {said or 'never'}"


def claims(session: Session) -> Iterator[str]:
    """Whoever holds open work has one claim on it that goes on, and nobody else has one on any."""
    goes_on = and_(Claim.work_id == Work.id, Claim.ended_at.is_(None))
    held = and_(Work.state == "open", Work.person_id.is_not(None))
    query = select(Work.id, Work.person_id).where(
        held, ~exists().where(goes_on, Claim.person_id == Work.person_id)
    )
    for work_id, person_id in session.execute(query):
        yield f"work {work_id}: person {person_id} holds it without a claim"
    strange = or_(~held, Claim.person_id != Work.person_id)
    for claim_id, work_id in session.execute(select(Claim.id, Work.id).join(Work, goes_on).where(strange)):
        yield f"claim {claim_id}: goes on for work {work_id}, which that person does not hold"


def approvals(session: Session) -> Iterator[str]:
    """What was decided says when, and what was not does not; nobody decided their own question."""
    decided = Approval.state.in_(("approved", "refused", "used", "told"))
    off = or_(
        and_(decided, Approval.decided_at.is_(None)),
        and_(Approval.state == "open", Approval.decided_at.is_not(None)),
        Approval.decided_by == Approval.asked_by,
    )
    for approval in session.scalars(select(Approval).where(off).order_by(Approval.id)):
        yield f"approval {approval.id}: is {approval.state}, decided {approval.decided_at or 'never'}"
    idle = select(Approval.id, Work.id, Work.state).join(Work, Work.id == Approval.work_id)
    for approval_id, work_id, state in session.execute(
        idle.where(Approval.state == "open", Work.state != "open")
    ):
        yield f"approval {approval_id}: is open for work {work_id}, which is {state}"


RULES: tuple[Callable[[Session], Iterator[str]], ...] = (
    receipts,
    taken_back,
    scanned_moves,
    works,
    claims,
    approvals,
)
