"""What hangs in the hall: the labels of places and totes, and the card of commands beside each station."""

from typing import Annotated

from flask import Response
from pydantic import Field
from sqlalchemy import select

from floor.api.blueprint import blueprint as api
from floor.api.papers import PDF, file_of
from floor.api.shapes import Body, Limit, Line
from floor.auth import ALL_ROLES, SUPERVISORS, current_floor, current_language
from floor.documents.facts import LocationFacts, ToteFacts
from floor.documents.floor_labels import command_card_pdf, location_labels_pdf, tote_labels_pdf
from floor.endpoint import endpoint
from models import Place, Warehouse
from models.places import LANES

LABELLED = ("bin", "dock", *LANES)


class Where(Body):
    zone: Annotated[Line | None, Field(description="only the places of this zone")] = None


class Totes(Body):
    first: Annotated[int, Field(ge=1, le=999_999)] = 1
    count: Limit = 20


@endpoint(api, "GET", "/labels/commands.pdf", roles=ALL_ROLES, answers={200: PDF})
def command_card() -> Response:
    """The card of command codes, in the caller's language"""
    return file_of(command_card_pdf(current_language()), PDF, "commands.pdf")


@endpoint(api, "GET", "/labels/locations.pdf", roles=SUPERVISORS, query=Where, answers={200: PDF})
def location_labels(query: Where) -> Response:
    """A label for each place, with its check digits"""
    places = select(Place).where(Place.kind.in_(LABELLED)).order_by(Place.code)
    if query.zone is not None:
        places = places.where(Place.zone == query.zone)
    with current_floor().database.reading() as session:
        training = _training(session.get(Warehouse, 1))
        facts = [
            LocationFacts(place.code, place.check, place.zone, training) for place in session.scalars(places)
        ]
    return file_of(location_labels_pdf(facts, current_language()), PDF, "locations.pdf")


@endpoint(api, "GET", "/labels/totes.pdf", roles=SUPERVISORS, query=Totes, answers={200: PDF})
def tote_labels(query: Totes) -> Response:
    """Labels for totes, numbered from `first`"""
    with current_floor().database.reading() as session:
        training = _training(session.get(Warehouse, 1))
    facts = [ToteFacts(f"TOTE-{query.first + at:04d}", training) for at in range(query.count)]
    return file_of(tote_labels_pdf(facts, current_language()), PDF, "totes.pdf")


def _training(hall: Warehouse | None) -> bool:
    return hall is not None and hall.training
