"""The devices of the warehouse at the desk, and the page by which a new one pairs."""

import base64
from collections.abc import Sequence
from typing import Any, Literal

from flask import render_template, request
from sqlalchemy import select
from sqlalchemy.orm import Session

from floor.core import symbols
from floor.devices import pairing
from floor.devices.queries import IN_USE, DeviceRow, device_rows
from floor.server import addresses
from floor.web.access import SIGN_IN_LASTS, SUPERVISORS, current_services
from floor.web.blueprints import pages
from floor.web.drawing import drawn
from floor.web.endpoint import page
from floor.web.forms import form, perform
from floor.web.list_pages import list_page
from floor.web.lists import Column, Filter, Listing, Words, equals, holds
from floor.web.shapes import Body
from floor.web.together import decided_page, each_by_itself, ticked, whys
from models import Device, now
from models.spelling import Natural


def _rows(session: Session, devices: Sequence[Device]) -> list[DeviceRow]:
    at = now()
    return device_rows(session, devices, at, at - SIGN_IN_LASTS)


def _battery(device: DeviceRow, w: Words) -> str:
    """What it last said; one that never said anything, such as a computer, has none."""
    if device.battery is None:
        return ""
    return f"{device.battery} % {w['t']('device.charging')}" if device.charging else f"{device.battery} %"


DEVICE_LIST = Listing(
    "devices",
    IN_USE,
    Device.id,
    (
        Column("name", "device.name", lambda device, w: device.name, (Natural(Device.name),)),
        Column("state", "desk.status", lambda device, w: w["t"](f"device.state_{device.state}"), (Device.state,)),
        Column("person", "desk.person", lambda device, w: device.person or ""),
        Column("battery", "device.battery", _battery, (Device.battery,)),
        Column("queue", "device.queue", lambda device, w: device.queue, (Device.queue,)),
        Column("seen", "device.seen", lambda device, w: w["day"](device.seen_at), (Device.seen_at,)),
        Column("again", "device.invite", lambda device, w: ""),
    ),
    "name",
    (
        Filter("name", "device.name", holds(Device.name)),
        Filter("state", "desk.status", equals(Device.state),
               {state: f"device.state_{state}" for state in ("invited", "paired")}),
    ),
    _rows,
)  # fmt: skip

list_page("/desk/devices", DEVICE_LIST, "devices/devices.html", roles=SUPERVISORS)


class DeviceDecision(Body):
    decision: Literal["revoke"]


def _decided(answer: tuple[str, dict[int, str], dict[int, str]]) -> str:
    return decided_page("devices", *answer)


@page(pages, "POST", "/desk/devices/decide", roles=SUPERVISORS)
@form(_decided, DeviceDecision)
def decide_devices(body: DeviceDecision) -> tuple[str, dict[int, str], dict[int, str]]:
    ids = ticked("devices")
    with current_services().database.reading() as session:
        names = dict(session.execute(select(Device.id, Device.name).where(Device.id.in_(ids))).all())
    decided = each_by_itself(lambda device_id: perform(pairing.revoke, device_id), ids)
    return body.decision, whys(decided), names


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
