"""The hall seen from above: each bay coloured by what was picked there, how old its goods are, or how full it is."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from floor.stock.levels import first_move_since
from models import Move, Place, Quant, Sku, now
from models.spelling import natural
from models.stock_levels import DEMAND_DAYS
from models.storage import MM3_OF_LITRE

STEPS = 5  # shades, beside none
HIGHEST = 10  # bins that are named beside the drawing
SCALE = 10.0  # units of the drawing for a metre


@dataclass(frozen=True, slots=True)
class Cell:
    """One bay as it is drawn: its left upper corner, its shade (0 is none), its bins by name and their figure."""

    x: float
    y: float
    shade: int
    name: str
    value: int


@dataclass(frozen=True, slots=True)
class Hall:
    """The drawing. `cells` are empty where nobody has measured where bins are. `ranges`: the least and the most figure
    of each shade, the palest first; `aisles`: where their names stand; `highest`: bins and their figures."""

    cells: Sequence[Cell]
    width: float
    height: float
    cell: tuple[float, float]
    ranges: Sequence[tuple[int, int]]
    aisles: Sequence[tuple[str, float]]
    highest: Sequence[tuple[str, int]]


def hall(session: Session, by: str, zone: str = "") -> Hall:
    """by: picks (units picked in DEMAND_DAYS), age (days since the oldest goods came), or fill (percent of the bin's
    volume where bin and catalogue say it, else units)."""
    query = select(Place.id, Place.code, Place.aisle, Place.x_m, Place.y_m, Place.max_volume_l)
    query = query.where(Place.kind == "bin", *([Place.zone == zone] if zone else []))
    bins = session.execute(query).all()
    figures = FIGURES[by](session, bins)
    highest = sorted(
        ((bin.code, figures[bin.id]) for bin in bins if figures.get(bin.id)), key=lambda each: -each[1]
    )
    if not any(bin.x_m or bin.y_m for bin in bins):
        return Hall((), 0, 0, (0, 0), (), (), highest[:HIGHEST])
    return _drawn(bins, figures, most=by != "picks", highest=highest[:HIGHEST])


def zones(session: Session) -> list[str]:
    found = session.scalars(select(Place.zone).where(Place.kind == "bin", Place.zone != "").distinct())
    return sorted(found, key=natural)


def _picks(session: Session, _bins: Sequence[Any]) -> dict[int, int]:
    since = first_move_since(session, now() - timedelta(days=DEMAND_DAYS))
    query = select(Move.from_id, func.sum(Move.quantity)).where(Move.id >= since, Move.why == "pick")
    return {place: int(units) for place, units in session.execute(query.group_by(Move.from_id))}


def _ages(session: Session, _bins: Sequence[Any]) -> dict[int, int]:
    at = now()
    query = select(Quant.place_id, func.min(Quant.received_at)).where(Quant.on_hand > 0)
    return {place: (at - came).days for place, came in session.execute(query.group_by(Quant.place_id))}


def _fills(session: Session, bins: Sequence[Any]) -> dict[int, int]:
    """Percent where any bin of the hall says what it holds, else units: never both in one drawing."""
    volume = Sku.length_mm * Sku.width_mm * Sku.height_mm
    known = {bin.id: bin.max_volume_l * MM3_OF_LITRE for bin in bins if bin.max_volume_l}
    filled = func.sum(Quant.on_hand * volume) if known else func.sum(Quant.on_hand)
    query = select(Quant.place_id, filled).join(Sku, Sku.id == Quant.sku_id).where(Quant.on_hand > 0)
    found = session.execute(query.group_by(Quant.place_id))
    if not known:
        return {place: int(units) for place, units in found}
    return {place: round(100 * int(of) / known[place]) for place, of in found if place in known}


FIGURES: Mapping[str, Callable[[Session, Sequence[Any]], dict[int, int]]] = {
    "picks": _picks,
    "age": _ages,
    "fill": _fills,
}


def in_percent(session: Session) -> bool:
    """Whether any bin says what it holds, so that `fill` is a percentage."""
    return (
        session.scalar(select(Place.id).where(Place.kind == "bin", Place.max_volume_l > 0).limit(1))
        is not None
    )


def _drawn(
    bins: Sequence[Any], figures: Mapping[int, int], *, most: bool, highest: Sequence[tuple[str, int]]
) -> Hall:
    """Bins above one another are one cell: of ages and fills the highest counts, of picks all together."""
    bays: dict[tuple[float, float], list[Any]] = defaultdict(list)
    for bin in bins:
        bays[bin.x_m, bin.y_m].append(bin)
    together = max if most else sum
    values = {at: together(figures.get(bin.id, 0) for bin in there) for at, there in bays.items()}
    bounds = _bounds(values.values())
    left, top = min(x for x, _y in bays), min(y for _x, y in bays)
    wide, high = _gap(x for x, _y in bays), _gap(y for _x, y in bays)
    aisles: dict[str, list[float]] = defaultdict(list)
    for bin in bins:
        aisles[bin.aisle].append(bin.x_m)
    cells = [
        Cell(
            round((x - left) * SCALE, 1), round((y - top) * SCALE, 1), _shade(values[x, y], bounds),
            _name(bays[x, y]), values[x, y],
        )
        for x, y in sorted(bays)
    ]  # fmt: skip
    return Hall(
        cells,
        max(cell.x for cell in cells) + wide * SCALE,
        max(cell.y for cell in cells) + high * SCALE,
        (round(wide * SCALE * 0.9, 2), round(high * SCALE * 0.9, 2)),
        _ranges(bounds),
        [
            (aisle, round((sum(xs) / len(xs) - left) * SCALE, 1))
            for aisle, xs in sorted(aisles.items())
            if aisle
        ],
        highest,
    )


def _name(bins: Sequence[Any]) -> str:
    codes = sorted((bin.code for bin in bins), key=natural)
    return codes[0] if len(codes) == 1 else f"{codes[0]} … {codes[-1]}"


def _gap(places: Iterable[float]) -> float:
    """How far apart neighbours stand: the least distance of more than a hand's breadth; a metre for a single one."""
    line = sorted(set(places))
    return min((b - a for a, b in pairwise(line) if b - a > 0.1), default=1.0)


def _bounds(values: Iterable[int]) -> list[int]:
    """The most of each shade, so that each is borne by about as many cells; fewer where there are few figures."""
    there = sorted(value for value in values if value > 0)
    return (
        sorted({there[-(-len(there) * step // STEPS) - 1] for step in range(1, STEPS + 1)}) if there else []
    )


def _ranges(bounds: Sequence[int]) -> list[tuple[int, int]]:
    least = 1
    found = []
    for most in bounds:
        found.append((least, most))
        least = most + 1
    return found


def _shade(value: int, bounds: Sequence[int]) -> int:
    if value <= 0:
        return 0
    return STEPS - len(bounds) + 1 + bisect_left(bounds, value)
