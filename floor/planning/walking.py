"""In which order a picker comes by the places of a round."""

from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from floor.planning.hall import Hall, Stand, hall_of
from floor.planning.routes import Stop, shortest
from models import Place
from models.places import LANES, walking_order


def hall_in(session: Session) -> Hall | None:
    """The warehouse's hall; None where nobody has measured it, or it is not rectangular."""
    stands = select(Place.aisle, Place.x_m, Place.y_m).where(Place.kind == "bin").distinct()
    lanes = select(Place.x_m, Place.y_m).where(Place.kind.in_(LANES))
    return hall_of(
        [Stand(*row) for row in session.execute(stands)], [(x, y) for x, y in session.execute(lanes)]
    )


def stops_of(hall: Hall, places: Iterable[Place]) -> dict[Stop, list[Place]] | None:
    """Where one stands to reach these bins, and which of them one reaches there; None where the hall lacks one."""
    found: dict[Stop, list[Place]] = {}
    for place in sorted(places, key=lambda each: each.order):
        stop = hall.stop(place.x_m, place.y_m)
        if stop is None:
            return None
        found.setdefault(stop, []).append(place)
    return found


def walk(hall: Hall | None, places: Collection[Place]) -> list[Place]:
    """The bins in the order of the shortest round, or aisle by aisle where the hall is not known; then what has come in
    over a cross-dock and stands where the round ends."""
    bins = [place for place in places if place.kind == "bin"]
    others = walking_order(place for place in places if place.kind != "bin")
    stops = stops_of(hall, bins) if hall else None
    if not hall or not stops:
        return walking_order(bins) + others
    return in_order(stops, shortest(hall, stops).stops) + others


def in_order(stops: dict[Stop, list[Place]], route: Sequence[Stop]) -> list[Place]:
    return [place for stop in route for place in stops[stop]]
