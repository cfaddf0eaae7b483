"""Signing in and out, and what a supervisor does about people."""

from typing import Annotated, Literal

from flask import Response, request
from pydantic import Field
from werkzeug.wrappers import Response as AnyResponse

from floor.core.transaction import Actor
from floor.devices import pairing
from floor.people import employment, queries, setup
from floor.people.pins import hash_pin, random_pin
from floor.people.sign_in import SignedIn, check_pin, sign_in, sign_out, unlock
from floor.web.access import (
    ALL_ROLES,
    DEVICE_COOKIE,
    SESSION_COOKIE,
    SIGN_IN_LASTS,
    SUPERVISORS,
    check_csrf,
    current_actor,
    current_services,
)
from floor.web.blueprints import api
from floor.web.drawing import drawn
from floor.web.endpoint import endpoint, json_answer
from floor.web.proxies import callers_address
from floor.web.shapes import Answer, Body, GivenId, Id, Line, Name
from floor.work import assignment
from models import Person, Refused
from models.devices import device_name

Role = Literal["receiver", "picker", "packer", "dispatcher", "supervisor", "admin"]
Language = Literal["en", "zh-Hans", "zh-Hant"]


NewPin = Annotated[Line, Field(max_length=12, description="4 to 12 digits; empty: one is made")]


class Login(Body):
    badge: Annotated[Name, Field(examples=["1001", "BADGE-1001"])]
    pin: Annotated[str, Field(min_length=1, max_length=100)]
    device: Annotated[Line, Field(max_length=100, description="this device's own name for itself")] = ""
    device_token: Annotated[Line, Field(description="of a paired device, whose name then counts")] = ""
    work: Annotated[Id | None, Field(description="on a paired device: what lies on its screen")] = None


class SignedInPerson(Answer):
    id: GivenId
    name: str
    roles: list[Role]
    language: Language


class Resume(Answer):
    work: GivenId


class LoginAnswer(Answer):
    token: str
    person: SignedInPerson
    resume: Resume | None


class PersonRow(Answer):
    id: GivenId
    badge: str
    name: str
    roles: list[Role]
    language: Language
    active: bool
    locked: bool


class People(Answer):
    people: list[PersonRow]
    next: str | None


class NewPerson(Body):
    badge: Annotated[Name, Field(examples=["1014"])]
    name: Name
    roles: Annotated[list[Role], Field(min_length=1)]
    language: Language = "en"
    pin: NewPin = ""


class NewRoles(Body):
    roles: Annotated[list[Role], Field(min_length=1)]
    pin: NewPin = ""


class SetPin(Body):
    pin: NewPin = ""


class PersonPin(Answer):
    id: GivenId
    badge: str
    name: str
    pin: Annotated[str, Field(description="shown only now")]


class Unlock(Body):
    badge: Name


class Unlocked(Answer):
    unlocked: Annotated[int, Field(description="in how many places the badge was locked")]


@endpoint(api, "POST", "/login", public=True, body=Login, answers={201: LoginAnswer})
def login(body: Login) -> Response:
    """Sign in with badge and PIN

    Unfinished work of this person comes along to this device (`resume`). After five wrong PINs for a badge on devices
    that are not paired, twenty from an address or thirty on the server, the next is heard after a while that grows
    (login.locked); a paired device counts for itself. Its name is its own: whoever is not that device is refused
    (device.name_paired). There the sign-in of whoever had it before ends, and the `work` on its screen passes to the
    one who signs in. A page that sends its X-CSRF-Token also gets the session as a cookie.
    """
    for_page = bool(request.headers.get("X-CSRF-Token"))
    if for_page:
        check_csrf()
    token = request.cookies.get(DEVICE_COOKIE, "") if for_page else body.device_token
    signed = _signed_in(body.badge, body.pin, body.device, token)
    actor, writer = signed.actor, current_services().writer
    work = writer.perform(actor, assignment.take_over, body.work) if body.work else None
    work = work or writer.perform(actor, assignment.resume)
    answer = json_answer(
        {
            "token": signed.token,
            "person": {
                "id": str(actor.person_id),
                "name": actor.name,
                "roles": sorted(actor.roles),
                "language": actor.language,
            },
            "resume": {"work": str(work.id)} if work else None,
        },
        201,
    )
    if for_page:
        answer.set_cookie(
            SESSION_COOKIE,
            signed.token,
            int(SIGN_IN_LASTS.total_seconds()),
            httponly=True,
            samesite="Lax",
            secure=request.is_secure,
        )
    return answer


def _signed_in(badge: str, pin: str, device: str, device_token: str) -> SignedIn:
    """Raises `Refused`: login.wrong_pin, login.locked, and those of `recognise` and `check_free`."""
    floor = current_services()
    pepper = floor.settings.secret("pin-pepper")
    with floor.database.reading() as session:
        paired = pairing.recognise(session, device_token)
        if paired is None:
            pairing.check_free(session, device)
        name, device_id = (paired.name, paired.id) if paired else (device_name(device), None)
        address = callers_address(floor.settings.proxy_networks)
        attempt = check_pin(session, badge, pin, name, pepper, device_id, address)
    signed = floor.writer.perform(Actor(device=name), sign_in, attempt)
    if isinstance(signed, Refused):
        raise signed
    return signed


@endpoint(api, "POST", "/logout", roles=ALL_ROLES, answers={204: None})
def logout() -> AnyResponse:
    """Sign out

    The session ends and its sockets are closed. Work that is not finished waits for the next sign-in.
    """
    return signed_out(Response(status=204))


def signed_out(response: AnyResponse) -> AnyResponse:
    """The answer to whoever signs out here and now."""
    floor, actor = current_services(), current_actor()
    floor.writer.perform(actor, sign_out)
    floor.live.close_sockets(actor.sign_in_id)
    if SESSION_COOKIE in request.cookies:
        response.delete_cookie(SESSION_COOKIE, httponly=True, samesite="Lax")
    return response


@endpoint(api, "GET", "/people", roles=SUPERVISORS, answers={200: People})
def list_people() -> dict[str, object]:
    """Who works here"""
    with current_services().database.reading() as session:
        return {"people": queries.everybody(session), "next": None}


def pin_page(made: dict[str, str]) -> str:
    """The PIN can be shown only now, so this page is the answer to the form itself."""
    return drawn("people/pin.html", made=made)


def _with_pin(person: Person, pin: str) -> dict[str, str]:
    return {"id": str(person.id), "badge": person.badge, "name": person.name, "pin": pin}


def _hashed(pin: str) -> str:
    return hash_pin(pin, current_services().settings.secret("pin-pepper"))


@endpoint(
    api, "POST", "/people", roles=SUPERVISORS, body=NewPerson, answers={201: PersonPin},
    form="/desk/people", then=pin_page,
)  # fmt: skip
def add_person(body: NewPerson) -> dict[str, str]:
    """Let somebody new work here

    Supervisors and admins are made by admins.
    """
    pin = body.pin or random_pin()
    if employment.DECIDE & set(body.roles) and not current_actor().may("admin"):
        raise Refused("person.admins_only", person=body.name)
    made = current_services().writer.perform(
        current_actor(),
        setup.add_person,
        body.badge,
        body.name,
        [*body.roles],
        body.language,
        pin,
        _hashed(pin),
    )
    return _with_pin(made, pin)


@endpoint(
    api, "POST", "/people/<id:person_id>/roles", roles=SUPERVISORS, body=NewRoles, answers={204: None},
    form="/desk/people/<id:person_id>/roles", then="/desk/people/{person_id}",
)  # fmt: skip
def set_roles(person_id: int, body: NewRoles) -> None:
    """Say as what somebody works

    Nobody changes their own roles, and the last admin stays one; supervisors and admins are for admins. Who becomes
    one gets a new PIN along, as theirs must be longer.
    """
    hashed = _hashed(body.pin) if body.pin else ""
    current_services().writer.perform(
        current_actor(), employment.set_roles, person_id, body.roles, body.pin, hashed
    )


@endpoint(
    api, "POST", "/people/<id:person_id>/pin", roles=SUPERVISORS, body=SetPin, answers={200: PersonPin},
    form="/desk/people/<id:person_id>/pin", then=pin_page,
)  # fmt: skip
def set_pin(person_id: int, body: SetPin) -> dict[str, str]:
    """Give somebody a new PIN

    The old one opens nothing any more, and a locked badge is free again. Supervisors and admins are for admins.
    """
    pin = body.pin or random_pin()
    person = current_services().writer.perform(
        current_actor(), employment.set_pin, person_id, pin, _hashed(pin)
    )
    return _with_pin(person, pin)


@endpoint(
    api, "POST", "/people/<id:person_id>/switch-off", roles=SUPERVISORS, answers={204: None},
    form="/desk/people/<id:person_id>/switch-off", then="/desk/people",
)  # fmt: skip
def switch_person_off(person_id: int) -> None:
    """Let somebody work here no more

    Their sign-ins end and their sockets close at once; open work in their hands goes back to the queue. What they did
    keeps their name. Nobody switches off themselves, and the last admin stays; supervisors and admins are for admins.
    """
    floor = current_services()
    for sign_in_id in floor.writer.perform(current_actor(), employment.switch_off, person_id):
        floor.live.close_sockets(sign_in_id)


@endpoint(
    api, "POST", "/people/<id:person_id>/switch-on", roles=SUPERVISORS, answers={204: None},
    form="/desk/people/<id:person_id>/switch-on", then="/desk/people",
)  # fmt: skip
def switch_person_on(person_id: int) -> None:
    """Let somebody work here again"""
    current_services().writer.perform(current_actor(), employment.switch_on, person_id)


@endpoint(
    api, "POST", "/people/unlock", roles=SUPERVISORS, body=Unlock, answers={200: Unlocked},
    form="/desk/people/unlock", then="/desk/people",
)  # fmt: skip
def unlock_badge(body: Unlock) -> dict[str, int]:
    """Let a locked badge try again, on all devices"""
    return {"unlocked": current_services().writer.perform(current_actor(), unlock, body.badge)}
