"""Where received goods stand until they are put away: totes, pallets and lanes; a full one waits to be put away."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from floor.catalogue.lookup import find_place, the_one
from floor.core.locking import locked
from floor.core.transaction import Transaction, Verdict, work_topics
from floor.planning.cross_docking import Straight, send_straight
from floor.putaway import putaway
from floor.putaway.carried import loader
from floor.stock.in_use import in_use
from models import GoodsReceipt, Move, ParcelLabel, Place, PutAwayTask, Quant, Refused, Warehouse, Work
from models.base import Value
from models.places import OUTSIDE
from models.spelling import alike
from models.undo_receiving import ContainerFull
from scanners import Scan
from scanners.gs1 import serials_of, sscc


def is_place(scan: Scan) -> bool:
    """Whether a scan names a place or something that carries goods, and no goods."""
    return scan.kind in ("location", "tote") or (scan.sscc is not None and scan.gtin is None)


def name_dock(tx: Transaction, work: GoodsReceipt, scan: Scan) -> Verdict:
    """Where the delivery stands. Raises `Refused`: receive.not_a_dock, and those of `find_place`."""
    place = find_place(tx.db, scan) if scan.kind == "location" else None
    if place is None or place.kind not in ("dock", "stage"):
        raise Refused("receive.not_a_dock", scanned=scan.text)
    work.stand_at(place)
    return Verdict("receive.dock_ok", {"location": place.code}, {"op": "dock"})


def choose(tx: Transaction, work: GoodsReceipt, scan: Scan) -> Verdict:
    """The tote, pallet or lane that goods go into now.

    Raises `Refused`: receive.not_a_container, receive.dock_first, receive.pallet_twice (it carries goods already),
    receive.container_in_use, and those of `find_place`.
    """
    if not is_place(scan):
        raise Refused("receive.not_a_container", scanned=scan.text)
    if work.dock is None:
        raise Refused("receive.dock_first", scanned=scan.text)
    place = _place(tx, scan)
    _check_free(tx, work, place)
    before = work.container
    work.fill(place)
    if place.kind != "stage":
        place.at = work.dock
    undo_id = before.id if before else None
    return Verdict("receive.container_ok", {"container": place.code}, {"op": "container", "before": undo_id})


def _place(tx: Transaction, scan: Scan) -> Place:
    """The container that was scanned; a tote or a supplier's pallet is known from its first scan on."""
    if scan.kind == "location":
        place = find_place(tx.db, scan)
        if place.kind != "stage":
            raise Refused("receive.not_a_container", scanned=scan.text)
        return place
    code = scan.code if scan.kind == "tote" else scan.sscc
    query = locked(select(Place).where(alike(Place.code, code or "")), of=Place)
    found = {place.code: place for place in tx.db.scalars(query)}
    known = found.get(the_one(code or "", found) or "")
    if known is None:
        known = Place(code=code or "", kind="tote" if scan.kind == "tote" else "pallet")
        tx.db.add(known)
        tx.db.flush()
    elif known.kind not in ("tote", "pallet"):
        raise Refused("receive.not_a_container", scanned=scan.text)
    return known


def _check_free(tx: Transaction, work: GoodsReceipt, place: Place) -> None:
    """A lane holds the goods of many. A tote or pallet is empty, or holds goods of this receipt alone and goes on."""
    if place.kind == "stage" or place is work.container:
        return
    other = select(GoodsReceipt.id).where(GoodsReceipt.container_id == place.id, Work.state == "open")
    if tx.db.scalar(other.where(Work.id != work.id).limit(1)) is not None:
        raise Refused("receive.container_in_use", container=place.code)
    if not in_use(tx.db, place):
        return
    if place.id in _filled(tx.db, work) and not _waits(tx.db, place):
        return
    code = "receive.pallet_twice" if place.kind == "pallet" else "receive.container_in_use"
    raise Refused(code, container=place.code)


def _filled(session: Session, work: GoodsReceipt) -> set[int]:
    """The ids of the places that goods of this receipt went into."""
    query = select(Move.to_id).join(Place, Place.id == Move.to_id)
    into = query.where(Move.work_id == work.id, Move.why == "receive", Place.kind.not_in(OUTSIDE))
    return set(session.scalars(into.distinct()))


def _waits(session: Session, place: Place) -> int | None:
    """The id of the open task that puts away what is in a place."""
    query = select(PutAwayTask.id).where(PutAwayTask.source_id == place.id, Work.state == "open")
    return session.scalar(query.limit(1))


def full(tx: Transaction, work: GoodsReceipt, scan: Scan) -> Verdict:
    """CMD-FULL: what is in the container waits to be put away, and the next one is asked for.

    Raises `Refused`: scan.not_allowed, receive.nothing_in.
    """
    container = work.container
    if container is None:
        raise Refused("scan.not_allowed", command=scan.text)
    holds = select(Quant.id).where(Quant.place_id == container.id, Quant.on_hand > 0)
    if tx.db.scalar(holds.limit(1)) is None:
        raise Refused("receive.nothing_in", container=container.code)
    straight = send_straight(tx, container) if work.straight else None
    undo: ContainerFull = {"op": "full", "container": container.id, "task": to_put_away(tx, container)}
    work.fill(None)
    work.hand = None
    if straight is None:
        return Verdict("receive.full", {"container": container.code}, undo)
    said: dict[str, Value] = {"container": container.code, "lane": straight.lane, "orders": straight.orders}
    return Verdict("receive.full_straight", said, undo)


def to_put_away(tx: Transaction, container: Place) -> int | None:
    """Makes the task that puts away what nobody waits for in a container; None where there is nothing, or one is there
    already."""
    if _waits(tx.db, container) is not None:
        return None
    task = putaway.create(tx, container, "received")
    return task.id if task else None


def send_rest(tx: Transaction, work: GoodsReceipt) -> dict[str, Value] | None:
    """At the end: all that came and that nobody was told where to bring yet goes straight to orders over a cross-dock,
    and else is put away. Answers which containers are brought to which lane, for which orders."""
    filled = select(Place).where(Place.id.in_(_filled(tx.db, work)), Place.kind != "damaged")
    sent: dict[str, Straight] = {}
    for container in tx.db.scalars(filled.order_by(Place.id)).all():
        straight = None
        if work.straight and _waits(tx.db, container) is None:
            straight = send_straight(tx, container)
        if straight:
            sent[container.code] = straight
        to_put_away(tx, container)
    if not sent:
        return None
    orders = dict.fromkeys(number for each in sent.values() for number in each.orders)
    return {"container": list(sent), "lane": next(iter(sent.values())).lane, "orders": list(orders)}


def not_full(tx: Transaction, work: GoodsReceipt, undo: ContainerFull) -> None:
    """Takes CMD-FULL back. Raises `Refused`: scan.nothing_to_undo (somebody puts the goods away already, or they are
    promised to orders)."""
    promised = select(Quant.id).where(Quant.place_id == undo["container"], Quant.allocated > 0)
    if tx.db.scalar(promised.limit(1)) is not None:
        raise Refused("scan.nothing_to_undo", work=work.number)
    if undo["task"] is not None:
        task = loader(PutAwayTask)(tx.db, undo["task"], lock=True)
        if task.state != "open" or task.person is not None or task.source_ok:
            raise Refused("scan.nothing_to_undo", work=work.number)
        task.do("cancel", tx.now)
        tx.changed(work_topics(task.id))
    work.fill(tx.db.get_one(Place, undo["container"]))


def make_pallets(tx: Transaction, count: int) -> list[str]:
    """New pallets, and the SSCCs that they are named by: from the last number of the company prefix downwards, since
    parcels begin with the first.

    Raises `Refused`: parcel.numbers_used_up.
    """
    stem = f"pallet {tx.actor.person_id} {tx.now.isoformat()}"
    pallets = [Place(code=f"{stem} {each}", kind="pallet") for each in range(count)]
    tx.db.add_all(pallets)
    tx.db.flush()
    prefix = Warehouse.of(tx.db).company_prefix
    numbers = 10 * serials_of(prefix)
    for pallet in pallets:
        place = (numbers - 1 - pallet.id) % numbers
        pallet.code = sscc(prefix, *divmod(place, serials_of(prefix)))
    codes = [pallet.code for pallet in pallets]
    if tx.db.scalar(select(ParcelLabel.id).where(ParcelLabel.sscc.in_(codes)).limit(1)) is not None:
        raise Refused("parcel.numbers_used_up", prefix=prefix)
    return codes
