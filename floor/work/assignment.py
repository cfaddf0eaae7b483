"""Who does what: the next work, opening one by a scan, taking it up on another device, handing it over."""

from collections.abc import Sequence

from sqlalchemy import Select, exists, select

from floor.catalogue.lookup import meaningless
from floor.catalogue.lookup import work_id as read_work_id
from floor.core.locking import lock_work
from floor.core.transaction import Act
from floor.dispatch import loading
from floor.packing import packing
from floor.putaway import putaway
from floor.work.claims import end_claims
from floor.work.kinds import RULES
from models import Approval, Claim, Person, PickLine, PickTask, Place, Refused, Work
from models.work import ROLE_OF_KIND


def check_kind(act: Act, kind: str) -> None:
    """Whether the actor's roles allow this kind of work, else `Refused("work.role")`."""
    if kind not in ROLE_OF_KIND:
        raise Refused("work.unknown_kind", kind=kind, allowed=sorted(ROLE_OF_KIND))
    if not act.actor.may(ROLE_OF_KIND[kind], "supervisor", "admin"):
        raise Refused("work.role", kind=kind, role=ROLE_OF_KIND[kind])


def next_work(act: Act, kinds: Sequence[str], zone: str | None = None) -> Work | None:
    """The caller's own unfinished work, else the most pressing open one, claimed; None when there is nothing."""
    for kind in kinds:
        check_kind(act, kind)
    # one person's two requests stand in line, or each would find a task of its own
    act.db.execute(select(Person.id).where(Person.id == act.actor.person_id).with_for_update())
    asked = exists().where(Approval.work_id == Work.id, Approval.state == "open")
    pending = select(Work.id).where(Work.state == "open", Work.kind.in_(kinds))
    own = pending.where(Work.person_id == act.actor.person_id, ~asked).order_by(Work.claimed_at.desc())
    work_id = act.db.scalar(own.limit(1))
    if work_id is None:
        free = pending.where(Work.person_id.is_(None), Work.kind != "load")
        if zone:
            free = free.where(Work.id.in_(_in_zone(zone)))
        free = free.order_by(Work.urgent.desc(), Work.due.is_(None), Work.due, Work.id).limit(1)
        work_id = act.db.scalar(free.with_for_update(of=Work, skip_locked=True))
    if work_id is None:
        return None
    return _claim(act, _whole(act, work_id))


def _in_zone(zone: str) -> Select[int]:
    return select(PickLine.task_id).join(PickLine.place).where(Place.zone == zone, PickLine.state == "open")


def _whole(act: Act, work_id: int) -> Work:
    """The work, locked, with everything that its work document shows."""
    kind = lock_work(act, work_id).kind
    work: Work = RULES[kind].load(act.db, work_id, lock=True)
    return work


def open_work(
    act: Act, kind: str, scan: str | None = None, carrier: str | None = None, dock: str | None = None
) -> Work:
    """Opens and claims the work that a scan names (a tote, a work number), or a load for a carrier at a dock."""
    check_kind(act, kind)
    if kind == "load" and not scan:
        return _claim(act, loading.open_load(act, carrier or "", dock or ""))
    read = act.actor.read(scan or "")
    if read.work_number:
        named, work_id = read_work_id(read.work_number)
        work = _whole(act, work_id)
        if named != kind or work.kind != kind:
            raise Refused("work.other_kind", work=read.work_number, kind=kind)
        return _claim(act, work)
    if kind == "pack":
        return _claim(act, packing.open_pack(act, read))
    if kind == "putaway":
        return _claim(act, putaway.open_putback(act, read))
    raise meaningless(scan or "")


def _claim(act: Act, work: Work) -> Work:
    work.check_open()
    if work.shared:
        return work
    person = act.db.get_one(Person, act.actor.person_id)
    if work.person is not None and work.person is not person:
        raise Refused("work.taken", work=work.number, person=work.person.name)
    if work.person is person and work.device == act.actor.device:
        return work
    hand_over(act, work, person, act.actor.device)
    return work


def hand_over(act: Act, work: Work, person: Person | None, device: str) -> None:
    """Puts the work into somebody's hands, or back on the queue. Its totes are asked for again after a change of
    hands, so that nobody goes on with the wrong ones."""
    same = work.person is person
    end_claims(act, work)
    work.give_to(person, device, act.now)
    if person is not None:
        act.db.add(Claim(work_id=work.id, person_id=person.id, started_at=act.now))
    if not same and isinstance(work, PickTask):
        work.ask_totes_again()
    act.changed(f"work:{work.id}", "board", *RULES[work.kind].topics(work))


def resume(act: Act) -> Work | None:
    """At sign-in: the person's unfinished work comes to this device, at the same step."""
    query = select(Work.id).where(
        Work.person_id == act.actor.person_id,
        Work.state == "open",
        Work.kind.in_(("pick", "pack", "putaway")),
    )
    work_id = act.db.scalar(query.order_by(Work.claimed_at.desc()).limit(1))
    return None if work_id is None else _claim(act, _whole(act, work_id))


def take_over(act: Act, work_id: int) -> Work | None:
    """At sign-in on a paired device: the work on its screen passes from whoever had it there to the one who acts.
    None where it is not this device's, not open, or nothing for their role."""
    kind = act.db.scalar(select(Work.kind).where(Work.id == work_id))
    if kind is None or not act.actor.may(ROLE_OF_KIND[kind], "supervisor", "admin"):
        return None
    work = _whole(act, work_id)
    here = act.actor.device_id is not None and work.device == act.actor.device
    if not here or work.shared or work.state != "open":
        return None
    person = act.db.get_one(Person, act.actor.person_id)
    if work.person is not person:
        hand_over(act, work, person, act.actor.device)
    return work


def reassign(act: Act, work_id: int, person_id: int | None) -> Work:
    """A supervisor gives open work to somebody else, or back to the queue (None)."""
    work = _whole(act, work_id)
    work.check_open()
    person = None
    if person_id is not None:
        person = act.db.get(Person, person_id)
        if person is None or not person.active:
            raise Refused("person.not_found", person=person_id)
        if not {ROLE_OF_KIND[work.kind], "supervisor", "admin"} & set(person.roles):
            raise Refused("work.role", kind=work.kind, role=ROLE_OF_KIND[work.kind])
    hand_over(act, work, person, "")
    if person:
        act.assign(person.id, work.id)
    act.tell("work.reassigned", work=str(work.id), number=work.number, person=person.name if person else None)
    return work
