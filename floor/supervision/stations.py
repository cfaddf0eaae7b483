"""Packing stations, docks and carriers: what waits where, and when each carrier leaves."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from models import Carrier, Load, PackSession, Parcel, Place, Warehouse
from models.carriers import next_cutoff

WAITING = ("closed", "labelled")  # parcels that a carrier is still to take on


@dataclass(frozen=True, slots=True)
class Lane:
    """A packing station or a staging lane: who packs what there, and the totes that wait."""

    code: str
    kind: str
    packer: str
    order: str
    work_id: int | None
    totes: int


@dataclass(frozen=True, slots=True)
class Dock:
    """A load that stands open at a dock, in parcels."""

    code: str
    carrier: str
    number: str
    work_id: int
    loaded: int
    waiting: int


@dataclass(frozen=True, slots=True)
class Departure:
    """A carrier and the next moment at which it leaves (UTC; None: not in the coming week), in parcels."""

    carrier: str
    name: str
    cutoff: datetime | None
    waiting: int


def lanes(session: Session) -> list[Lane]:
    """Every packing station and staging lane, by code."""
    totes = dict(
        session.execute(
            select(Place.at_id, func.count())
            .where(Place.kind == "tote", Place.at_id.is_not(None))
            .group_by(Place.at_id)
        ).all()
    )
    query = (
        select(PackSession)
        .where(PackSession.state == "open", PackSession.station_id.is_not(None))
        .options(joinedload(PackSession.person), joinedload(PackSession.order))
        .order_by(PackSession.claimed_at)
    )
    busy = {pack.station_id: pack for pack in session.scalars(query)}
    found = session.scalars(select(Place).where(Place.kind.in_(("station", "stage"))))
    places = sorted(found, key=lambda place: place.order)
    return [_lane(place, busy.get(place.id), totes.get(place.id, 0)) for place in places]


def _lane(place: Place, pack: PackSession | None, totes: int) -> Lane:
    return Lane(
        code=place.code,
        kind=place.kind,
        packer=pack.person.name if pack and pack.person else "",
        order=pack.order.number if pack else "",
        work_id=pack.id if pack else None,
        totes=totes,
    )


def packs_waiting(session: Session) -> int:
    """Orders whose totes are all picked and that nobody packs yet."""
    query = select(func.count()).where(PackSession.state == "open", PackSession.person_id.is_(None))
    return session.scalar(query) or 0


def docks(session: Session) -> list[Dock]:
    """Every open load, by its dock."""
    query = select(Load).where(Load.state == "open").options(joinedload(Load.dock)).order_by(Load.id)
    loads = list(session.scalars(query))
    aboard = _parcels(session, Parcel.load_id, Parcel.load_id.in_([load.id for load in loads]))
    waiting = _waiting(session)
    return [
        Dock(
            code=load.dock.code if load.dock else "",
            carrier=load.carrier or "",
            number=load.number,
            work_id=load.id,
            loaded=aboard.get(load.id, 0),
            waiting=waiting.get(load.carrier or "", 0),
        )
        for load in loads
    ]


def departures(session: Session, at: datetime) -> list[Departure]:
    """Every carrier, the next to leave first."""
    zone = Warehouse.of(session).zone
    waiting = _waiting(session)
    found = [
        Departure(
            carrier.code, carrier.name, next_cutoff(carrier.cutoffs, at, zone), waiting.get(carrier.code, 0)
        )
        for carrier in session.scalars(select(Carrier).order_by(Carrier.name))
    ]
    return sorted(found, key=lambda departure: (departure.cutoff is None, departure.cutoff or at))


def _waiting(session: Session) -> dict[str, int]:
    return _parcels(session, Parcel.carrier, Parcel.state.in_(WAITING))


def _parcels(session: Session, by, where) -> dict:  # type: ignore[no-untyped-def, type-arg]
    return dict(session.execute(select(by, func.count()).where(where).group_by(by)).all())
