"""Delivers the events to those who asked: signed as Standard Webhooks say, in order, at least once.

A receiver that does not answer with 2xx gets the same event again, later and later, and nothing after it meanwhile.
"""

import logging
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from functools import partial

import orjson
import urllib3
from sqlalchemy import or_, select, text
from standardwebhooks.webhooks import Webhook as Signature

from floor.act import SYSTEM, Act
from floor.perform import Door
from floor.queries.events import event_body
from models import Event, Webhook, now

ROUND_SECONDS = 5.0
TIMEOUT = urllib3.Timeout(connect=5, read=15)
BATCH = 100
FIRST_WAIT = timedelta(seconds=5)
LONGEST_WAIT = timedelta(hours=1)
GONE = 410  # the receiver's way of saying "never again"
LOCK = 0x464C4F4F53

log = logging.getLogger(__name__)


class Deliverer:
    """One thread that goes round the webhooks; a few at a time, so that a slow one holds up no other."""

    def __init__(self, door: Door) -> None:
        self.door = door
        self._woken = threading.Event()
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        # a redirect is not followed: the address that was agreed on is the one that gets the data
        self._http = urllib3.PoolManager(timeout=TIMEOUT, retries=False, maxsize=4)

    def wake(self) -> None:
        self._woken.set()

    def start(self) -> None:
        self._thread = threading.Thread(target=self._run, name="webhooks", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        self._woken.set()
        if self._thread:
            self._thread.join()
            self._thread = None

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._woken.clear()
            try:
                self.deliver()
            except Exception:
                log.exception("the round of webhooks failed; the next one goes on from there")
            self._woken.wait(ROUND_SECONDS)

    def deliver(self) -> None:
        """One round: each webhook that is due gets what it has not had yet, until it refuses."""
        with self._alone() as mine:
            due = self._due() if mine else []
            if due:
                with ThreadPoolExecutor(4, thread_name_prefix="webhook") as pool:
                    list(pool.map(self._deliver_to, due))

    @contextmanager
    def _alone(self) -> Iterator[bool]:
        """Of several processes on PostgreSQL, one goes round at a time."""
        if self.door.database.is_sqlite:
            yield True
            return
        with self.door.database.reading() as session:
            yield bool(session.scalar(text("SELECT pg_try_advisory_xact_lock(:lock)"), {"lock": LOCK}))

    def _due(self) -> list[Webhook]:
        with self.door.database.reading() as session:
            rested = or_(Webhook.next_try_at.is_(None), Webhook.next_try_at <= now())
            return list(session.scalars(select(Webhook).where(Webhook.active, rested)))

    def _deliver_to(self, webhook: Webhook) -> None:
        with self.door.database.reading() as session:
            after = select(Event).where(Event.id > webhook.cursor).order_by(Event.id).limit(BATCH)
            events = list(session.scalars(after))
        delivered, answer = webhook.cursor, 200
        for event in events:
            answer = self._post(webhook, event)
            if not 200 <= answer < 300 or self._stopping.is_set():
                break
            delivered = event.id
        if events:
            self.door.perform(SYSTEM, partial(_note, webhook.id), delivered, answer)
        if len(events) == BATCH and 200 <= answer < 300:
            self.wake()

    def _post(self, webhook: Webhook, event: Event) -> int:
        """The HTTP status of the receiver's answer, 0 when there was none."""
        body, at = orjson.dumps(event_body(event)).decode(), now()
        headers = {
            "Content-Type": "application/json",
            "webhook-id": str(event.id),
            "webhook-timestamp": str(int(at.timestamp())),
            "webhook-signature": Signature(webhook.secret).sign(str(event.id), at, body),
        }
        try:
            return int(self._http.request("POST", webhook.url, body=body.encode(), headers=headers).status)
        except urllib3.exceptions.HTTPError as error:
            log.info("no answer from webhook %s: %s", webhook.url, error)
            return 0


def _note(webhook_id: int, act: Act, delivered: int, answer: int) -> None:
    """Writes down how far a webhook came and, after a failure, when it is tried again."""
    webhook = act.db.get(Webhook, webhook_id)
    if webhook is None:  # removed while it was being served
        return
    webhook.cursor = max(webhook.cursor, delivered)
    if 200 <= answer < 300:
        webhook.failures, webhook.next_try_at = 0, None
        return
    webhook.failures += 1
    webhook.active = answer != GONE
    webhook.next_try_at = act.now + min(FIRST_WAIT * 2 ** min(webhook.failures - 1, 20), LONGEST_WAIT)
