"""What the floor hears: hints over Socket.IO. They name what changed and carry none of it: the hearer asks again.

Rights are the routes' (`auth.Access`); a hint goes to the room of its topic.
"""

import hmac
import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from flask import Flask, g, request
from flask_socketio import ConnectionRefusedError, SocketIO
from sqlalchemy import select

from floor.core.database import Database
from floor.core.settings import ADDRESS, Settings
from floor.core.transaction import Actor
from floor.web.access import (
    SESSION_COOKIE,
    SIGN_IN_LASTS,
    SUPERVISORS,
    WORKERS,
    Caller,
    access,
    caller_of,
    csrf_token,
)
from floor.web.broadcast import Broadcast
from floor.web.proxies import callers_address
from floor.web.static_files import current_version
from models import ApiToken, Load, Person, SignIn, Work, now
from models.base import fingerprint
from models.refused import Refused

TOPICS = {
    "board": access(SUPERVISORS, scopes=("board",)),
    "approvals": access(SUPERVISORS),
    "alerts": access(SUPERVISORS),
    "devices": access(SUPERVISORS),
    "orders": access(SUPERVISORS, scopes=("orders",)),
    "order": access(SUPERVISORS, scopes=("orders",)),
    "wave": access(SUPERVISORS, scopes=("waves",)),
    "work": access(WORKERS + SUPERVISORS, scopes=("work",)),
}
WITH_ID = frozenset({"order", "wave", "work"})
MOST_TOPICS = 100
MOST_VERSIONS = 10_000
SWEEP_SECONDS = 1.0
PATIENCE_SECONDS = 10.0  # how long an open socket may stay without having signed in

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Listener:
    """One signed-in socket. `mark` is the fingerprint of the token that it came with."""

    actor: Actor
    mark: str
    engine_id: str
    topics: set[str] = field(default_factory=set)


class Live:
    """All sockets of this process."""

    def __init__(self, app: Flask, settings: Settings, database: Database) -> None:
        self.database, self.settings = database, settings
        # hears of a page that stands at another address than this server's: an attack, or a proxy that is set up wrong
        self.refused: Callable[[str, str], None] = lambda origin, address: None
        self.listeners: dict[str, Listener] = {}
        self._versions: OrderedDict[str, int] = OrderedDict()  # by topic, the newest hint that was sent
        self._cut_off = False
        self._strangers: dict[str, float] = {}
        self._swept = 0.0
        self._lock = threading.Lock()
        self.speaker = Broadcast()
        self.socketio = SocketIO(
            app,
            async_mode="threading",
            client_manager=self.speaker,
            # long polling would come to another process with each request, and hold a thread
            transports=["websocket"],
            manage_session=False,
            # a cookie counts only beside the token of the page (see `_connect`), which no other site's page can know;
            # the origin would be another one behind many a proxy
            cors_allowed_origins=[],
            max_http_buffer_size=64 * 1024,
            # a watch is one quick look; a thread for each would cost more than it
            async_handlers=False,
        )
        self.socketio.on_event("connect", self._connect)
        self.socketio.on_event("disconnect", self._disconnect)
        self.socketio.on_event("watch", self._watch)

    # --- what goes out

    def emit(self, event: str, payload: dict[str, Any], room: str) -> None:
        """To everybody in the room."""
        self.socketio.emit(event, payload, to=room)
        if "version" in payload:
            self._versions[room] = payload["version"]
            self._versions.move_to_end(room)
            if len(self._versions) > MOST_VERSIONS:
                self._versions.popitem(last=False)

    def close_sockets(self, sign_in_id: int | None) -> None:
        """Sends away the sockets of one sign-in. Those at other processes go with their next sweep."""
        self._close(
            sid
            for sid, listener in list(self.listeners.items())
            if sign_in_id and listener.actor.sign_in_id == sign_in_id
        )

    def close_all(self) -> None:
        """Before the server ends, and after hints were lost: everybody comes back by themselves, and asks anew."""
        self.speaker.close_all_connections()

    def stop(self) -> None:
        self.close_all()
        self.speaker.websockets.stop()

    def cut_off(self) -> None:
        """This process does not hear what happens: it sends everybody away, and lets nobody in until it does again."""
        self._cut_off = True
        self.close_all()

    def sweep(self) -> None:
        """Once a second: who has signed out, wherever that was, and who never signed in, is sent away."""
        self._cut_off = False
        with self._lock:
            if time.monotonic() - self._swept < SWEEP_SECONDS:
                return
            self._swept = time.monotonic()
        listeners = dict(self.listeners)
        if listeners:
            living = living_marks(self.database, {listener.mark for listener in listeners.values()})
            self._close(sid for sid, listener in listeners.items() if listener.mark not in living)
        known = {listener.engine_id for listener in listeners.values()}
        self._strangers = {
            engine_id: self._strangers.get(engine_id, self._swept)
            for engine_id in self.speaker.engine_ids()
            if engine_id not in known
        }
        for engine_id, since in self._strangers.items():
            if self._swept - since > PATIENCE_SECONDS:
                self.speaker.close_connection(engine_id)

    def _close(self, sids: Iterable[str]) -> None:
        for sid in list(sids):
            listener = self.listeners.pop(sid, None)
            self.socketio.server.disconnect(sid)
            if listener:
                self.speaker.close_connection(listener.engine_id)

    # --- what comes in

    def _connect(self, auth: Any = None) -> None:
        """`auth` is {"token": one of an API}, or of a page, which has a cookie, {"csrf": the token of its forms}."""
        if self._cut_off:
            raise ConnectionRefusedError("live.cut_off")
        given = auth if isinstance(auth, dict) else {}
        token = given.get("token") or request.cookies.get(SESSION_COOKIE)
        if not isinstance(token, str) or (caller := caller_of(self.database, token)) is None:
            raise ConnectionRefusedError("auth.needed")
        if not given.get("token"):
            self._check_page(caller, given.get("csrf"))
        sid: str = request.sid  # type: ignore[attr-defined]
        self.listeners[sid] = Listener(caller.actor, fingerprint(token), self.speaker.engine_id_of(sid))
        if caller.actor.person_id:
            self.socketio.server.enter_room(sid, f"person:{caller.actor.person_id}")
        # a page of before the server was updated hears of it when it comes back
        self.socketio.emit("version", current_version(), to=sid)

    def _check_page(self, caller: Caller, csrf: object) -> None:
        g.caller = caller
        if not isinstance(csrf, str) or not hmac.compare_digest(csrf.encode(), csrf_token().encode()):
            origin = request.headers.get("Origin", "")
            log.warning("refused a socket from a page of %s", origin or "unknown origin")
            if ADDRESS.fullmatch(origin) and f"{origin}/" not in (request.host_url, self.settings.url):
                self.refused(origin, callers_address(self.settings.proxy_networks))
            raise ConnectionRefusedError("auth.csrf")

    def _disconnect(self, *_reason: Any) -> None:
        self.listeners.pop(request.sid, None)  # type: ignore[attr-defined]

    def _watch(self, message: Any = None) -> dict[str, Any]:
        """{"topics": […]} replaces what this socket watches. Answers those of them that it may hear, and the newest
        version of them that was sent to anybody: whoever knows an older one has missed a hint, and asks."""
        sid: str = request.sid  # type: ignore[attr-defined]
        listener = self.listeners.get(sid)
        wanted = message.get("topics") if isinstance(message, dict) else None
        if listener is None or not isinstance(wanted, list):
            return {"topics": [], "version": 0}
        wanted = list(dict.fromkeys(topic for topic in wanted[:MOST_TOPICS] if isinstance(topic, str)))
        allowed = [topic for topic in wanted if self._may_hear(listener.actor, topic)]
        for topic in listener.topics.difference(allowed):
            self.socketio.server.leave_room(sid, topic)
        for topic in set(allowed) - listener.topics:
            self.socketio.server.enter_room(sid, topic)
        listener.topics = set(allowed)
        return {
            "topics": allowed,
            "version": max((self._versions.get(topic, 0) for topic in allowed), default=0),
        }

    def _may_hear(self, actor: Actor, topic: str) -> bool:
        kind, _, number = topic.partition(":")
        if kind not in TOPICS or (kind in WITH_ID) != (
            number.isascii() and number.isdigit() and len(number) < 19
        ):
            return False
        try:
            TOPICS[kind].check(actor)
        except Refused:
            return False
        return (
            kind != "work" or actor.may(*SUPERVISORS) or bool(actor.scopes) or self._own(actor, int(number))
        )

    def _own(self, actor: Actor, work_id: int) -> bool:
        """A worker hears of the work in their own hands, and of loads that dispatchers share."""
        with self.database.reading() as session:
            work = session.execute(select(Work.kind, Work.person_id).where(Work.id == work_id)).first()
        if work is None:
            return False
        return work.person_id == actor.person_id or (work.kind == "load" and actor.may(*Load.roles))


def living_marks(database: Database, marks: set[str]) -> set[str]:
    """Those fingerprints of tokens that still let somebody in, as `caller_of` would find for each."""
    people = (
        select(SignIn.token_hash)
        .join(Person)
        .where(SignIn.token_hash.in_(marks), SignIn.ended_at.is_(None), Person.active.is_(True))
        .where(SignIn.started_at > now() - SIGN_IN_LASTS)
    )
    programs = select(ApiToken.token_hash).where(ApiToken.token_hash.in_(marks), ApiToken.active.is_(True))
    with database.reading() as session:
        return {*session.scalars(people), *session.scalars(programs)}
