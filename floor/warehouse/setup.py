"""A hall is set up: the places that every hall has, its settings, its first carriers, people and programs."""

from zoneinfo import available_timezones

from sqlalchemy import select

from floor.catalogue.rows import check_pin_form
from floor.core import columns
from floor.core.tokens import fingerprint, new_token
from floor.core.transaction import Act
from floor.dispatch.carriers import add_first_carriers
from floor.people.pins import hash_pin
from floor.people.sign_in import bare_badge
from models import ApiToken, Person, Place, Refused, Warehouse
from models.people import ROLES, SCOPES
from models.places import OUTSIDE, SYSTEM
from scanners import own_labels


def set_up(act: Act) -> Warehouse:
    """What the rest takes for granted: the system places, the hall's one row of settings, carriers. Makes what is
    missing, changes nothing that is there."""
    there = set(act.db.scalars(select(Place.kind).where(Place.kind.in_((*SYSTEM, *OUTSIDE)))))
    act.db.add_all(Place(code=kind.upper(), kind=kind) for kind in (*SYSTEM, *OUTSIDE) if kind not in there)
    hall = act.db.get(Warehouse, 1)
    if hall is None:
        hall = Warehouse()
        act.db.add(hall)
        add_first_carriers(act)
    act.db.flush()
    return hall


def change_hall(act: Act, /, **settings: str | int | bool | None) -> Warehouse:
    """Sets what is given: name, timezone (IANA), company_prefix (GS1, 4 to 12 digits), weight_tolerance_g,
    weight_tolerance_percent, training. Raises `Refused("warehouse.bad_…")`."""
    hall = set_up(act)
    wanted = {name: value for name, value in settings.items() if value is not None}
    prefix, zone = str(wanted.get("company_prefix", "9521321")), wanted.get("timezone", "UTC")
    if not (prefix.isascii() and prefix.isdigit() and 4 <= len(prefix) <= 12):
        raise Refused("warehouse.bad_company_prefix", sent=prefix)
    if zone not in available_timezones():
        raise Refused("warehouse.bad_timezone", sent=zone)
    for name, value in wanted.items():
        setattr(hall, name, value)
    act.changed("board")
    return hall


def add_person(
    act: Act, badge: str, name: str, roles: list[str], language: str, pin: str, pepper: bytes
) -> Person:
    """Somebody new. Raises `Refused`: person.badge_taken, person.bad_pin, file.bad_code and others of that kind."""
    row = {"badge": badge, "name": name, "roles": " ".join(roles)}
    bare = bare_badge(columns.name(row, "badge", lambda text: own_labels.badge_code(bare_badge(text))))
    check_pin_form(pin)
    known = columns.by_code(act, Person.badge, [bare])
    if known:
        raise Refused("person.badge_taken", badge=bare)
    person = Person(
        badge=bare,
        name=columns.needed(row, "name"),
        pin_hash=hash_pin(pin, pepper),
        roles=columns.choices(row, "roles", ROLES),
        language=language,
    )
    act.db.add(person)
    act.db.flush()
    return person


def add_token(act: Act, name: str, scopes: list[str]) -> str:
    """A new program; answers its token, which cannot be read again. Raises `Refused("token.name_taken")`."""
    row = {"name": name, "scopes": " ".join(scopes)}
    name = columns.needed(row, "name")
    if act.db.scalar(select(ApiToken.id).where(ApiToken.name == name)) is not None:
        raise Refused("token.name_taken", name=name)
    token = new_token()
    act.db.add(
        ApiToken(
            name=name,
            token_hash=fingerprint(token),
            scopes=columns.choices(row, "scopes", SCOPES),
            created_at=act.now,
        )
    )
    return token
