"""The devices of the warehouse at the desk, and the page by which a new one pairs."""

import base64
from typing import Any

from flask import render_template, request

from floor.core import symbols
from floor.devices.queries import devices_in_use
from floor.server import addresses
from floor.web.access import SIGN_IN_LASTS, SUPERVISORS, current_services
from floor.web.blueprints import pages
from floor.web.drawing import drawn
from floor.web.endpoint import page
from models import now


@page(pages, "GET", "/desk/devices", roles=SUPERVISORS, name="devices")
def device_list() -> str:
    at = now()
    with current_services().database.reading() as session:
        return drawn("devices/devices.html", devices=devices_in_use(session, at, at - SIGN_IN_LASTS), now=at)


def code_page(invited: dict[str, Any]) -> str:
    """The code can be shown only now, so this page is the answer to the form itself. `invited` is what the API answers
    to a program."""
    code, address, settings = invited["code"], invited["address"], current_services().settings
    return drawn(
        "devices/pair_device.html",
        device=invited,
        code=f"{code[:4]}-{code[4:]}",
        until=invited["until"],
        address=addresses.pair_page(settings, addresses.asked_under(settings, request)),
        qr=base64.b64encode(symbols.qr_png(address)).decode(),
        alone=addresses.is_loopback(addresses.host_of(address)),
        answered=addresses.answers(address.partition("#")[0]),
    )


@page(pages, "GET", "/pair", public=True)
def pair() -> str:
    """Opened on the new device. Its script takes the code from behind the # and pairs by the API."""
    return render_template("devices/pair.html")
