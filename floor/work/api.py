"""Work for hands: the next one, the one that a scan names, and the scans themselves."""

from collections.abc import Sequence
from typing import Annotated, Any, Literal

from pydantic import Field, TypeAdapter, ValidationError
from sqlalchemy import select

from floor.core import messages
from floor.web.access import SUPERVISORS, WORKERS, current_actor, current_language, current_services
from floor.web.blueprints import api
from floor.web.endpoint import endpoint
from floor.web.problems import bad_body, bad_field
from floor.web.shapes import Answer, Body, Count, GivenId, Id, Line, Name, ScanText, Time
from floor.work import assignment, document, scans
from floor.work.kinds import KINDS
from floor.work.scans import Judged, ScanIn
from floor.work.shapes import News, Notice, Progress, Step
from models import Refused, Work
from models.stock import MOST_UNITS

MOST = 500
FLOOR = WORKERS + SUPERVISORS
# floor/app.py registers them before it imports the endpoints
Kind = Annotated[str, Field(json_schema_extra={"enum": list(KINDS)})]


class NextWork(Body):
    kinds: Annotated[list[Name], Field(min_length=1, max_length=10, examples=[["pick"]])]
    zone: Line | None = None


class OpenWork(Body):
    kind: Annotated[Name, Field(examples=["pack"])]
    scan: Annotated[ScanText | None, Field(description="a tote, or a work number")] = None
    carrier: Annotated[Line | None, Field(description="for a load: the carrier's code")] = None
    dock: Annotated[Line | None, Field(description="for a load: the dock's code")] = None


class Reassign(Body):
    person: Annotated[Id | None, Field(description="null puts it back into the queue")]


class SentScan(Body):
    """`at` is when the trigger was pulled, by this device's clock. It is believed only for how far apart reads are: the
    same code, or the same goods in another spelling, less than 0.3 s after the last is no second unit
    (`scan.read_twice`) until a person says so, by a scan of its own; nor is one utterance that is heard twice. Without
    `at`, and for what was typed, nothing is compared."""

    id: Annotated[
        str, Field(description="a UUID, made when the trigger was pulled", min_length=1, max_length=64)
    ]
    scan: ScanText
    at: Time | None = None
    quantity: Annotated[Count, Field(ge=1, le=MOST_UNITS)] = 1
    source: Literal["wedge", "camera", "rfid", "typed", "voice"] = "wedge"


class LooseScan(Body):
    """A scan in a list: what is wrong with its texts and numbers is judged in its place."""

    id: str
    scan: str
    at: Time | None = None
    quantity: Count = 1
    source: Literal["wedge", "camera", "rfid", "typed", "voice"] = "wedge"


class WorkDocument(Answer):
    id: GivenId
    kind: Kind
    number: str
    state: Literal["planned", "open", "done", "cancelled"]
    version: int
    person: str | None
    person_id: GivenId | None
    progress: Progress
    expect: Step | None
    steps: Annotated[list[Step], Field(description="every remaining step, the expected one first")]
    notices: list[Notice]
    news: Annotated[list[News], Field(description="what nobody at the work has heard yet")]


class JudgedScan(Answer):
    id: str
    accepted: bool
    code: str
    tone: messages.Tone
    title: Annotated[
        str | None, Field(description="what happened, in a word or two; null where it went well")
    ]
    text: str
    params: dict[str, Any]
    replayed: bool
    work: WorkDocument | None


@endpoint(
    api,
    "POST",
    "/work/next",
    roles=FLOOR,
    scopes=("work",),
    body=NextWork,
    answers={200: WorkDocument, 204: None},
)
def next_work(body: NextWork) -> dict[str, Any] | None:
    """Claim the next work: one's own unfinished one first

    204 when there is nothing to do.
    """
    work = current_services().writer.perform(current_actor(), assignment.next_work, body.kinds, body.zone)
    return None if work is None else shown(work.id)


@endpoint(api, "POST", "/work", roles=FLOOR, scopes=("work",), body=OpenWork, answers={200: WorkDocument})
def open_work(body: OpenWork) -> dict[str, Any]:
    """Open and claim the work that a scan names, or a load for a carrier at a dock"""
    work = current_services().writer.perform(
        current_actor(), assignment.open_work, body.kind, body.scan, body.carrier, body.dock
    )
    return shown(work.id)


@endpoint(api, "GET", "/work/<id:work_id>", roles=FLOOR, scopes=("work",), answers={200: WorkDocument})
def get_work(work_id: int) -> dict[str, Any]:
    """A work as it is now"""
    return shown(work_id)


@endpoint(
    api, "POST", "/work/<id:work_id>/reassign", roles=SUPERVISORS, body=Reassign, answers={200: WorkDocument},
    form="/desk/work/<id:work_id>/reassign", then="/desk/work/{work_id}",
)  # fmt: skip
def reassign(work_id: int, body: Reassign) -> dict[str, Any]:
    """Give open work to somebody else, or back to the queue

    The old holder's next scan says what to do with the goods in hand.
    """
    current_services().writer.perform(current_actor(), assignment.reassign, work_id, body.person)
    return shown(work_id)


@endpoint(api, "POST", "/work/<id:work_id>/heard", roles=FLOOR, scopes=("work",), answers={200: WorkDocument})
def hear_news(work_id: int) -> dict[str, Any]:
    """Say that the work's news were read

    What became of its orders (held, released, cancelled) is then no longer told by refusing the next scan.
    """
    current_services().writer.perform(current_actor(), assignment.hear_news, work_id)
    return shown(work_id)


@endpoint(
    api, "POST", "/work/<id:work_id>/scans", roles=FLOOR, scopes=("work",),
    body=SentScan | Annotated[list[SentScan], Field(max_length=MOST)], unread=True,
    answers={200: JudgedScan | list[JudgedScan]}, late=True,
)  # fmt: skip
def judge_scans(work_id: int, body: Any) -> dict[str, Any] | list[dict[str, Any]]:
    """Judge one scan, or a list of at most 500 in order

    A judged scan is a 200, right or wrong. In a list each scan commits by itself; judging stops at the first that is
    not accepted, and the rest answer `scan.not_judged` with their ids still unused. The same id again is answered as
    before and changes nothing. The token goes on being good for this, and nothing else, until a day after its sign-in
    ended: scans that waited for the network still count. Not so once the device was revoked. Those of somebody who was
    switched off meanwhile are kept and told to a supervisor, and do not count (`work.maker_gone`).
    """
    if isinstance(body, list):
        if len(body) > MOST:
            raise bad_field("", "too_long", max_length=MOST)
        return _rendered(_judge_list(work_id, body), current_language())
    try:
        scan = _scan_in(ONE_SCAN.validate_python(body))
    except ValidationError as error:
        raise bad_body(error) from None
    actor = current_actor()
    return _rendered([scans.judge_scan(current_services().writer, actor, work_id, scan)], actor.language)[0]


ONE_SCAN = TypeAdapter(SentScan)
SCAN_IN_LIST = TypeAdapter(LooseScan)


def _judge_list(work_id: int, body: Sequence[Any]) -> list[Judged]:
    """What has not even the shape of a scan is refused in its place, like any other wrong one."""
    sent: list[ScanIn] = []
    for raw in body:
        try:
            sent.append(_scan_in(SCAN_IN_LIST.validate_python(raw)))
        except ValidationError:
            break
    judged = scans.judge_scans(current_services().writer, current_actor(), work_id, sent)
    if judged and judged[0].code == "work.not_found":
        raise Refused("work.not_found", **judged[0].params)
    for raw in body[len(sent) :]:
        refused = not judged or judged[-1].accepted
        judged.append(Judged(_id_of(raw), False, "request.invalid" if refused else "scan.not_judged"))
    return judged


def _id_of(raw: Any) -> str:
    found = raw.get("id") if isinstance(raw, dict) else None
    return found if isinstance(found, str) else ""


def _scan_in(sent: SentScan | LooseScan) -> ScanIn:
    return ScanIn(sent.id, sent.scan, sent.at, sent.quantity, sent.source)


def _rendered(judged: list[Judged], language: str) -> list[dict[str, Any]]:
    """Each verdict in words. The work document is that of the last one judged: it is of now."""
    views = [one.work for one in judged if one.work is not None]
    now = document.render(views[-1], language) if views else None
    return [
        {
            "id": one.id,
            "accepted": one.accepted,
            "code": one.code,
            "tone": tone(one.code),
            "title": messages.headline(one.code, language),
            "text": messages.text(one.code, language, one.params),
            "params": one.params,
            "replayed": one.replayed,
            "work": now,
        }
        for one in judged
    ]


def tone(code: str) -> str:
    """The tone of a verdict; a refusal of the models has a text for people, but no tone of its own: it sounds bad."""
    try:
        return messages.tone(code)
    except KeyError:
        return "bad"


def shown(work_id: int) -> dict[str, Any]:
    """The work document. Raises `Refused`: work.not_found."""
    with current_services().database.reading() as session:
        kind = session.scalar(select(Work.kind).where(Work.id == work_id))
        if kind is None:
            raise Refused("work.not_found", work=work_id)
        return document.document(session, KINDS[kind].load(session, work_id), current_language())
