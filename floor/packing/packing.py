"""The pack check by scan: totes, carton, materials, every unit again, weight, close, and the label on the box."""

from collections.abc import Callable
from typing import cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from floor.core.transaction import APPROVALS, Topics, Transaction, Verdict, packed_topics, work_topics
from floor.packing import missing, parcels, recalled, sessions
from floor.packing.counts import set_quantity
from floor.packing.next_steps import steps
from floor.packing.undo import undo
from floor.packing.units import out_of_turn, scan_units
from floor.printing import jobs
from floor.work import questions
from floor.work.kinds import Notice
from floor.work.questions import answered_no, live, with_question, with_record
from models import Approval, CartonType, PackSession, Parcel, Refused, Warehouse
from models.approvals import WeightOff
from models.goods import HANDLING
from models.packed_goods import fitting
from models.undo import Barrier, ParcelWeighed
from scanners import Scan
from scanners.own_codes import spelled

BARRIER: Barrier = {"op": "barrier"}  # a closed parcel is not undone by a scan
WEIGHINGS = 3  # weigh again, count again, then a supervisor is asked


def topics(session: PackSession) -> Topics:
    return work_topics(session.id) + packed_topics(session.order.id)


def progress(_session: Session, session: PackSession) -> tuple[int, int]:
    """Counts the units packed, and the units that were picked."""
    return session.progress


def notices(database: Session, session: PackSession) -> list[Notice]:
    """Lists what was asked of a supervisor, what to know of the order, and how its goods must be handled."""
    parcel = session.parcel
    lines = {line.id for line, _goods, _units in session.goods_left}
    lines |= {line.order_line_id for line in parcel.lines if line.quantity} if parcel else set()
    classes = {handling for line_id in lines for handling in session.goods[line_id].handling}
    return (
        questions.shown(database, session.id)
        + session.remarks
        + [(f"handling.{each}", {}) for each in HANDLING if each in classes]
    )


def judge(tx: Transaction, session: PackSession, scan: Scan, quantity: int) -> Verdict:
    """Judges a scan and changes the session accordingly. No refusal says how many units of a SKU are left.

    Raises `Refused`: scan.not_allowed, pack.not_all_picked, pack.wrong_tote, pack.tote_known, pack.unknown_carton,
    pack.material_not_needed, pack.wrong_label, and those of `out_of_turn`, `scan_units`, `set_quantity`, `settle` and
    `set_aside`.
    """
    sessions.begin(tx, session)
    stopped = recalled.lying(tx.db, session) if session.held and scan.kind != "tote" else []
    if stopped:
        return recalled.set_aside(tx, session, stopped, scan, quantity)
    if scan.kind == "command":
        command = COMMANDS.get(scan.command or "")
        if command is None:
            raise Refused("scan.not_allowed", command=scan.text)
        return command(tx, session, scan)
    if scan.sscc is not None and scan.gtin is None:
        return _label(tx, session, scan)
    if scan.kind in HANDLERS:
        return HANDLERS[scan.kind](tx, session, scan)
    return scan_units(tx, session, scan, quantity)


def _tote(_act: Transaction, session: PackSession, scan: Scan) -> Verdict:
    tote = next((tote for tote in session.totes if spelled(tote.code) == scan.code), None)
    if tote is None:
        raise Refused(
            "pack.wrong_tote", scanned=scan.text, expected=[t.code for t in session.totes if not t.scanned]
        )
    if tote.scanned:
        raise Refused("pack.tote_known", tote=tote.code)
    tote.scanned = True
    at = tote.tote.at
    session.station = session.station or (at if at and at.kind == "station" else None)
    return Verdict("pack.tote_ok", {"tote": tote.code}, {"op": "tote", "tote": tote.id})


def _carton(tx: Transaction, session: PackSession, scan: Scan) -> Verdict:
    """Any real carton will do; one that the goods hardly fit is taken with a warning. Until the close it may change."""
    parcel = session.parcel
    if session.stage == "tote" or (parcel and parcel.state == "closed"):
        raise out_of_turn(session, scan)
    cartons = list(tx.db.scalars(select(CartonType)))
    carton = next((c for c in cartons if spelled(f"CTN-{c.code}") == scan.code), None)
    if carton is None:
        raise Refused("pack.unknown_carton", scanned=scan.text)
    goods = [] if parcel and parcel.full else [(each, units) for _line, each, units in session.goods_left]
    goods += [(session.goods[line.order_line_id], line.quantity) for line in parcel.lines] if parcel else []
    was, weight = (parcel.carton_id, parcel.weight_g) if parcel else (None, None)
    if parcel is None:
        parcel = parcels.begin_parcel(tx, session, carton)
    else:
        parcel.carton = carton
        parcel.unweigh()
    return Verdict(
        "pack.carton_ok" if carton in fitting(cartons, goods) else "pack.carton_unusual",
        {"carton": carton.code},
        {"op": "carton", "parcel": parcel.id, "was": was, "weight": weight},
    )


def _material(_act: Transaction, session: PackSession, scan: Scan) -> Verdict:
    notice, parcel = (scan.name or "").lower(), session.parcel
    if session.stage in ("tote", "carton") or parcel is None:
        raise out_of_turn(session, scan)
    if notice not in session.notices:
        raise Refused("pack.material_not_needed", scanned=scan.text)
    parcel.acknowledged = [*parcel.acknowledged, notice]
    return Verdict(
        "pack.material_ok",
        {"notice": f"handling.{notice}"},
        {"op": "material", "parcel": parcel.id, "notice": notice},
    )


def _weight(tx: Transaction, session: PackSession, scan: Scan) -> Verdict:
    """The gross weight, compared with the expected one; what that is, nobody is told."""
    parcel, grams = session.parcel, scan.weight_g or 0
    if session.stage not in ("weight", "close") or parcel is None:
        raise out_of_turn(session, scan)
    warehouse = Warehouse.of(tx.db)
    was = parcel.weight_g
    undo: ParcelWeighed = {"op": "weight", "parcel": parcel.id, "was": was}
    try:
        parcel.check_weight(grams, warehouse.weight_tolerance_g, warehouse.weight_tolerance_percent)
    except Refused as refused:
        undo["approval"] = _weight_agreed(tx, session, parcel, grams, warehouse, refused).id
    parcel.weigh(grams)
    return Verdict("pack.weight_ok", {"weighed": grams}, undo)


def _weight_agreed(
    tx: Transaction, session: PackSession, parcel: Parcel, grams: int, warehouse: Warehouse, off: Refused
) -> Approval:
    """The supervisor's yes to this weight; else the refusal, which from the third time on asks for it."""
    approval = live(tx, session.id, "weight", str(parcel.id))
    if approval is not None and approval.state == "refused":
        raise answered_no(approval)
    if approval is not None and approval.state == "approved" and _same_weight(approval, grams, warehouse):
        approval.do("use")
        tx.changed(APPROVALS)
        return approval
    parcel_id = parcel.id
    if parcel.weighings + 1 < WEIGHINGS:
        off.params["todo"] = "pack.weigh_again" if not parcel.weighings else "pack.count_again"

        def count(recording: Transaction) -> None:
            recording.db.get_one(Parcel, parcel_id).weighings += 1

        raise with_record(off, count)
    params: WeightOff = {
        "order": session.order.number, "order_id": str(session.order.id), "work": session.number,
        "parcel": parcel.number, "weighed": grams, "expected": parcel.expected_weight_g,
    }  # fmt: skip
    off.params["todo"] = "approval.asked"
    raise with_question(off, session.id, "weight", str(parcel_id), params)


def _same_weight(approval: Approval, grams: int, warehouse: Warehouse) -> bool:
    """A scale never shows the same figure twice."""
    return abs(cast(WeightOff, approval.params)["weighed"] - grams) <= warehouse.weight_tolerance_g


def _label(tx: Transaction, session: PackSession, scan: Scan) -> Verdict:
    """The label is on the box; with the order's last box, the work is done."""
    parcel = session.parcel
    if session.stage != "parcel" or parcel is None:
        raise out_of_turn(session, scan)
    if scan.sscc != parcel.sscc:
        raise Refused("pack.wrong_label", scanned=scan.sscc, expected=parcel.sscc)
    parcel.do("label")
    if session.goods_left or session.missing or session.order.status == "picking":
        return Verdict("pack.label_ok", {"sscc": parcel.sscc, "left": session.units_left}, BARRIER)
    sessions.finish(tx, session)
    return Verdict("pack.session_done", {"sscc": parcel.sscc, "order": session.order.number}, BARRIER)


def _close(tx: Transaction, session: PackSession, scan: Scan) -> Verdict:
    """CMD-CLOSE. The order's last parcel closes only when nothing is missing, or a supervisor let it go."""
    missing.hear_no(tx, session)
    parcel = session.parcel
    if session.stage in ("tote", "carton", "parcel") or parcel is None:
        raise out_of_turn(session, scan)
    if parcel.full and session.goods_left:
        return _close_parcel(tx, session, parcel, scan)
    if session.order.status == "picking":
        if parcel.full:
            return _close_parcel(tx, session, parcel, scan)
        raise Refused("pack.not_all_picked", order=session.order.number)
    if session.missing:
        return _leave_out(tx, session, scan, closing=True)
    return _close_parcel(tx, session, parcel, scan)


def _close_parcel(tx: Transaction, session: PackSession, parcel: Parcel, scan: Scan) -> Verdict:
    if parcel.state != "weighed":
        raise out_of_turn(session, scan)
    sscc = parcels.close_parcel(tx, session, parcel)
    jobs.print_parcel(tx, session, sscc)
    return Verdict(
        "pack.parcel_closed", {"sscc": sscc, "carrier": parcel.carrier, "parcel": str(parcel.id)}, BARRIER
    )


def _short(tx: Transaction, session: PackSession, scan: Scan) -> Verdict:
    """CMD-SHORT: what is still to be packed is not there; CMD-SHORT-DAMAGED: it cannot be sent."""
    missing.hear_no(tx, session)
    parcel = session.parcel
    if (parcel and parcel.state == "closed") or session.order.status == "picking" or not session.missing:
        raise Refused("scan.not_allowed", command=scan.text)
    return _leave_out(tx, session, scan, closing=False)


def _leave_out(tx: Transaction, session: PackSession, scan: Scan, *, closing: bool) -> Verdict:
    """The missing units are let go, if a supervisor agreed; then the parcel may close, or the work ends without one."""
    units = sum(each.units for each in session.missing.values())
    undo = missing.settle(tx, session, damaged=scan.command == "SHORT-DAMAGED")
    parcel = session.parcel
    if parcel is not None and parcel.units:
        if closing and parcel.state == "weighed":
            return _close_parcel(tx, session, parcel, scan)
        return Verdict("pack.missing_approved", {"units": units}, undo)
    if any(line.packed for line in session.order.lines):
        sessions.finish(tx, session)
        return Verdict("pack.session_done", {"order": session.order.number, "sscc": None}, BARRIER)
    sessions.hold_empty(tx, session.order, session)
    return Verdict("pack.nothing_to_ship", {"order": session.order.number}, BARRIER)


def _full(_act: Transaction, session: PackSession, scan: Scan) -> Verdict:
    """CMD-FULL: this parcel is weighed, closed and labelled, and another carton takes the rest."""
    parcel = session.parcel
    if parcel is None or parcel.state != "open" or parcel.full or not parcel.units:
        raise Refused("scan.not_allowed", command=scan.text)
    parcel.full = True
    return Verdict("pack.parcel_full", {"units": parcel.units}, {"op": "full", "parcel": parcel.id})


Handler = Callable[[Transaction, PackSession, Scan], Verdict]
HANDLERS: dict[str, Handler] = {"tote": _tote, "carton": _carton, "material": _material, "weight": _weight}
COMMANDS: dict[str, Handler] = {
    "QTY": set_quantity, "FULL": _full, "CLOSE": _close, "SHORT": _short, "SHORT-DAMAGED": _short,
}  # fmt: skip


class Packing:
    """The pack check of one order, from its totes to the label on the box.

    The packer scans a tote (`POST /work`), which opens the order's session, and its other totes. Then a carton, the
    materials that the goods ask for, and every unit again, in any order: wrong goods are refused and go to the
    problem shelf. The scale's weight (WGT-n, in grams) is compared with the expected one; the third that differs asks a
    supervisor. CMD-CLOSE closes the parcel and prints its label, CMD-FULL begins another parcel, CMD-SHORT asks to
    let missing units go. The printed label is scanned on the box; with the order's last box the session is done.
    """

    name = "pack"
    noun = PackSession

    @staticmethod
    def open(tx: Transaction, scan: Scan, _carrier: str, _dock: str) -> PackSession:
        """The session of the order whose tote was scanned."""
        return sessions.open_pack(tx, scan)

    load = staticmethod(sessions.load)
    judge = staticmethod(judge)
    undo = staticmethod(undo)
    steps = staticmethod(steps)
    progress = staticmethod(progress)
    notices = staticmethod(notices)
    topics = staticmethod(topics)
