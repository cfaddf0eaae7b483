"""What lies in bins and beside them: what the rules of storage judge by."""

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import bindparam, or_, select, tuple_
from sqlalchemy.orm import Session, joinedload

from floor.core.chunks import parts
from models import Move, PickFace, Place, Quant, Sku, StockHold
from models.storage import Bin, Goods, food_like

Bay = tuple[str, str, str]


def look(session: Session, places: Sequence[Place], goods: Goods) -> list[Bin]:
    """These places, in their order, as far as it concerns these goods."""
    if not places:
        return []
    inside = _contents(session, [place.id for place in places])
    heeds = "dangerous" in goods.sku.handling or food_like(goods.sku, goods.lot)
    beside = _beside(session, {bay_of(place) for place in places}) if heeds else {}
    faces: dict[int, set[int]] = defaultdict(set)
    query = select(PickFace.place_id, PickFace.sku_id).where(PickFace.place_id.in_([p.id for p in places]))
    for place_id, sku_id in session.execute(query):
        faces[place_id].add(sku_id)
    cold, held = _knows_cold(session), _holding(session, places, goods.sku)
    return [
        Bin(
            place,
            inside.get(place.id, []),
            [quant for quant in beside.get(bay_of(place), []) if quant.place_id != place.id],
            bool(faces[place.id]) and goods.sku.id not in faces[place.id],
            cold,
            place.id in held,
        )
        for place in places
    ]


def bay_of(place: Place) -> Bay:
    return place.zone, place.aisle, place.bay


def _contents(session: Session, ids: Sequence[int]) -> dict[int, list[Quant]]:
    found: dict[int, list[Quant]] = defaultdict(list)
    for some in parts(ids):
        query = select(Quant).where(Quant.place_id.in_(some), (Quant.on_hand > 0) | Quant.counting)
        for quant in session.scalars(query.options(joinedload(Quant.sku), joinedload(Quant.lot))):
            found[quant.place_id].append(quant)
    return found


def _beside(session: Session, bays: set[Bay]) -> dict[Bay, list[Quant]]:
    """What lies in all bins of these bays. A bin that says no bay stands for itself alone."""
    found: dict[Bay, list[Quant]] = defaultdict(list)
    for some in parts(sorted(bay for bay in bays if bay[2])):
        query = (
            select(Quant)
            .join(Quant.place)
            .where(Place.kind == "bin", tuple_(Place.zone, Place.aisle, Place.bay).in_(some))
            .where(Quant.on_hand > 0)
            .options(joinedload(Quant.sku), joinedload(Quant.lot), joinedload(Quant.place))
        )
        for quant in session.scalars(query):
            found[bay_of(quant.place)].append(quant)
    return found


def _holding(session: Session, places: Sequence[Place], sku: Sku) -> set[int]:
    """The ids of those of these places where such goods are on hold."""
    query = select(StockHold.place_id).where(
        StockHold.ended_at.is_(None), StockHold.place_id.in_([place.id for place in places])
    )
    query = query.where(or_(StockHold.sku_id.is_(None), StockHold.sku_id == sku.id))
    return {place_id for place_id in session.scalars(query) if place_id is not None}


def _knows_cold(session: Session) -> bool:
    return session.scalar(_COLD) is not None


_COLD = select(Place.id).where(Place.temperature == "cold").limit(1)


def last_bin(session: Session, sku_id: int) -> Place | None:
    """The bin from which the goods were picked last."""
    return session.scalars(_LAST_BIN, {"sku": sku_id}).first()


_LAST_BIN = (
    select(Place)
    .join(Move, Move.from_id == Place.id)
    .where(Move.sku_id == bindparam("sku"), Move.why == "pick", Place.kind == "bin")
    .order_by(Move.id.desc())
    .limit(1)
)


def faces_of(session: Session, sku: Sku) -> list[PickFace]:
    return sorted(session.scalars(_FACES, {"sku": sku.id}), key=lambda face: face.place.order)


_FACES = select(PickFace).where(PickFace.sku_id == bindparam("sku")).options(joinedload(PickFace.place))
