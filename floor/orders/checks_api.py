"""The checks that every order goes through, as a supervisor sees and sets them."""

from dataclasses import asdict
from typing import Annotated, Any, Literal

from pydantic import Field
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from floor.orders.check_trials import try_check
from floor.orders.checks import MOST, Checks, set_check
from floor.web.access import SUPERVISORS, current_services
from floor.web.blueprints import api
from floor.web.endpoint import endpoint
from floor.web.forms import perform
from floor.web.shapes import Answer, Body, Name
from models import Hold

MOST_HOURS, MOST_PLACES = 8760, 100
Severity = Literal["hold", "warn", "reject", "off"]
Most = Annotated[
    int | None,
    Field(
        ge=1,
        le=MOST,
        description="from where on it is a finding: units of a line, or hours since the other order",
    ),
]

Minutes = Annotated[int | None, Field(ge=1, le=MOST, description="counted over so many")]
Hours = Annotated[
    int | None, Field(ge=1, le=MOST_HOURS, description="until every supervisor is to see to it")
]
BoardHours = Annotated[int | None, Field(ge=1, le=MOST_HOURS, description="until it stands on the board")]
Owner = Literal["receiver", "picker", "packer", "dispatcher", "supervisor", "admin"]


class CheckState(Answer):
    code: str
    severity: Severity
    most: int | None
    minutes: int | None
    owner: Annotated[Owner, Field(description="the role that sees to what it holds")]
    hours: int
    board_hours: int
    holds: Annotated[int, Field(description="orders that it keeps on hold now")]


class CheckStates(Answer):
    checks: list[CheckState]
    next: None


class SetCheck(Body):
    code: Name
    severity: Severity
    most: Most = None
    minutes: Minutes = None
    owner: Owner | None = None
    hours: Hours = None
    board_hours: BoardHours = None
    place: Annotated[int | None, Field(ge=1, le=MOST_PLACES, description="in the table, from 1")] = None


class TrialQuery(Body):
    most: Most = None
    minutes: Minutes = None


class Tried(Answer):
    orders: Annotated[int, Field(description="the newest, that were checked")]
    found: int
    numbers: Annotated[list[str], Field(description="the newest of those")]


@endpoint(api, "GET", "/checks", roles=SUPERVISORS, scopes=("orders",), answers={200: CheckStates})
def list_checks() -> dict[str, Any]:
    """The checks of orders that may be weighed otherwise

    What could not be shipped at all, such as an order of an unknown SKU, is always held and stands in no table.
    """
    with current_services().database.reading() as session:
        return {"checks": states(session), "next": None}


@endpoint(
    api, "POST", "/checks", roles=SUPERVISORS, body=SetCheck, answers={200: CheckStates},
    form="/desk/checks", then="/desk/checks",
)  # fmt: skip
def weigh_check(body: SetCheck) -> dict[str, Any]:
    """Set how much a finding weighs from now on

    `hold`: the order waits for a person. `warn`: it is shown with the order. `reject`: a new order does not come in;
    of a known one it holds the other content. `off`: nobody is told. Orders that are on hold stay so.

    What it holds is its `owner`'s until somebody takes it; after `hours` it is every supervisor's, after `board_hours`
    it stands on the board. Reasons of an order are listed in the order of the table.
    """
    perform(set_check, **body.model_dump())
    with current_services().database.reading() as session:
        return {"checks": states(session), "next": None}


@endpoint(
    api,
    "GET",
    "/checks/<path:code>/trial",
    roles=SUPERVISORS,
    scopes=("orders",),
    query=TrialQuery,
    answers={200: Tried},
)
def try_a_check(query: TrialQuery, code: str) -> dict[str, Any]:
    """What a check would find in the newest thousand orders as they are now; nothing of them changes"""
    with current_services().database.reading() as session:
        trial = try_check(session, code, query.most, query.minutes)
        numbers = [order.number for order in trial.examples]
        return {"orders": trial.orders, "found": trial.found, "numbers": numbers}


def states(session: Session) -> list[dict[str, Any]]:
    """Each check as it weighs now, with the orders that it keeps on hold."""
    count = select(Hold.code, func.count(Hold.order_id.distinct())).where(Hold.released_at.is_(None))
    held: dict[str, int] = dict(session.execute(count.group_by(Hold.code)).all())
    return [{**asdict(each), "holds": held.get(each.code, 0)} for each in Checks.of(session).by_code.values()]
