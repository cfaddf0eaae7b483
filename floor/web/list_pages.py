"""A list's page, and the same list as a file."""

from collections.abc import Callable, Iterator
from typing import Any

from flask import Response, stream_with_context
from sqlalchemy.orm import Session

from floor.core.database import Database
from floor.web.access import current_actor, current_language, current_services
from floor.web.blueprints import pages
from floor.web.drawing import drawn, words
from floor.web.endpoint import page
from floor.web.lists import Listing, Wanted, shown, spreadsheet
from models import Warehouse


def list_page(
    path: str,
    listing: Listing,
    template: str,
    *,
    roles: tuple[str, ...],
    facts: Callable[[Session], dict[str, Any]] = lambda _session: {},
) -> None:
    """Registers the page at `path`, which draws `template` with the `list` and what `facts` adds, and the file at
    `path` with .csv."""

    @page(pages, "GET", path, roles=roles, name=listing.name)
    def look() -> str:
        with current_services().database.reading() as session:
            found = shown(session, listing, current_actor().person_id)
            return drawn(template, list=found, **facts(session))

    @page(pages, "GET", f"{path}.csv", roles=roles, name=f"{listing.name}_csv")
    def file() -> Response:
        return spreadsheet_of(listing)


def spreadsheet_of(listing: Listing) -> Response:
    """The list as a file, as the request asks for it."""
    # what the request says is read now: the lines are written when it is over
    database, wanted, language = current_services().database, Wanted.of(listing), current_language()
    lines = stream_with_context(_lines(database, listing, wanted, language))  # a filter may ask who looks
    answer = Response(lines, mimetype="text/csv")
    answer.headers.set("Content-Disposition", "attachment", filename=f"{listing.name}.csv")
    return answer


def _lines(database: Database, listing: Listing, wanted: Wanted, language: str) -> Iterator[bytes]:
    with database.reading() as session:
        yield from spreadsheet(session, listing, wanted, words(language, Warehouse.of(session).zone))
