"""Fixed radio readers: what they send, and what is asked of them."""

from typing import Annotated, Any, Literal

from pydantic import Field
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from floor.core.messages import text
from floor.radio import dock_doors, tag_counts, tag_reads
from floor.radio.readers import find_reader
from floor.web.access import SUPERVISORS, WORKERS, current_actor, current_language, current_services
from floor.web.blueprints import api
from floor.web.endpoint import endpoint
from floor.web.reader_signature import message
from floor.web.shapes import Answer, Body, GivenId, Name, Timestamp
from models import Reader, Refused
from scanners.tags import NotAPayload, read_payload

DISPATCH = ("dispatcher", *SUPERVISORS)
Units = Annotated[int, Field(ge=0)]
Seconds = Annotated[
    int, Field(ge=1, le=900, description="how far back to look, at the most to the last look")
]


class ParcelSeen(Answer):
    sscc: str
    code: Annotated[str, Field(examples=["load.parcel_ok", "load.wrong_load", "reader.no_load"])]
    text: str


class Heard(Answer):
    """Each read is counted once: as kept, or as what it was left out for."""

    reads: Units
    unreadable: Annotated[Units, Field(description="an EPC that is none")]
    late: Annotated[Units, Field(description="too old to act on")]
    weak: Annotated[Units, Field(description="weaker than this reader is set to hear")]
    ignored: Annotated[Units, Field(description="nothing that this reader looks for")]
    known: Annotated[Units, Field(description="sent before")]
    not_understood: Annotated[
        list[str], Field(description="the names that stand in a message in which no tag was found")
    ]
    tags: Annotated[Units, Field(description="different tags among the rest")]
    passes: Annotated[Units, Field(description="those of them that came by anew")]
    parcels: list[ParcelSeen]


class ReaderRow(Answer):
    name: str
    kind: Literal["door", "tunnel", "count"]
    place: str | None
    seen_at: Timestamp | None


class Readers(Answer):
    readers: list[ReaderRow]
    next: str | None


class Stray(Answer):
    sscc: str
    code: str


class LoadChecked(Answer):
    load: GivenId
    number: str
    loaded: list[str]
    missing: Annotated[list[str], Field(description="ready for this carrier and not aboard")]
    strays: list[Stray]


class LoadsChecked(Answer):
    loads: list[LoadChecked]
    next: str | None


class Line(Answer):
    sku: str
    expected: Units
    seen: Units
    code: Annotated[str, Field(examples=["reader.units_ok", "reader.units_missing", "reader.units_extra"])]
    text: str


class Compared(Answer):
    place: str
    matches: bool
    lines: list[Line]
    unknown: Annotated[list[str], Field(description="GTINs that no SKU has")]


class ToteLook(Body):
    tote: Name
    seconds: Seconds = 60


class BinLook(Body):
    place: Annotated[Name | None, Field(description="the bin's code; without it the reader's own")] = None
    seconds: Seconds = 300


@endpoint(
    api, "POST", "/readers/<name:name>/reads", scopes=("reads",), raw="application/json", answers={200: Heard}
)
def take_reads(name: str) -> dict[str, Any]:
    """Tag reads, in the shapes of Zebra's IoT Connector and RFD sleds, of Impinj's readers and of EPCIS

    One JSON value or several, in lines or not. Signed with the reader's secret as Standard Webhooks say, by HTTP Basic
    with the reader's name and secret, or with an API token. A tag that stays in sight is one pass, however often it is
    read, and sending reads again changes nothing. At a dock door each parcel is scanned onto the open load.
    """
    try:
        payload = read_payload(message())
    except NotAPayload as error:
        raise Refused("reader.no_payload", at=error.at) from error
    floor = current_services()
    heard = floor.writer.perform(current_actor(), tag_reads.hear, name, payload.reads)
    at_door = heard.reader.kind == "door"
    judged = dock_doors.judge_passes(floor.writer, heard.reader, heard.passes) if at_door else []
    return {
        "reads": heard.reads + payload.unreadable,
        "unreadable": payload.unreadable,
        "late": heard.late,
        "weak": heard.weak,
        "ignored": heard.ignored,
        "known": heard.known,
        "not_understood": payload.not_understood,
        "tags": heard.tags,
        "passes": heard.began,
        "parcels": [{"sscc": each.sscc, **_said(each.code, each.params)} for each in judged],
    }


def _said(code: str, params: dict[str, Any]) -> dict[str, str]:
    return {"code": code, "text": text(code, current_language(), params)}


@endpoint(api, "GET", "/readers", roles=DISPATCH, answers={200: Readers})
def list_readers() -> dict[str, Any]:
    """The fixed readers of the warehouse"""
    with current_services().database.reading() as session:
        rows = session.scalars(select(Reader).options(joinedload(Reader.place)).order_by(Reader.name))
        found = [
            {
                "name": row.name,
                "kind": row.kind,
                "place": row.place.code if row.place else None,
                "seen_at": row.seen_at,
            }
            for row in rows
        ]
    return {"readers": found, "next": None}


@endpoint(
    api, "GET", "/readers/<name:name>/loads", roles=DISPATCH, scopes=("reads",), answers={200: LoadsChecked}
)
def check_loads(name: str) -> dict[str, Any]:
    """The open loads at a dock door, checked against what passed it: aboard, missing, strays"""
    with current_services().database.reading() as session:
        checked = dock_doors.check_loads(session, find_reader(session, name))
    loads = [
        {
            "load": str(each.load),
            "number": each.number,
            "loaded": each.loaded,
            "missing": each.missing,
            "strays": [{"sscc": sscc, "code": code} for sscc, code in each.strays],
        }
        for each in checked
    ]
    return {"loads": loads, "next": None}


@endpoint(
    api,
    "POST",
    "/readers/<name:name>/totes",
    roles=WORKERS + SUPERVISORS,
    scopes=("reads",),
    body=ToteLook,
    answers={200: Compared},
)
def check_tote(name: str, body: ToteLook) -> dict[str, Any]:
    """Compare a tote's contents with what just passed the tunnel

    A difference is an alert on the board. The next tote is compared with what passes after this one.
    """
    writer = current_services().writer
    return _compared(writer.perform(current_actor(), tag_counts.check_tote, name, body.tote, body.seconds))


@endpoint(
    api,
    "POST",
    "/readers/<name:name>/counts",
    roles=SUPERVISORS,
    scopes=("reads",),
    body=BinLook,
    answers={200: Compared},
)
def propose_counts(name: str, body: BinLook) -> dict[str, Any]:
    """Compare a bin with the tags that were seen there; differences become proposals for a supervisor"""
    writer = current_services().writer
    place = body.place or ""
    return _compared(writer.perform(current_actor(), tag_counts.propose_counts, name, place, body.seconds))


def _compared(found: tag_counts.Compared) -> dict[str, Any]:
    return {
        "place": found.place,
        "matches": found.matches,
        "lines": [
            {
                "sku": line.sku,
                "expected": line.expected,
                "seen": line.seen,
                **_said(line.code, {"sku": line.sku, "expected": line.expected, "seen": line.seen}),
            }
            for line in found.lines
        ],
        "unknown": found.unknown,
    }
