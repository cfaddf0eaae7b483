"""A dock door: each parcel that a reader sees there is scanned onto the open load, by the same judge as by hand.

The reader's first sight of a parcel also scans the door: it hangs there. What does not belong on the load is never
loaded; whoever looks at the load or the board is told of it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from floor.core.chunks import parts
from floor.core.locking import lock_work
from floor.core.transaction import ALERTS, Actor, Transaction, work_topics
from floor.core.writer import Writer
from floor.dispatch import loading, waiting
from floor.work import scans
from models import Alert, Load, Parcel, Reader, TagPass, Warehouse, Work

OPEN = ("", "reader.no_load")  # not judged yet, or only for want of a load
EXPECTED = ("load.parcel_ok", "load.already_loaded", "reader.other_owner")  # nobody need look


@dataclass(frozen=True, slots=True)
class Judgement:
    """What came of one parcel at the door: `code` with its facts; `load` is the id of the load it was judged for."""

    passed: int
    sscc: str
    code: str
    params: dict[str, Any]
    load: int | None = None


@dataclass(frozen=True, slots=True)
class _Scene:
    """What is asked once for a whole message: the loads open at this dock by carrier, those of them whose door nobody
    has scanned yet, the carriers of the parcels that are seen, and our company prefix."""

    loads: dict[str, int]
    shut: set[int]
    dock: str
    carriers: dict[str, str]
    prefix: str


def judge_passes(writer: Writer, reader: Reader, passed: Sequence[int]) -> list[Judgement]:
    """Judges those of these passes that still wait for it, and writes down what came of them."""
    with writer.database.reading() as session:
        waiting = _waiting(session, passed)
        if not waiting:
            return []
        scene = _look(session, reader, [sscc for _id, sscc in waiting])
    actor = Actor(name=reader.name, roles=frozenset({"dispatcher"}), device=f"reader {reader.name}")
    judged = [_judge(writer, actor, scene, each, sscc) for each, sscc in waiting]
    writer.perform(actor, _settle, reader.name, judged)
    return judged


def _waiting(session: Session, passed: Sequence[int]) -> list[tuple[int, str]]:
    found: list[tuple[int, str]] = []
    for some in parts(passed):
        query = select(TagPass.id, TagPass.sscc).where(TagPass.id.in_(some), TagPass.code.in_(OPEN))
        found += [(each, sscc) for each, sscc in session.execute(query.order_by(TagPass.id)) if sscc]
    return found


def _look(session: Session, reader: Reader, ssccs: Sequence[str]) -> _Scene:
    here = select(Load).where(Load.dock_id == reader.place_id, Work.state == "open")
    open_here = list(session.scalars(here))
    loads = {load.carrier or "": load.id for load in open_here}
    shut = {load.id for load in open_here if not load.door_ok}
    carriers: dict[str, str] = {}
    for some in parts(ssccs):
        query = select(Parcel.sscc, Parcel.carrier).where(Parcel.sscc.in_(some))
        carriers |= {sscc: carrier for sscc, carrier in session.execute(query) if sscc}
    dock = reader.place.label if reader.place else ""
    return _Scene(loads, shut, dock, carriers, Warehouse.of(session).company_prefix)


def _judge(writer: Writer, actor: Actor, scene: _Scene, passed: int, sscc: str) -> Judgement:
    """A parcel goes to the load of its carrier; where none is open here, to the one that is, which says no."""
    if sscc not in scene.carriers and not sscc[1:].startswith(scene.prefix):
        return Judgement(passed, sscc, "reader.other_owner", {"sscc": sscc})
    carrier = scene.carriers.get(sscc, "")
    load_id = scene.loads.get(carrier) or next(iter(scene.loads.values()), None)
    if load_id is None:
        return Judgement(passed, sscc, "reader.no_load", {"sscc": sscc, "dock": scene.dock})
    if load_id in scene.shut:
        scene.shut.discard(load_id)
        scans.judge_scan(writer, actor, load_id, _scan(f"door-{load_id}-{passed}", scene.dock))
    verdict = scans.judge_scan(writer, actor, load_id, _scan(str(passed), sscc))
    return Judgement(passed, sscc, verdict.code, dict(verdict.params), load_id)


def _scan(name: str, text: str) -> scans.ScanIn:
    return scans.ScanIn(f"rfid-{name}", text, source="rfid")


def _settle(tx: Transaction, name: str, judged: Sequence[Judgement]) -> None:
    """Writes the codes down, and tells of each parcel once that is not where it should be."""
    codes = [{"id": each.passed, "code": each.code, "work_id": each.load} for each in judged]
    tx.db.execute(update(TagPass), codes)
    strays = [each for each in judged if each.code not in EXPECTED]
    if strays:
        _tell(tx, name, strays)


def _tell(tx: Transaction, name: str, strays: Iterable[Judgement]) -> None:
    query = select(Alert).where(Alert.code == "reader.stray", Alert.solved_at.is_(None))
    told = {
        (alert.work_id, alert.params.get("sscc"), alert.params.get("why")) for alert in tx.db.scalars(query)
    }
    for each in strays:
        if (each.load, each.sscc, each.code) in told:
            continue
        told.add((each.load, each.sscc, each.code))
        params = {**each.params, "reader": name, "sscc": each.sscc, "why": each.code}
        tx.db.add(Alert(code="reader.stray", params=params, work_id=each.load))
        tx.changed(ALERTS)
        if each.load is not None:
            lock_work(tx, each.load).touch()
            tx.changed(work_topics(each.load))


@dataclass(frozen=True, slots=True)
class Checked:
    """A load as its door's reader saw it: parcels by what is to be said of them.

    loaded: aboard; missing: ready for this carrier and not aboard; strays: seen and not loaded, with the reason.
    """

    load: int
    number: str
    loaded: list[str]
    missing: list[str]
    strays: list[tuple[str, str]]


def check_loads(session: Session, reader: Reader) -> list[Checked]:
    """Each open load at this reader's dock, checked. Raises `Refused("reader.wrong_kind")`."""
    reader.check_kind("door")
    query = select(Load.id).where(Load.dock_id == reader.place_id, Work.state == "open").order_by(Load.id)
    return [_check(session, reader, loading.load(session, load_id)) for load_id in session.scalars(query)]


def _check(session: Session, reader: Reader, load: Load) -> Checked:
    aboard = select(Parcel.sscc).where(Parcel.load_id == load.id, Parcel.state == "loaded")
    loaded = [sscc for sscc in session.scalars(aboard.order_by(Parcel.id)) if sscc]
    seen = select(TagPass.sscc, TagPass.code).where(
        TagPass.reader_id == reader.id,
        TagPass.last_at >= load.created_at,
        (TagPass.work_id == load.id) | TagPass.work_id.is_(None),
        TagPass.code.not_in(("", "load.parcel_ok", "load.already_loaded")),
    )
    found = session.execute(seen.order_by(TagPass.id))
    strays = {sscc: code for sscc, code in found if sscc and sscc not in loaded}
    return Checked(load.id, load.number, loaded, waiting.ready(session, load), sorted(strays.items()))
