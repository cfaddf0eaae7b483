"""How the caller's device is set up: what its scanner puts around a code, and what it types for FNC1."""

from typing import Annotated

from pydantic import Field

from floor.devices import profiles
from floor.devices.profiles import profile_of_device
from floor.web.access import ALL_ROLES, current_actor, current_services
from floor.web.blueprints import api
from floor.web.endpoint import endpoint
from floor.web.shapes import Answer, Body, Flag, ScanText
from models import DeviceProfile

Dress = Annotated[ScanText, Field(description="a text, or nothing")]


class NewProfile(Body):
    prefix: Dress = ""
    suffix: Annotated[Dress, Field(description="a text before Enter or Tab, or nothing")] = ""
    separators: Annotated[
        list[ScanText], Field(max_length=20, description="what is typed for FNC1 where that is not GS")
    ] = []
    aim: Annotated[Flag, Field(description="whether AIM identifiers may come in front")] = True
    code39_full_ascii: Annotated[
        Flag | None, Field(description="whether Code 39 in pictures is full ASCII; left as it is without")
    ] = None


class Profile(Answer):
    device: str
    prefix: str
    suffix: str
    separators: list[str]
    aim: bool
    code39_full_ascii: bool


@endpoint(api, "GET", "/profile", roles=ALL_ROLES, answers={200: Profile})
def get_profile() -> dict[str, object]:
    """How this device's scans are read"""
    actor = current_actor()
    with current_services().database.reading() as session:
        saved = profile_of_device(session, actor.device)
    return _shown(saved or DeviceProfile(device=actor.device))


@endpoint(api, "POST", "/profile", roles=ALL_ROLES, body=NewProfile, answers={200: Profile})
def save_profile(body: NewProfile) -> dict[str, object]:
    """Keep how this device is set up

    Its next scan by the built-in scanner (source `wedge`) is read so, whoever makes it.
    """
    saved = current_services().writer.perform(
        current_actor(),
        profiles.save_profile,
        body.prefix,
        body.suffix,
        body.separators,
        aim=body.aim,
        full_ascii=body.code39_full_ascii,
    )
    return _shown(saved)


def _shown(held: DeviceProfile) -> dict[str, object]:
    return {
        "device": held.device,
        "prefix": held.prefix,
        "suffix": held.suffix,
        "separators": held.separators,
        "aim": held.aim,
        "code39_full_ascii": held.code39_full_ascii,
    }
