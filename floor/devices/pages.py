"""The devices of the warehouse at the desk, and the page by which a new one pairs."""

import base64
from typing import Any

from flask import Response, render_template, request

from floor.core import symbols
from floor.devices import pairing
from floor.devices.queries import devices_in_use
from floor.server import addresses
from floor.web.access import SIGN_IN_LASTS, SUPERVISORS, current_actor, current_services
from floor.web.blueprints import pages
from floor.web.drawing import drawn
from floor.web.endpoint import page
from floor.web.forms import decision, given, perform, refusal
from models import Refused, now

HERE = "/desk/devices"


@page(pages, "GET", HERE, roles=SUPERVISORS, name="devices")
def device_list() -> str:
    at = now()
    with current_services().database.reading() as session:
        return drawn("devices", devices=devices_in_use(session, at, at - SIGN_IN_LASTS), now=at)


@page(pages, "POST", HERE, roles=SUPERVISORS)
def name_device() -> str | Response:
    return _code_for(pairing.name_device, given("name"))


@page(pages, "POST", f"{HERE}/<id:device_id>/invite", roles=SUPERVISORS)
def invite_device(device_id: int) -> str | Response:
    return _code_for(pairing.invite, device_id)


@decision(f"{HERE}/<id:device_id>/revoke", "revoke_device")
def revoke_device(device_id: int) -> str:
    perform(pairing.revoke, device_id)
    return HERE


def _code_for(usecase: Any, named: str | int) -> str | Response:
    """The code can be shown only now, so this page is the answer to the form itself."""
    floor = current_services()
    try:
        invitation = floor.writer.perform(current_actor(), usecase, named)
    except Refused as refused:
        return refusal(refused, HERE)
    address = addresses.pairing(floor.settings, request.host_url, invitation.code)
    return drawn(
        "pair_device",
        device=invitation.device,
        code=f"{invitation.code[:4]}-{invitation.code[4:]}",
        until=invitation.until,
        address=addresses.pair_page(floor.settings, request.host_url),
        qr=base64.b64encode(symbols.qr_png(address)).decode(),
        alone=addresses.is_loopback(addresses.host_of(address)),
    )


@page(pages, "GET", "/pair", public=True)
def pair() -> str:
    """Opened on the new device. Its script takes the code from behind the # and pairs by the API."""
    return render_template("pair.html")
