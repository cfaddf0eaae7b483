"""Labels for what hangs in the warehouse and is carried in it, and the card of commands beside each station."""

from typing import Annotated, Literal

from flask import Response
from pydantic import AfterValidator, Field

from floor.core.languages import Language
from floor.printing.label_facts import MOST, Wanted, codes_of, label_facts
from floor.printing.labels import FORMATS, make
from floor.printing.labels.facts import CardFacts
from floor.printing.labels.sheets import PaperName
from floor.web.access import ALL_ROLES, SUPERVISORS, current_language, current_services
from floor.web.blueprints import api
from floor.web.endpoint import endpoint
from floor.web.files import file_of
from floor.web.shapes import Body, Limit, Line, no_controls

PDF, ZPL, SVG, PNG = FORMATS.values()


def _readable(codes: str) -> str:
    for code in codes_of(codes):
        no_controls(code)
    return codes


class Which(Body):
    codes: Annotated[
        str,
        Field(max_length=40 * MOST, description="one a line, as they are scanned or bare"),
        AfterValidator(_readable),
    ] = ""
    zone: Annotated[Line, Field(description="only the places of this zone")] = ""
    first: Annotated[int, Field(ge=1, le=999_999)] = 1
    count: Limit = 20

    @property
    def wanted(self) -> Wanted:
        return Wanted(codes_of(self.codes), self.zone, self.first, self.count)


class WhichPdf(Which):
    paper: Annotated[
        PaperName | None, Field(description="sheets of these labels, instead of single ones")
    ] = None


class WhichZpl(Which):
    dpi: Literal["203", "300", "600"] = "203"


class WhichCard(Body):
    station: Annotated[
        Literal["receive", "pick", "pack", "load", "count"] | None,
        Field(description="only the commands that count there"),
    ] = None
    language: Annotated[Language | None, Field(description="of whoever works there; else the caller's")] = (
        None
    )


@endpoint(api, "GET", "/labels/commands.pdf", roles=ALL_ROLES, query=WhichCard, answers={200: PDF})
def command_card(query: WhichCard) -> Response:
    """The card of command codes"""
    card = CardFacts(station=query.station or "")
    return file_of(make([card], "pdf", query.language or current_language()), PDF, "commands.pdf")


@endpoint(api, "GET", "/labels/<name:kind>.pdf", roles=SUPERVISORS, query=WhichPdf, answers={200: PDF})
def labels_pdf(kind: str, query: WhichPdf) -> Response:
    """Labels to print: one a page, or on sheets of label paper

    `kind` is location, tote, cart, sku, badge, command, card or load. Without `codes` all places of `zone`, `count`
    new totes or carts from `first` on, everybody, every command, the open loads.
    """
    return _labels(kind, query, "pdf", paper=query.paper)


@endpoint(api, "GET", "/labels/<name:kind>.zpl", roles=SUPERVISORS, query=WhichZpl, answers={200: ZPL})
def labels_zpl(kind: str, query: WhichZpl) -> Response:
    """Labels for a label printer"""
    return _labels(kind, query, "zpl", dpi=int(query.dpi))


@endpoint(api, "GET", "/labels/<name:kind>.svg", roles=SUPERVISORS, query=Which, answers={200: SVG})
def labels_svg(kind: str, query: Which) -> Response:
    """One label as a drawing"""
    return _labels(kind, query, "svg")


@endpoint(api, "GET", "/labels/<name:kind>.png", roles=SUPERVISORS, query=Which, answers={200: PNG})
def labels_png(kind: str, query: Which) -> Response:
    """One label as a picture, 16 dots a mm"""
    return _labels(kind, query, "png")


def _labels(kind: str, query: Which, form: str, paper: str | None = None, dpi: int = 203) -> Response:
    with current_services().database.reading() as session:
        facts = label_facts(session, kind, query.wanted)
    return file_of(make(facts, form, current_language(), paper, dpi), FORMATS[form], f"{kind}.{form}")
