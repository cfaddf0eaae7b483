"""Who does what: the next work, opening one by a scan, taking it up on another device, handing it over."""

from collections.abc import Sequence

from sqlalchemy import Select, exists, select

from floor.core.locking import lock_work
from floor.core.transaction import Transaction
from floor.work.claims import end_claims
from floor.work.kinds import KINDS, read_number, shared
from models import Approval, Claim, Person, PickLine, Place, Refused, Work
from models.base import table_of

_NOT_FOR = table_of(Work).c.not_for_id


def check_kind(tx: Transaction, kind: str) -> None:
    """Whether the actor's roles allow this kind of work. Raises `Refused`: work.unknown_kind, work.role."""
    if kind not in KINDS:
        raise Refused("work.unknown_kind", kind=kind, allowed=sorted(KINDS))
    roles = KINDS[kind].noun.roles
    if not tx.actor.works_as(*roles):
        raise Refused("work.role", kind=kind, roles=roles)


def next_work(tx: Transaction, kinds: Sequence[str], zone: str | None = None) -> Work | None:
    """The caller's own unfinished work, else the most pressing open one, claimed; None when there is nothing.

    Raises `Refused`: work.taken, and those of `check_kind`.
    """
    for kind in kinds:
        check_kind(tx, kind)
    # one person's two requests stand in line, or each would find a task of its own
    tx.db.execute(select(Person.id).where(Person.id == tx.actor.person_id).with_for_update())
    asked = exists().where(Approval.work_id == Work.id, Approval.state == "open")
    pending = select(Work.id).where(Work.state == "open", Work.kind.in_(kinds))
    own = pending.where(Work.person_id == tx.actor.person_id, ~asked).order_by(Work.claimed_at.desc())
    work_id = tx.db.scalar(own.limit(1))
    if work_id is None:
        free = pending.where(Work.person_id.is_(None), Work.kind.not_in(shared()))
        free = free.where(_NOT_FOR.is_distinct_from(tx.actor.person_id))
        if zone:
            free = free.where(Work.id.in_(_in_zone(zone)) | (Work.zone == zone))
        free = free.order_by(Work.urgent.desc(), Work.due.is_(None), Work.due, Work.id).limit(1)
        work_id = tx.db.scalar(free.with_for_update(of=Work, skip_locked=True))
    if work_id is None:
        return None
    return _claim(tx, _whole(tx, work_id))


def _in_zone(zone: str) -> Select[int]:
    return select(PickLine.task_id).join(PickLine.place).where(Place.zone == zone, PickLine.state == "open")


def _whole(tx: Transaction, work_id: int) -> Work:
    """The work, locked, with everything that its work document shows."""
    kind = lock_work(tx, work_id).kind
    work: Work = KINDS[kind].load(tx.db, work_id, lock=True)
    return work


def open_work(
    tx: Transaction, kind: str, scan: str | None = None, carrier: str | None = None, dock: str | None = None
) -> Work:
    """Opens and claims the work that a scan names (a tote, a work number), or a load for a carrier at a dock.

    Raises `Refused`: work.other_kind, work.taken, work.closed, work.cancelled, and those of `check_kind` and of the
    kind's `open`.
    """
    check_kind(tx, kind)
    read = tx.actor.read(scan or "")
    if read.work_number:
        named, work_id = read_number(read.work_number)
        work = _whole(tx, work_id)
        if named != kind or work.kind != kind:
            raise Refused("work.other_kind", work=read.work_number, kind=kind)
        return _claim(tx, work)
    return _claim(tx, KINDS[kind].open(tx, read, carrier or "", dock or ""))


def _claim(tx: Transaction, work: Work) -> Work:
    work.check_open()
    if work.shared:
        return work
    person = tx.db.get_one(Person, tx.actor.person_id)
    if work.person is not None and work.person is not person:
        raise Refused("work.taken", work=work.number, person=work.person.name)
    if work.person is person and work.device == tx.actor.device:
        return work
    hand_over(tx, work, person, tx.actor.device)
    return work


def hand_over(tx: Transaction, work: Work, person: Person | None, device: str) -> None:
    """Puts the work into somebody's hands, or back on the queue. What the kind does anew after a change of hands is
    asked for again, so that nobody goes on with the wrong totes. Raises `Refused` where `check_taker` does."""
    if person is not None:
        work.check_taker(person.id)
    end_claims(tx, work, same_hands=work.person is person)
    if work.give_to(person, device, tx.now):
        work.pass_on()
    if person is not None:
        tx.db.add(Claim(work_id=work.id, person_id=person.id, started_at=tx.now))
    tx.changed(KINDS[work.kind].topics(work))


def resume(tx: Transaction) -> Work | None:
    """At sign-in: the person's unfinished work comes to this device, at the same step. Raises `Refused`: work.taken."""
    query = select(Work.id).where(
        Work.person_id == tx.actor.person_id, Work.state == "open", Work.kind.not_in(shared())
    )
    work_id = tx.db.scalar(query.order_by(Work.claimed_at.desc()).limit(1))
    return None if work_id is None else _claim(tx, _whole(tx, work_id))


def take_over(tx: Transaction, work_id: int) -> Work | None:
    """At sign-in on a paired device: the work on its screen passes from whoever had it there to the one who acts.
    None where it is not this device's, not open, or nothing for their role."""
    kind = tx.db.scalar(select(Work.kind).where(Work.id == work_id))
    if kind is None or not tx.actor.works_as(*KINDS[kind].noun.roles):
        return None
    work = _whole(tx, work_id)
    here = tx.actor.device_id is not None and work.device == tx.actor.device
    if not here or work.shared or work.state != "open":
        return None
    person = tx.db.get_one(Person, tx.actor.person_id)
    if work.person is not person:
        hand_over(tx, work, person, tx.actor.device)
    return work


def leave(tx: Transaction) -> None:
    """At sign-out: work that does not wait for whoever goes home comes back on the queue."""
    if tx.actor.person_id is None:
        return
    kinds = [kind.name for kind in KINDS.values() if not kind.noun.kept_at_sign_out]
    query = select(Work.id).where(
        Work.person_id == tx.actor.person_id, Work.device == tx.actor.device, Work.state == "open"
    )
    for work_id in list(tx.db.scalars(query.where(Work.kind.in_(kinds)).order_by(Work.id))):
        hand_over(tx, _whole(tx, work_id), None, "")


def hear_news(tx: Transaction, work_id: int) -> Work:
    """Whoever has the work in hand has read what became of its orders. Raises `Refused`: work.not_found,
    work.reassigned."""
    work = _whole(tx, work_id)
    work.check_holder(tx.actor.person_id or 0, tx.actor.device)
    if work.news:
        work.hear()
        tx.changed(KINDS[work.kind].topics(work))
    return work


def reassign(tx: Transaction, work_id: int, person_id: int | None) -> Work:
    """A supervisor gives open work to somebody else, or back to the queue (None).

    Raises `Refused`: work.not_found, work.closed, work.cancelled, person.not_found, work.role (the person does no such
    work).
    """
    work = _whole(tx, work_id)
    work.check_open()
    person = None
    if person_id is not None:
        person = tx.db.get(Person, person_id)
        if person is None or not person.active:
            raise Refused("person.not_found", person=person_id)
        if not {*work.roles, "supervisor", "admin"} & set(person.roles):
            raise Refused("work.role", kind=work.kind, roles=work.roles)
    hand_over(tx, work, person, "")
    if person:
        tx.assign(person.id, work.id)
    tx.tell("work.reassigned", work=str(work.id), number=work.number, person=person.name if person else None)
    return work
