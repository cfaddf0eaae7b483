"""Who is calling, and whether they may. The one mechanism for roles: pages, API and sockets all ask `check` here."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from flask import current_app, g, request
from sqlalchemy import and_, bindparam, or_, select

from floor.core.database import Database
from floor.core.languages import LANGUAGES, negotiate
from floor.core.seals import seal_of
from floor.core.services import Services
from floor.core.transaction import Actor, profile_of
from floor.web.reader_signature import signed_reader
from models import ApiToken, DeviceProfile, Person, Refused, SignIn, now
from models.base import Prepared, fingerprint

SESSION_COOKIE = "floor_session"
BROWSER_COOKIE = "floor_browser"
DEVICE_COOKIE = "floor_device"
LANGUAGE_COOKIE = "floor_language"
SIGN_IN_LASTS = timedelta(hours=24)
SCANS_COME_LATE = timedelta(hours=24)
UNSAFE = frozenset({"POST", "PUT", "PATCH", "DELETE"})

SUPERVISORS = ("supervisor", "admin")
WORKERS = ("receiver", "picker", "packer", "dispatcher")
ALL_ROLES = WORKERS + SUPERVISORS


@dataclass(frozen=True, slots=True)
class Access:
    """Who may: people with one of `roles`, programs with one of `scopes`, or, only by this word, everybody.

    `late`: also people whose sign-in has ended, for what waited on their device until it found the network again.
    """

    roles: frozenset[str] = frozenset()
    scopes: frozenset[str] = frozenset()
    public: bool = False
    late: bool = False

    def check(self, actor: Actor | None) -> None:
        """Whether this actor may use the endpoint. Raises `Refused`: auth.needed (for nobody), auth.role."""
        if self.public:
            return
        if actor is None:
            raise Refused("auth.needed")
        if self.roles.isdisjoint(actor.roles) and self.scopes.isdisjoint(actor.scopes):
            raise Refused("auth.role", needed=sorted(self.roles | self.scopes))


@dataclass(frozen=True, slots=True)
class Caller:
    actor: Actor
    csrf: str = ""


def access(
    roles: tuple[str, ...] = (), scopes: tuple[str, ...] = (), public: bool = False, *, late: bool = False
) -> Access:
    """Raises ValueError when an endpoint would be open to nobody, or to everybody and somebody."""
    if public == bool(roles or scopes):
        raise ValueError("an endpoint is either public or names who may use it")
    return Access(frozenset(roles), frozenset(scopes), public, late)


def current_services() -> Services:
    """What this request's application was put together from."""
    services: Services = current_app.extensions["floor"]
    return services


def current_actor() -> Actor:
    """Whoever sent this request; at an endpoint that is not public there is always somebody."""
    caller: Caller = g.caller
    return caller.actor


_SIGN_INS = (
    select(SignIn.id, SignIn.csrf, SignIn.device, Person.id, Person.name, Person.roles, Person.language)
    .add_columns(SignIn.device_id)
    .add_columns(DeviceProfile.prefix, DeviceProfile.suffix, DeviceProfile.separators, DeviceProfile.aim)
    .add_columns(DeviceProfile.code39_full_ascii)
    .add_columns(Person.active)
    .select_from(SignIn)
    .join(Person)
    .outerjoin(DeviceProfile, DeviceProfile.device == SignIn.device)
)
_SIGN_IN = Prepared(
    _SIGN_INS.where(
        Person.active.is_(True),
        SignIn.token_hash == bindparam("mark"),
        SignIn.ended_at.is_(None),
        SignIn.started_at > bindparam("since"),
    )
)
# The page keeps with each scan the token of its sign-in's forms: alone it is good for nothing else than this.
_ENDED = Prepared(
    _SIGN_INS.where(
        or_(SignIn.token_hash == bindparam("mark"), SignIn.csrf == bindparam("key")),
        SignIn.revoked.is_(False),
        or_(
            SignIn.ended_at > bindparam("ended_since"),
            and_(SignIn.ended_at.is_(None), SignIn.started_at > bindparam("started_since")),
            Person.active.is_(False),  # nobody else will ever bring them
        ),
    )
)
_PROGRAM = Prepared(
    select(ApiToken.name, ApiToken.scopes, ApiToken.person_id)
    .outerjoin(Person, Person.id == ApiToken.person_id)
    .where(ApiToken.token_hash == bindparam("mark"), ApiToken.active.is_(True))
    .where(or_(Person.id.is_(None), Person.active.is_(True)))
)


def caller_of(database: Database, token: str) -> Caller | None:
    """The person or program that this token was given to. None when it ended, or never was."""
    if not token or len(token) > 200:
        return None
    mark = fingerprint(token)
    if people := database.look_up(_SIGN_IN, {"mark": mark, "since": now() - SIGN_IN_LASTS}):
        return _person(people[0])
    if programs := database.look_up(_PROGRAM, {"mark": mark}):
        name, scopes, robot = programs[0]
        where = name if robot else ""
        return Caller(Actor(robot, name, frozenset(), frozenset(scopes), anonymous_language(), where))
    return None


def _person(row: Any) -> Caller:
    sign_in_id, csrf, device, person_id, name, roles, language, device_id, *_set_up = row
    actor = Actor(
        person_id, name, frozenset(roles), frozenset(), language, device, sign_in_id, device_id,
        switched_off=not row.active,
    )  # fmt: skip
    if row.aim is not None:
        actor = replace(actor, profile=profile_of(row))
    return Caller(actor, csrf)


def late_caller(database: Database, token: str) -> Caller | None:
    """The person whose sign-in had this token, or its pages this key, until a day after it ended; somebody who was
    switched off, at any time. None when the device was revoked, and for all others."""
    if not token or len(token) > 200:
        return None
    since = now() - SCANS_COME_LATE
    asked = {
        "mark": fingerprint(token),
        "key": token,
        "ended_since": since,
        "started_since": since - SIGN_IN_LASTS,
    }
    return next(map(_person, database.look_up(_ENDED, asked)), None)


def guard(who: Access) -> None:
    """Finds out who is calling and refuses those who may not. Sets `g.caller`, None for nobody.

    Raises `Refused`: device.revoked, and those of `Access.check` and `check_csrf`.
    """
    g.caller = None
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    if "reads" in who.scopes and (kind.lower() == "basic" or "webhook-signature" in request.headers):
        name, token = signed_reader(current_services().database, seal_of(current_services().settings)), ""
        g.caller = Caller(Actor(name=name, scopes=frozenset({"reads"}), language=anonymous_language()))
    elif kind.lower() == "bearer":
        g.caller = caller_of(current_services().database, token := token.strip())
        if g.caller is None and who.late:
            g.caller = late_caller(current_services().database, token)
    elif token := request.cookies.get(SESSION_COOKIE, ""):
        g.caller = caller_of(current_services().database, token)
        if g.caller and not who.public and request.method in UNSAFE:
            check_csrf()
    if g.caller is None and not who.public:
        _check_not_revoked(token)
    who.check(g.caller.actor if g.caller else None)


def _check_not_revoked(token: str) -> None:
    """Whoever lost a sign-in with its device is told so, instead of that they should sign in."""
    query = select(SignIn.device).where(SignIn.token_hash == fingerprint(token), SignIn.revoked.is_(True))
    with current_services().database.reading() as session:
        device = session.scalar(query) if token else None
    if device is not None:
        raise Refused("device.revoked", device=device)


def check_csrf() -> None:
    """A cookie travels by itself, also with another site's request; the page's own token does not.

    Raises `Refused`: auth.csrf.
    """
    given = request.headers.get("X-CSRF-Token") or request.form.get("csrf_token", "")
    if not hmac.compare_digest(given.encode(), csrf_token().encode()):
        raise Refused("auth.csrf")


def csrf_token() -> str:
    """What forms of this browser must send along: its sign-in's own, or before that one made from its cookie."""
    caller: Caller | None = g.get("caller")
    if caller and caller.csrf:
        return caller.csrf
    key = current_services().settings.secret("csrf")
    return hmac.new(key, browser().encode(), hashlib.sha256).hexdigest()


def browser() -> str:
    """A random name of this browser, kept in a cookie, so that also a sign-in form cannot be sent by another site."""
    if "browser" not in g:
        g.browser = request.cookies.get(BROWSER_COOKIE) or secrets.token_urlsafe(16)
    name: str = g.browser
    return name


def current_language() -> str:
    """The person's, else what this browser chose before sign-in, else what it asks for."""
    caller: Caller | None = g.get("caller")
    return caller.actor.language if caller else anonymous_language()


def anonymous_language() -> str:
    chosen = request.cookies.get(LANGUAGE_COOKIE)
    return chosen if chosen in LANGUAGES else negotiate(request.headers.get("Accept-Language"))


DISPATCH = ("dispatcher", *SUPERVISORS)
