"""Where goods should go, and why: beside their own kind, where they came from, else into an empty bin."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, case, exists, func, select
from sqlalchemy.orm import Session, joinedload

from floor.putaway.bins import faces_of, last_bin, look
from floor.putaway.held import holds_in
from models import Lot, Move, PickFace, Place, Quant, Refused, Sku, Work
from models.carrying import CarryingWork
from models.places import LANES
from models.storage import Bin, Goods

FAST_PICKS, FAST_WITHIN = 30, timedelta(days=28)  # goods picked so often are to lie near the front
IN_OTHER_ZONE = "bin.why_zone"
MOST = 100  # empty bins that are looked at for one proposal


@dataclass(frozen=True, slots=True)
class Proposal:
    """A bin with the code of its reason and the code's params; `room` is for how many units, None for all."""

    place: Place
    why: str
    params: dict[str, str | int]
    room: int | None = None


def goods_of(session: Session, work: CarryingWork, sku: Sku, lot: Lot | None, units: int) -> Goods:
    """What a work carries, with the bins where it is at home: where it was picked last, and its pick faces."""
    last = last_bin(session, sku.id)
    usual = {face.place_id for face in faces_of(session, sku)} | ({last.id} if last else set())
    source = work.source
    held = source is not None and bool(holds_in(session, source, sku.id, lot.id if lot else None))
    return Goods(sku, lot, units, frozenset(usual), work.puts_back, held)


def propose(session: Session, work: CarryingWork, goods: Goods, now: datetime) -> None:
    """Writes into the work where these goods should go: the first bin in the order of `_places` that takes them all,
    else the one with room for the most of them."""
    best: Proposal | None = None
    for found in _fitting(session, work, goods, now):
        if found.room is None:
            best = found
            break
        if best is None or found.room > (best.room or 0):
            best = found
    if best is None:
        work.propose(None, "hint.any_bin")
    elif best.room is None:
        work.propose(best.place, best.why, **best.params)
    else:
        work.propose(best.place, "hint.room_for", room=best.room)


Candidates = tuple[str, dict[str, str | int], Sequence[Place]]


def _fitting(session: Session, work: CarryingWork, goods: Goods, now: datetime) -> Iterator[Proposal]:
    one = replace(goods, units=1)
    for why, params, places in _places(session, work, goods, now):
        for each in look(session, [place for place in places if place.id != work.source_id], goods):
            room = _room(each, goods, one)
            if room is None or room > 0:
                yield Proposal(each.place, why, params, room)


def _room(each: Bin, goods: Goods, one: Goods) -> int | None:
    """For how many of the goods this bin is a good place; None for all of them."""
    try:
        each.check(one)
    except Refused:
        return 0
    if each.unusual(one) not in ("", IN_OTHER_ZONE):  # where its own zone is full
        return 0
    room = each.room(goods.sku)
    return None if room is None or room >= goods.units else room


def _places(session: Session, work: CarryingWork, goods: Goods, now: datetime) -> Iterator[Candidates]:
    """What is looked at, the best first, each with its reason: read only as far as it is needed."""
    sku = goods.sku
    faces = faces_of(session, sku)
    yield "hint.to_face", {}, list(_with_room(session, faces, goods))
    lying = _where_it_lies(session, sku)
    last = last_bin(session, sku.id)
    same = [q.place for q in lying if q.lot_id == (goods.lot.id if goods.lot else None)]
    same.sort(key=lambda place: (place is not last, place.order))
    yield "hint.same_goods", {}, [place for place in same if place.id not in {f.place_id for f in faces}]
    if last is not None and not _holds_others(session, last, sku):
        yield "hint.came_from", {}, [last]
    fast = is_fast(session, sku.id, now)
    near = "front" if fast else "free"
    empty = _empty(session, work, sku, bool(faces), fast)
    if faces:
        yield "hint.to_reserve", {}, list(session.scalars(empty.where(Place.reserve)))
    if sku.home_zone:
        at_home = empty.where(Place.zone == sku.home_zone)
        yield f"hint.home_zone_{near}", {"zone": sku.home_zone}, list(session.scalars(at_home))
    for zone in sorted({quant.place.zone for quant in lying} - {"", sku.home_zone}):
        in_zone = empty.where(Place.zone == zone)
        yield f"hint.same_zone_{near}", {"zone": zone}, list(session.scalars(in_zone))
    yield f"hint.empty_bin_{near}", {}, list(session.scalars(empty))
    if last is not None:
        yield "hint.came_from", {}, [last]


def _holds_others(session: Session, place: Place, sku: Sku) -> bool:
    query = select(Quant.id).where(Quant.place_id == place.id, Quant.sku_id != sku.id, Quant.on_hand > 0)
    return session.scalar(query.limit(1)) is not None


def _with_room(session: Session, faces: Iterable[PickFace], goods: Goods) -> Iterator[Place]:
    for face in faces:
        query = select(func.coalesce(func.sum(Quant.on_hand), 0))
        there = session.scalar(query.where(Quant.place_id == face.place_id, Quant.sku_id == goods.sku.id))
        if (there or 0) + goods.units <= face.most:
            yield face.place


def _where_it_lies(session: Session, sku: Sku) -> list[Quant]:
    query = (
        select(Quant)
        .join(Quant.place)
        .where(Quant.sku_id == sku.id, Quant.on_hand > 0, Place.kind == "bin")
        .options(joinedload(Quant.place))
    )
    return list(session.scalars(query.order_by(Quant.id)))


def is_fast(session: Session, sku_id: int, now: datetime) -> bool:
    """Whether these goods were picked FAST_PICKS times lately."""
    picks = select(Move.at).where(Move.sku_id == sku_id, Move.why == "pick").order_by(Move.id.desc())
    nth = session.scalar(picks.offset(FAST_PICKS - 1).limit(1))
    return nth is not None and nth >= now - FAST_WITHIN


def _empty(session: Session, work: CarryingWork, sku: Sku, has_face: bool, fast: bool) -> Select[Place]:
    """Bins that hold nothing, are no pick face of other goods and are not proposed to anybody else: near the front for
    fast goods, else far from it, so that the front stays free. What has a pick face goes to the reserve first."""
    filled = exists().where(Quant.place_id == Place.id, (Quant.on_hand > 0) | Quant.counting)
    of_others = exists().where(PickFace.place_id == Place.id, PickFace.sku_id != sku.id)
    elsewhere = select(CarryingWork.target_id).where(
        Work.state == "open", CarryingWork.id != work.id, CarryingWork.target_id.is_not(None)
    )
    query = select(Place).where(Place.kind == "bin", ~filled, ~of_others, Place.id.not_in(elsewhere))
    cold = "cold" in sku.handling
    fits = case((Place.temperature == ("cold" if cold else "ambient"), 0), else_=1)
    kind = case((Place.reserve.is_(has_face), 0), else_=1)
    return query.order_by(fits, kind, *_nearness(session, fast), Place.id).limit(MOST)


def _nearness(session: Session, fast: bool) -> Sequence[Any]:
    """By how far it is from where the totes are set down; where nobody has measured, in the order of names."""
    lanes = select(func.avg(Place.x_m), func.avg(Place.y_m)).where(
        Place.kind.in_(LANES), (Place.x_m != 0) | (Place.y_m != 0)
    )
    x_m, y_m = session.execute(lanes).one()
    if x_m is None:
        return (Place.code,)
    far = (Place.x_m - x_m) * (Place.x_m - x_m) + (Place.y_m - y_m) * (Place.y_m - y_m)
    return (far if fast else far.desc(), Place.code)
