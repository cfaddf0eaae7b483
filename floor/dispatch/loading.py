"""Loading by scan: the dock door, then parcels of one carrier on and off again, then close."""

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from floor.catalogue.lookup import find_called, meaningless
from floor.core.locking import lock_order
from floor.core.transaction import BOARD, Topics, Transaction, Verdict, order_topics, work_topics
from floor.dispatch.waiting import HELD, check_cancelled, check_held, count_aboard, ready, staying
from floor.orders.progress import follow_parcels
from floor.work.kinds import Notice
from models import Alert, Carrier, Load, Parcel, ParcelLabel, Place, Refused, Step, Work
from models.base import Facts
from models.spelling import Folded, fold, plain
from models.undo import LoadUndo, ParcelLoaded, ParcelUnloaded
from scanners import Scan
from scanners.own_codes import spelled

MOST_NOTICES = 3


def load(session: Session, work_id: int, *, lock: bool = False) -> Load:
    query = select(Load).where(Load.id == work_id).options(joinedload(Load.person), joinedload(Load.dock))
    if lock:
        query = query.with_for_update(of=Work).execution_options(populate_existing=True)
    return session.scalars(query).one()


def topics(load: Load) -> Topics:
    return work_topics(load.id)


def notices(session: Session, load: Load) -> list[Notice]:
    """Lists the parcels that stay since their order is held, and the newest ones that a reader saw at this load's dock
    door and that do not belong on it."""
    query = select(Alert).where(
        Alert.work_id == load.id, Alert.code == "reader.stray", Alert.solved_at.is_(None)
    )
    newest = session.scalars(query.order_by(Alert.id.desc()).limit(MOST_NOTICES))
    return [*staying(session, load), *((alert.code, alert.params) for alert in newest)]


def progress(session: Session, work: Load) -> tuple[int, int]:
    """Counts the parcels aboard, and those together with the ones that are ready for this carrier."""
    aboard = count_aboard(session, work)
    return aboard, aboard + (0 if work.state != "open" else len(ready(session, work)))


def steps(session: Session, work: Load) -> list[Step]:
    return work.steps(ready(session, work), count_aboard(session, work))


def open_load(tx: Transaction, carrier: str, dock: str) -> Load:
    """Opens the load of a carrier at a dock, or makes it when there is none. `dock` is its code or its label.

    Raises `Refused`: load.unknown_carrier, load.unknown_dock, scan.ambiguous.
    """
    known = tx.db.scalar(select(Carrier).where(Folded(Carrier.code) == fold(plain(carrier))))
    if known is None:
        raise Refused("load.unknown_carrier", carrier=carrier)
    # locked, so that two who come at once open one load
    place = find_called(tx.db, Place, dock, Place.kind == "dock", lock=True)
    if place is None:
        raise Refused("load.unknown_dock", dock=dock)
    same = select(Load.id).where(Load.carrier == known.code, Load.dock_id == place.id, Work.state == "open")
    load_id = tx.db.scalar(same.limit(1))
    if load_id is not None:
        return load(tx.db, load_id, lock=True)
    made = Load(carrier=known.code, dock=place)
    tx.db.add(made)
    tx.db.flush()
    tx.changed(BOARD)
    return made


def judge(tx: Transaction, work: Load, scan: Scan, quantity: int) -> Verdict:
    """Judges a scan and changes the load accordingly: the dock door, a parcel to put on or take off, or a command.

    Raises `Refused`: scan.not_allowed, load.wrong_door, load.door_known, load.door_first, load.not_a_parcel, load.each,
    load.unknown_parcel, load.void_label, load.cancelled, load.not_packed, load.handed_over, load.already_loaded,
    load.wrong_load, load.order_held, load.closed_already, load.not_aboard, load.take_off, load.empty, load.incomplete.
    """
    if scan.kind == "command":
        if scan.command == "UNLOAD":
            return _unload_next(tx, work)
        if scan.command == "CLOSE":
            return _close(tx, work)
        raise Refused("scan.not_allowed", command=scan.text)
    if scan.kind in ("location", "digits2"):
        return _door(work, scan)
    if scan.sscc is None:
        raise Refused("load.not_a_parcel", scanned=scan.text)
    if quantity != 1:
        raise Refused("load.each", sscc=scan.sscc)
    work.check_loading()
    if _hand(tx) in (work.unloading or ()):
        return _take_off(tx, work, scan.sscc)
    return _put_on(tx, work, scan.sscc)


def _hand(tx: Transaction) -> str:
    return f"{tx.actor.person_id}:{tx.actor.device}"


def _door(work: Load, scan: Scan) -> Verdict:
    dock = work.dock
    if dock is None or (scan.code or scan.text) not in map(spelled, dock.codes):
        raise Refused("load.wrong_door", scanned=scan.text, expected=dock.code if dock else "")
    if work.door_ok:
        raise Refused("load.door_known", dock=dock.code)
    work.door_ok = True
    return Verdict("load.door_ok", {"dock": dock.code}, {"op": "door"})


def _unload_next(tx: Transaction, work: Load) -> Verdict:
    """The next parcel that this person scans on this device comes off."""
    work.check_loading()
    hand = _hand(tx)
    if hand in (work.unloading or ()):
        raise Refused("scan.not_allowed", command="CMD-UNLOAD")
    work.unloading = [*(work.unloading or ()), hand]
    return Verdict("load.unload_next", {}, {"op": "unload_next", "hand": hand})


def _parcel(tx: Transaction, sscc: str) -> Parcel:
    """The parcel that bears this label, locked. `Refused`: load.unknown_parcel, load.void_label."""
    found = tx.db.execute(
        select(ParcelLabel.parcel_id, ParcelLabel.voided_at).where(ParcelLabel.sscc == sscc)
    ).first()
    if found is None:
        raise Refused("load.unknown_parcel", sscc=sscc)
    parcel_id, voided_at = found
    if voided_at is not None:
        raise Refused("load.void_label", sscc=sscc)
    query = select(Parcel).where(Parcel.id == parcel_id).options(joinedload(Parcel.place))
    return tx.db.scalars(query.with_for_update(of=Parcel).execution_options(populate_existing=True)).one()


def _put_on(tx: Transaction, work: Load, sscc: str) -> Verdict:
    parcel = _parcel(tx, sscc)
    _check_loadable(tx, work, parcel, sscc)
    order = lock_order(tx, parcel.order_id)
    if tx.db.scalar(select(HELD).where(Parcel.id == parcel.id)):
        raise Refused("load.order_held", sscc=sscc, order=order.number)
    if work.load_closed:
        raise Refused("load.closed_already", work=work.number)
    parcel.do("load")
    parcel.load_id, parcel.loaded_by, parcel.place.at = work.id, tx.actor.person_id, work.dock
    tx.db.flush()
    follow_parcels(tx, order)
    params: Facts = {"sscc": sscc, "order": order.number, "loaded": count_aboard(tx.db, work)}
    return Verdict("load.parcel_ok", params, {"op": "on", "parcel": parcel.id})


def _check_loadable(tx: Transaction, work: Load, parcel: Parcel, sscc: str) -> None:
    """Only a labelled parcel of this carrier that is on no load goes on."""
    if parcel.state == "cancelled":
        raise Refused("load.cancelled", sscc=sscc)
    if parcel.state == "handed_over":
        raise Refused("load.handed_over", sscc=sscc)
    if parcel.state == "loaded" and parcel.load_id == work.id:
        raise Refused("load.already_loaded", sscc=sscc)
    if parcel.state == "loaded":
        other = tx.db.get(Load, parcel.load_id)
        raise Refused(
            "load.wrong_load", sscc=sscc, belongs=other.number if other else "", expected=work.number
        )
    if parcel.state != "labelled":
        raise Refused("load.not_packed", sscc=sscc)
    if parcel.carrier != work.carrier:
        raise Refused("load.wrong_load", sscc=sscc, belongs=parcel.carrier, expected=work.carrier)


def _take_off(tx: Transaction, work: Load, sscc: str) -> Verdict:
    """Until the handover, any parcel may come off again; a cancelled one must."""
    parcel = _parcel(tx, sscc)
    if parcel.load_id != work.id:
        raise Refused("load.not_aboard", sscc=sscc)
    hand = _hand(tx)
    work.unloading = [each for each in work.unloading or () if each != hand]
    undo: ParcelUnloaded = {"op": "off", "parcel": parcel.id, "closed": bool(work.load_closed), "hand": hand}
    take_off(tx, parcel)
    work.load_closed = False
    return Verdict("load.unloaded", {"sscc": sscc, "left": count_aboard(tx.db, work)}, undo)


def take_off(tx: Transaction, parcel: Parcel) -> None:
    order = lock_order(tx, parcel.order_id)
    parcel.load_id = parcel.loaded_by = None
    if parcel.state == "loaded":
        parcel.do("unload")
        if order.status == "staged":
            order.do("unstage")
    tx.db.flush()
    tx.changed(order_topics(order.id))


def _close(tx: Transaction, work: Load) -> Verdict:
    """CMD-CLOSE. Parcels that still wait for this carrier must come along, or a dispatcher says why not."""
    work.check_loading()
    if work.load_closed:
        raise Refused("load.closed_already", work=work.number)
    check_cancelled(tx, work)
    aboard = count_aboard(tx.db, work)
    if not aboard:
        raise Refused("load.empty", work=work.number)
    check_held(tx, work)
    missing = ready(tx.db, work)
    if not work.agreed(missing):
        raise Refused("load.incomplete", missing=missing, parcels=len(missing))
    work.load_closed = True
    return Verdict("load.closed", {"loaded": aboard, "left_behind": len(missing)}, {"op": "close"})


def find_load(tx: Transaction, load_id: int) -> Load:
    """The open load with this id, locked. Raises `Refused`: load.not_found, work.closed, work.cancelled."""
    if tx.db.scalar(select(Load.id).where(Load.id == load_id)) is None:
        raise Refused("load.not_found", load=str(load_id))
    work = load(tx.db, load_id, lock=True)
    work.check_open()
    return work


def undo(tx: Transaction, work: Load, undo: LoadUndo) -> Facts:
    """Takes a scan back; `todo` is the code of what to do with the parcel. Raises `Refused`: scan.nothing_to_undo."""
    if undo["op"] == "door":
        work.door_ok = False
    elif undo["op"] == "close":
        work.load_closed = False
    elif undo["op"] == "unload_next":
        work.unloading = [each for each in work.unloading or () if each != undo["hand"]]
    else:
        return _undo_parcel(tx, work, undo)
    return {"todo": "load.todo_nothing"}


def _undo_parcel(tx: Transaction, work: Load, undo: ParcelLoaded | ParcelUnloaded) -> Facts:
    query = select(Parcel).where(Parcel.id == undo["parcel"]).options(joinedload(Parcel.place))
    parcel = tx.db.scalars(query.with_for_update(of=Parcel).execution_options(populate_existing=True)).one()
    if undo["op"] == "on":
        take_off(tx, parcel)
        work.load_closed = False
        return {"todo": "load.todo_off", "sscc": parcel.sscc}
    if parcel.state != "labelled":  # cancelled, or on another load by now
        raise Refused("scan.nothing_to_undo", work=work.number)
    order = lock_order(tx, parcel.order_id)
    parcel.do("load")
    parcel.load_id, parcel.loaded_by = work.id, tx.actor.person_id
    work.load_closed, work.unloading = undo["closed"], [*(work.unloading or ()), undo["hand"]]
    tx.db.flush()
    follow_parcels(tx, order)
    return {"todo": "load.todo_on", "sscc": parcel.sscc}


class Loading:
    """Loading one carrier's parcels at one dock; several people may scan into the same load.

    The dispatcher names a carrier and a dock (`POST /work`), scans the dock door's label, then each parcel: one of
    another carrier, one held, or one that is aboard already is refused. CMD-UNLOAD takes the next parcel off again.
    CMD-CLOSE ends loading: when parcels of this carrier are still waiting it asks for a reason. After the close the
    driver signs (`handover`).
    """

    name = "load"
    noun = Load

    @staticmethod
    def open(tx: Transaction, scan: Scan, carrier: str, dock: str) -> Load:
        """The open load of a carrier at a dock. Raises `Refused`: scan.unknown for a scan; else as `open_load`."""
        if scan.text:
            raise meaningless(scan.text)
        return open_load(tx, carrier, dock)

    load = staticmethod(load)
    judge = staticmethod(judge)
    undo = staticmethod(undo)
    steps = staticmethod(steps)
    progress = staticmethod(progress)
    notices = staticmethod(notices)
    topics = staticmethod(topics)
