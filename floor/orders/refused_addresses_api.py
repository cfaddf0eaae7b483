"""The list of addresses whose orders are held."""

from typing import Annotated, Any

from pydantic import Field
from sqlalchemy import select

from floor.orders import refused_addresses
from floor.web.access import SUPERVISORS, current_services
from floor.web.blueprints import api
from floor.web.endpoint import endpoint
from floor.web.forms import perform
from floor.web.shapes import Answer, Body, GivenId, Line, Timestamp
from models import RefusedAddress


class Listed(Answer):
    id: GivenId
    text: Annotated[str, Field(description="as somebody wrote it")]
    reason: str
    at: Timestamp


class AllListed(Answer):
    addresses: list[Listed]
    next: None


class Refuse(Body):
    """What is said of it goes on the list: the phone number, the e-mail address, and the street address."""

    phone: Line = ""
    email: Line = ""
    street: Line = ""
    street2: Line = ""
    postcode: Line = ""
    city: Line = ""
    country: Line = ""
    reason: Line = ""


@endpoint(api, "GET", "/refused-addresses", roles=SUPERVISORS, scopes=("orders",), answers={200: AllListed})
def list_refused_addresses() -> dict[str, Any]:
    """Addresses whose orders are held, the newest first"""
    return listed()


@endpoint(
    api, "POST", "/refused-addresses", roles=SUPERVISORS, body=Refuse, answers={200: AllListed},
    form="/desk/refused-addresses", then="/desk/refused-addresses",
)  # fmt: skip
def refuse_an_address(body: Refuse) -> dict[str, Any]:
    """Hold the orders of an address from now on (order.refused_address)"""
    perform(refused_addresses.refuse_address, body.model_dump(exclude={"reason"}), body.reason)
    return listed()


@endpoint(
    api, "POST", "/refused-addresses/<id:refused_id>/forget", roles=SUPERVISORS, answers={200: AllListed},
    form="/desk/refused-addresses/<id:refused_id>/forget", then="/desk/refused-addresses",
)  # fmt: skip
def forget_refused_address(refused_id: int) -> dict[str, Any]:
    """Take an address off the list; orders that it holds stay so"""
    perform(refused_addresses.forget_address, refused_id)
    return listed()


def listed() -> dict[str, Any]:
    with current_services().database.reading() as session:
        found = session.scalars(select(RefusedAddress).order_by(RefusedAddress.id.desc()))
        rows = [{"id": str(one.id), "text": one.text, "reason": one.reason, "at": one.at} for one in found]
    return {"addresses": rows, "next": None}
