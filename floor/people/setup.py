"""People and API tokens added from the command line."""

from sqlalchemy import select

from floor.core import columns
from floor.core.transaction import Transaction
from floor.people.rows import check_pin_form
from floor.people.sign_in import bare_badge
from models import ApiToken, Person, Refused
from models.base import fingerprint, new_token
from models.people import ROBOTS_WORK, ROLES, SCOPES
from scanners import own_labels


def add_person(
    tx: Transaction, badge: str, name: str, roles: list[str], language: str, pin: str, pin_hash: str
) -> Person:
    """Somebody new. `pin_hash` is the PIN's, made before the transaction: hashing is slow on purpose.

    Raises `Refused`: person.badge_taken, file.bad_code and others of that kind, and those of `check_pin_form`.
    """
    row = {"badge": badge, "name": name, "roles": " ".join(roles)}
    bare = bare_badge(columns.name(row, "badge", lambda text: own_labels.badge_code(bare_badge(text))))
    check_pin_form(tx, pin, roles)
    known = columns.by_code(tx, Person.badge, [bare])
    if known:
        raise Refused("person.badge_taken", badge=bare)
    person = Person(
        badge=bare,
        name=columns.needed(row, "name"),
        pin_hash=pin_hash,
        roles=columns.choices(row, "roles", ROLES),
        language=language,
    )
    tx.db.add(person)
    tx.db.flush()
    return person


def add_token(tx: Transaction, name: str, scopes: list[str]) -> str:
    """A new program; answers its token, which cannot be read again. With the scope `work` it is a robot.

    Raises `Refused`: token.name_taken.
    """
    row = {"name": name, "scopes": " ".join(scopes)}
    name = columns.needed(row, "name")
    if tx.db.scalar(select(ApiToken.id).where(ApiToken.name == name)) is not None:
        raise Refused("token.name_taken", name=name)
    token, wanted = new_token(), columns.choices(row, "scopes", SCOPES)
    made = ApiToken(name=name, token_hash=fingerprint(token), scopes=wanted, created_at=tx.now)
    if "work" in wanted:
        made.person = robot(name)
    tx.db.add(made)
    return token


def robot(name: str) -> Person:
    """Who a token works as: no badge is printed so, and no PIN fits."""
    return Person(badge=f"robot {name}", name=name, pin_hash="", roles=ROBOTS_WORK)
