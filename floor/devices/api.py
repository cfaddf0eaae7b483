"""Devices of the warehouse: named by a supervisor, paired by a code, and let go."""

from typing import Annotated, Any, Literal

from flask import Response, request
from pydantic import Field

from floor.core.transaction import Actor
from floor.devices import pairing
from floor.devices.pages import code_page
from floor.devices.pairing import Invitation
from floor.devices.queries import devices_in_use
from floor.server import addresses
from floor.web.access import (
    ALL_ROLES,
    DEVICE_COOKIE,
    SIGN_IN_LASTS,
    SUPERVISORS,
    check_csrf,
    current_actor,
    current_services,
)
from floor.web.blueprints import api
from floor.web.endpoint import endpoint, json_answer
from floor.web.proxies import callers_address
from floor.web.shapes import Answer, Body, Count, Flag, GivenId, Name, Timestamp
from models import Refused, now

COOKIE_SECONDS = 400 * 86400  # the longest that browsers keep one; the device's reports renew it


class DeviceRow(Answer):
    id: GivenId
    name: str
    state: Literal["invited", "paired"]
    person: Annotated[str | None, Field(description="who is signed in there")]
    battery: Annotated[int | None, Field(description="percent, where its browser tells")]
    charging: bool | None
    queue: Annotated[int | None, Field(description="scans that it has yet to send")]
    seen_at: Timestamp | None


class Devices(Answer):
    devices: list[DeviceRow]
    next: str | None


class NewDevice(Body):
    name: Annotated[Name, Field(examples=["Handheld 7"])]


class Invited(Answer):
    id: GivenId
    name: str
    code: Annotated[
        str, Field(description="good once, and until then; shown only now", examples=["7KQ2M9XD"])
    ]
    until: Timestamp
    address: Annotated[str, Field(description="what the QR code says: the device opens it")]


class Pair(Body):
    code: Annotated[Name, Field(examples=["7KQ2-M9XD"])]


class PairedDevice(Answer):
    id: GivenId
    name: str
    token: Annotated[str, Field(description="goes into each login as `device_token`; shown only now")]


class Report(Body):
    battery: Annotated[Count | None, Field(ge=0, le=100, description="percent")] = None
    charging: Flag | None = None
    queue: Annotated[Count | None, Field(ge=0, le=1_000_000, description="scans yet to be sent")] = None


@endpoint(api, "GET", "/devices", roles=SUPERVISORS, answers={200: Devices})
def list_devices() -> dict[str, Any]:
    """The devices of the warehouse, by name"""
    at = now()
    with current_services().database.reading() as session:
        rows = devices_in_use(session, at, at - SIGN_IN_LASTS)
    shown = DeviceRow.model_fields
    found = [{name: getattr(row, name) for name in shown} | {"id": str(row.id)} for row in rows]
    return {"devices": found, "next": None}


@endpoint(
    api, "POST", "/devices", roles=SUPERVISORS, body=NewDevice, answers={201: Invited},
    form="/desk/devices", then=code_page,
)  # fmt: skip
def name_device(body: NewDevice) -> dict[str, Any]:
    """Give a device a name, and get the code that pairs it"""
    return _shown(current_services().writer.perform(current_actor(), pairing.name_device, body.name))


@endpoint(
    api, "POST", "/devices/<id:device_id>/invite", roles=SUPERVISORS, answers={200: Invited},
    form="/desk/devices/<id:device_id>/invite", then=code_page,
)  # fmt: skip
def invite_device(device_id: int) -> dict[str, Any]:
    """A new code for the same device

    What was paired under this name until now is signed out, and must pair again.
    """
    return _shown(current_services().writer.perform(current_actor(), pairing.invite, device_id))


@endpoint(
    api, "POST", "/devices/<id:device_id>/revoke", roles=SUPERVISORS, answers={204: None},
    form="/desk/devices/<id:device_id>/revoke", then="/desk/devices",
)  # fmt: skip
def revoke_device(device_id: int) -> None:
    """Let a device go

    Its sign-ins end at once, its sockets are closed, and scans that it still holds are not taken any more.
    """
    current_services().writer.perform(current_actor(), pairing.revoke, device_id)


@endpoint(api, "POST", "/devices/pair", public=True, body=Pair, answers={201: PairedDevice})
def pair_device(body: Pair) -> Response:
    """Become the device that a code was made for

    A page that sends its X-CSRF-Token gets the device's token as a cookie, too.
    """
    for_page = bool(request.headers.get("X-CSRF-Token"))
    if for_page:
        check_csrf()
    floor = current_services()
    address = callers_address(floor.settings.proxy_networks)
    paired = floor.writer.perform(Actor(), pairing.pair, body.code, address)
    if isinstance(paired, Refused):
        raise paired
    answer = json_answer(
        {"id": str(paired.device.id), "name": paired.device.name, "token": paired.token}, 201
    )
    if for_page:
        keep(answer, paired.token)
    return answer


@endpoint(api, "POST", "/devices/me", roles=ALL_ROLES, body=Report, answers={204: None})
def report_device(body: Report) -> Response:
    """How this paired device is: once a minute while somebody is signed in"""
    current_services().writer.perform(
        current_actor(), pairing.report, body.battery, body.charging, body.queue
    )
    answer = Response(status=204)
    if token := request.cookies.get(DEVICE_COOKIE):
        keep(answer, token)
    return answer


def keep(answer: Response, token: str) -> None:
    answer.set_cookie(
        DEVICE_COOKIE, token, COOKIE_SECONDS, httponly=True, samesite="Lax", secure=request.is_secure
    )


def _shown(invitation: Invitation) -> dict[str, Any]:
    device, settings = invitation.device, current_services().settings
    asked = addresses.asked_under(settings, request)
    return {
        "id": str(device.id),
        "name": device.name,
        "code": invitation.code,
        "until": invitation.until,
        "address": addresses.pairing_address(settings, asked, invitation.code),
    }
