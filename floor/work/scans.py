"""Judging a scan: the work is locked, its own rules decide, and the receipt keeps what was refused, too."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import bindparam, func, insert, literal_column, select

from floor.catalogue.lookup import find_place, meaningless
from floor.core.faults import refusal_of
from floor.core.text_rules import LONGEST_SCAN, NOT_IN_SCAN
from floor.core.transaction import ALERTS, Actor, Transaction, Verdict
from floor.core.writer import Writer
from floor.work import late
from floor.work.document import View, view
from floor.work.kept import LASTING
from floor.work.kinds import KINDS
from floor.work.receipts import take_back
from models import Alert, Read, Receipt, Refused, Work
from models.alerts import HELP
from models.base import Facts, Prepared, changed_columns, given, link, table_of
from models.receipts import LINKED
from models.stock import MOST_UNITS
from scanners import Scan

_ROWS = table_of(Receipt)
# A scan's receipt is numbered before it is written: the number is part of what the chain links.
_NEXT = {
    "sqlite": select(func.coalesce(func.max(Receipt.seq), 0) + 1).scalar_subquery(),
    "postgresql": func.nextval(literal_column("'receipts_seq_seq'")),
}
_TWIN = select(Receipt.seq).where(Receipt.id == bindparam("scan")).scalar_subquery()
_LOCK = {
    name: Prepared(
        select(Work.kind, Work.version, Work.chain, seq.label("seq"), _TWIN.label("twin"))
        .where(Work.id == bindparam("of"))
        .with_for_update(of=Work)
    )
    for name, seq in _NEXT.items()
}
_KEEP = Prepared(insert(_ROWS).values(given(_ROWS, "undone") | {"undone": False}))


@dataclass(frozen=True, slots=True)
class ScanIn:
    """A trigger pull as the client sent it. `at` is the client's clock: believed only for how far apart its reads are,
    which no queue or network changes."""

    id: str
    scan: str
    at: datetime | None = None
    quantity: int = 1
    source: str = "wedge"

    def digest(self, work_id: int) -> str:
        return hashlib.sha256(
            f"{work_id}\n{self.quantity}\n{self.scan}".encode(errors="replace")
        ).hexdigest()[:32]

    def read(self, scan: Scan) -> Read | None:
        """What the pull read; None for what fingers typed, who mean each time, and where the client does not say when:
        how far apart scans arrive says nothing of how far apart they were made."""
        if self.at is None or self.source == "typed":
            return None
        code, at = scan.sscc or scan.code or scan.text, int(self.at.timestamp() * 1000)
        return Read(code=code, sku="", serial=scan.serial or "", at=at)

    def check_form(self) -> None:
        """Whether this can be judged at all; if not, its id stays unused.

        Raises `Refused`: scan.bad_id, scan.too_long, scan.unreadable, scan.bad_quantity.
        """
        if not 0 < len(self.id) <= 64 or NOT_IN_SCAN.search(self.id):
            raise Refused("scan.bad_id")
        if len(self.scan) > LONGEST_SCAN:
            raise Refused("scan.too_long", length=len(self.scan), most=LONGEST_SCAN)
        if NOT_IN_SCAN.search(self.scan):
            raise Refused("scan.unreadable")
        if not 0 < self.quantity <= MOST_UNITS:
            raise Refused("scan.bad_quantity", quantity=self.quantity)


def units_of(scan: Scan, factor: int, quantity: int) -> int:
    """What one pull of the trigger counts. A label may say itself what is in this one (30), or how many of the goods
    that it names a load holds (37).

    Raises `Refused`: scan.bad_quantity (more than anything holds), scan.holds_nothing, scan.other_content (the
    catalogue has another figure for it).
    """
    units = quantity * (factor if scan.count is None else _units_said(scan, factor))
    if units > MOST_UNITS:
        raise Refused("scan.bad_quantity", quantity=str(units))
    return units


def _units_said(scan: Scan, factor: int) -> int:
    count = scan.count or 0
    if not count:
        raise Refused("scan.holds_nothing", scanned=scan.text)
    if scan.load:
        return factor * count
    if factor not in (1, count):
        raise Refused("scan.other_content", scanned=scan.text, said=count, filed=factor)
    return count


@dataclass(frozen=True, slots=True)
class Judged:
    """The answer to one scan. `work` is how the work looks now; None where the scan was not judged."""

    id: str
    accepted: bool
    code: str
    params: Facts = field(default_factory=dict)
    replayed: bool = False
    work: View | None = None


def judge_scans(writer: Writer, actor: Actor, work_id: int, scans: Sequence[ScanIn]) -> list[Judged]:
    """Judges a list in order, each scan committed by itself; stops at the first that is not accepted.

    The rest answer scan.not_judged and their ids stay unused. An ill-formed scan is refused in place.
    """
    answers: list[Judged] = []
    for scan in scans:
        if answers and not answers[-1].accepted:
            answers.append(Judged(scan.id, False, "scan.not_judged"))
            continue
        try:
            answers.append(judge_scan(writer, actor, work_id, scan))
        except Refused as refused:
            answers.append(Judged(scan.id, False, refused.code, refused.params))
    return answers


def judge_scan(writer: Writer, actor: Actor, work_id: int, scan: ScanIn) -> Judged:
    """Judges one scan, and keeps its receipt, accepted or not. It is refused itself only where the request cannot be
    judged at all.

    Raises `Refused`: scan.id_reused (the id named another scan before), work.not_found, and those of
    `ScanIn.check_form`; what a rule refuses, scan.read_twice, scan.nothing_to_undo, work.order_held,
    work.order_released, work.order_changed and work.goods_held among them, is answered and not raised.
    """
    scan.check_form()
    try:
        return writer.go_on(actor, work_id, LASTING, _judge, work_id, scan)
    except _Refusal as refusal:
        return writer.perform_claimed(actor, _record_refusal, work_id, scan, refusal.why)


class _Refusal(Exception):
    """Carries a rule's no out of the transaction, which rolls back."""

    def __init__(self, why: Refused) -> None:
        self.why = why


def _judge(tx: Transaction, held: Work | None, work_id: int, scan: ScanIn) -> tuple[Work, Judged]:
    """The work beside the verdict: a pick task stays as this scan leaves it, so that the next one need not read all its
    lines again (see `_lock`)."""
    work, seq = _lock(tx, work_id, scan, held)
    if seq is None:
        return work, _replay(tx, work, scan)
    try:
        verdict = _decide_once(tx, work, tx.actor.read(scan.scan, scan.source), scan)
    except (Refused, ValueError) as no:
        raise _Refusal(refusal_of(no)) from None
    work.last_scan_at = tx.now
    work.touch()
    code, params = verdict.code, dict(verdict.params)
    _keep(tx, work, seq, scan, {"accepted": True, "code": code, "params": params, "undo": verdict.undo})
    _tell(tx, work)
    if tx.db.new or tx.db.deleted:
        tx.db.flush()
    answer = Judged(scan.id, True, code, params, False, view(tx.db, work))
    tx.last += changed_columns(tx.db)
    return work, answer


def _record_refusal(tx: Transaction, work_id: int, scan: ScanIn, why: Refused) -> Judged:
    """The refusal is part of the record: the receipt keeps its code and params, a rule's aftermath is carried out."""
    work, seq = _lock(tx, work_id, scan)
    if seq is None:
        return _replay(tx, work, scan)
    if why.aftermath:
        why.aftermath(tx)
        work.touch()
    _keep(tx, work, seq, scan, {"accepted": False, "code": why.code, "params": why.params, "undo": None})
    _tell(tx, work)
    tx.db.flush()
    return Judged(scan.id, False, why.code, why.params, False, view(tx.db, work))


def _lock(tx: Transaction, work_id: int, scan: ScanIn, held: Work | None = None) -> tuple[Work, int | None]:
    """The work with all that its kind loads, `held` where nobody has changed it since; and the number of the scan's
    receipt, None where its id has one already. Of twins that race and do not see each other here, the later one cannot
    write its receipt, and is judged again.

    A task that is held is believed only while its version, read under its lock, is the one that it was kept with:
    whoever changes a task, its lines or its totes raises that version in the same transaction. So it does not matter
    who else does, in which process. A scan that was refused meanwhile has lengthened the chain alone.
    """
    row = _LOCK[tx.connection.dialect.name].one(tx.connection, {"of": work_id, "scan": scan.id})
    if row is None:
        raise Refused("work.not_found", work=work_id)
    seq = row.seq if row.twin is None else None
    if held is not None and (held.version, held.chain) == (row.version, row.chain):
        return held, seq
    tx.db.expunge_all()
    work: Work = KINDS[row.kind].load(tx.db, work_id, lock=True)
    return work, seq


def _keep(tx: Transaction, work: Work, seq: int, scan: ScanIn, verdict: Mapping[str, Any]) -> None:
    """The receipt with its verdict, to be written at the end, and its link into the chain, whose end the work keeps:
    under the work's lock, so that no two receipts of it ever follow the same one."""
    row = {
        "seq": seq,
        "id": scan.id,
        "work_id": work.id,
        "person_id": tx.actor.person_id,
        "device": tx.actor.device,
        "scan": scan.scan,
        "quantity": scan.quantity,
        "source": scan.source,
        "digest": scan.digest(work.id),
        "at": tx.now,
        "claimed_at": scan.at.astimezone(UTC) if scan.at else None,
        **verdict,
    }
    work.chain = link(work.chain, [row[name] for name in LINKED])
    tx.last.append((_KEEP, {**row, "chain": work.chain}))


def _replay(tx: Transaction, work: Work, scan: ScanIn) -> Judged:
    receipt = tx.db.scalar(select(Receipt).where(Receipt.id == scan.id))
    if receipt is None or receipt.digest != scan.digest(work.id):
        raise Refused("scan.id_reused", id=scan.id)
    return Judged(scan.id, receipt.accepted, receipt.code, receipt.params, True, view(tx.db, work))


def _decide_once(tx: Transaction, work: Work, scan: Scan, sent: ScanIn) -> Verdict:
    """Refuses the second read of one trigger pull: by its code before it is judged, by its goods when they are known.

    Raises `Refused`: scan.read_twice; work.order_held, work.order_released, work.order_changed and work.goods_held
    (once each); and those of `_decide` and `of_somebody_gone`.
    """
    if tx.actor.switched_off:
        raise late.of_somebody_gone(tx, work)
    work.check_holder(tx.actor.person_id or 0, tx.actor.device)
    if work.device != tx.actor.device:
        work.device = tx.actor.device
    work.check_open()
    if sent.source != "rfid":  # a reader hears nothing
        work.tell_held()
    read = sent.read(scan)
    if read is None:
        return _decide(tx, work, scan, sent)
    work.check_pull(read)
    verdict = _decide(tx, work, scan, sent)
    read["sku"] = verdict.counted
    read["serial"] = read["serial"] or str(verdict.params.get("grams") or verdict.params.get("price") or "")
    work.check_pull(read)
    work.note_read(read)
    return verdict


def _decide(tx: Transaction, work: Work, scan: Scan, sent: ScanIn) -> Verdict:
    if scan.kind == "unknown":
        raise meaningless(sent.scan)
    if sent.source == "typed" and scan.kind == "tote":
        find_place(tx.db, scan)  # a typed text registers no new tote
    if scan.command == "UNDO":
        return take_back(tx, work)
    if scan.command == "HELP":
        tx.db.add(Alert(code=HELP, params={"work": work.number, "person": tx.actor.name}, work_id=work.id))
        tx.changed(ALERTS)
        return Verdict("work.help_called")
    return KINDS[work.kind].judge(tx, work, scan, sent.quantity)


def _tell(tx: Transaction, work: Work) -> None:
    tx.changed(KINDS[work.kind].topics(work))
