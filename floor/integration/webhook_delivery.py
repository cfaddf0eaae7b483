"""Delivers events to webhooks: signed by the Standard Webhooks specification, in order, at least once.

A receiver that does not answer with 2xx gets the same event again, later and later, and nothing after it meanwhile. One
that does answer, and refuses an event MOST_TRIES times, gets the next one; the refused one is kept until somebody has
it sent again. What each event came to stands in its `Telling`.
"""

import logging
from collections.abc import Sequence
from contextlib import closing
from datetime import timedelta
from functools import partial
from typing import Any

import orjson
from sqlalchemy import ColumnElement, exists, func, or_, select
from standardwebhooks.webhooks import Webhook as Signature

from floor.core.background import Lines
from floor.core.http_line import HttpLine
from floor.core.networks import Networks
from floor.core.seals import Seal
from floor.core.transaction import SYSTEM, Transaction
from floor.core.writer import Writer
from floor.integration.events import event_body
from models import Event, Telling, Webhook, now

CONNECT_SECONDS, READ_SECONDS = 5.0, 15.0
MOST_ANSWER = 4096  # bytes; nobody reads them, but a line of which all was read serves the next event, too
BATCH = 100
FIRST_WAIT = timedelta(seconds=5)
LONGEST_WAIT = timedelta(hours=1)
MOST_TRIES = 12  # of one event that is answered with a refusal: after about six hours
GONE = 410  # the receiver's way of saying "never again"

log = logging.getLogger(__name__)


class WebhookDelivery(Lines):
    """Each webhook has a line of its own, so that a slow one holds up no other."""

    name = "webhooks"
    every_seconds = 5.0
    lock = 0x464C4F4F53

    def __init__(self, writer: Writer, networks: Networks, seal: Seal) -> None:
        super().__init__(writer)
        self.networks = networks
        self.seal = seal

    def due(self) -> list[int]:
        rested = or_(Webhook.next_try_at.is_(None), Webhook.next_try_at <= now())
        behind = Webhook.cursor < select(func.max(Event.id)).scalar_subquery()
        again = exists().where(*_sent_again(Webhook.url, Webhook.cursor))
        with self.writer.database.reading() as session:
            return list(session.scalars(select(Webhook.id).where(Webhook.active, rested, or_(behind, again))))

    def serve(self, key: int) -> None:
        """The webhook gets what it has not had yet, until it refuses."""
        with self.writer.database.reading() as session:
            webhook = session.get(Webhook, key)
        if webhook is None:
            return
        with closing(HttpLine(webhook.url, self.networks, CONNECT_SECONDS, READ_SECONDS)) as line:
            self._send_again(webhook, line)
            while not self.stopping and self._deliver(webhook, line):
                pass

    def _send_again(self, webhook: Webhook, line: HttpLine) -> None:
        """What was given up, and somebody wants to have sent once more."""
        wanted = select(Event).join(Telling, Telling.event_id == Event.id)
        with self.writer.database.reading() as session:
            mine = wanted.where(*_sent_again(webhook.url, webhook.cursor)).order_by(Event.id).limit(BATCH)
            events = list(session.scalars(mine))
        for event in events:
            if self.stopping:
                return
            answer = self._post(webhook, event, line)
            status = "told" if 200 <= answer < 300 else "dead"
            self.writer.perform(SYSTEM, partial(_write, webhook.url, status), [event], answer)

    def _deliver(self, webhook: Webhook, line: HttpLine) -> bool:
        """Delivers some events and writes down how far it came. Whether there may be more for it."""
        with self.writer.database.reading() as session:
            after = select(Event).where(Event.id > webhook.cursor).order_by(Event.id).limit(BATCH)
            events = list(session.scalars(after))
        if not events:
            return False
        answer, had, refused = 200, list[Event](), None
        for event in events:
            answer = self._post(webhook, event, line)
            if not 200 <= answer < 300:
                refused = event
                break
            had.append(event)
            webhook.cursor = event.id
            if self.stopping:
                break
        webhook.cursor = self.writer.perform(SYSTEM, partial(_note, webhook.id), had, refused, answer)
        return len(events) == BATCH and refused is None

    def _post(self, webhook: Webhook, event: Event, line: HttpLine) -> int:
        """The HTTP status of the receiver's answer, 0 when there was none."""
        body, at = orjson.dumps(event_body(event)).decode(), now()
        headers = {
            "Content-Type": "application/json",
            "webhook-id": str(event.id),
            "webhook-timestamp": str(int(at.timestamp())),
            "webhook-signature": Signature(self.seal.open(webhook.secret)).sign(str(event.id), at, body),
        }
        try:
            return line.ask("POST", MOST_ANSWER, headers, body.encode())[0]
        except OSError as error:
            log.info("no answer from webhook %s: %s", webhook.url, error)
            return 0


def _note(webhook_id: int, tx: Transaction, had: Sequence[Event], refused: Event | None, answer: int) -> int:
    """Writes down how far a webhook came and, after a failure, when it is tried again. Answers how far."""
    webhook = tx.db.get(Webhook, webhook_id)
    if webhook is None:  # removed while it was being served
        return 0
    if had:
        webhook.cursor, webhook.failures = max(webhook.cursor, had[-1].id), 0
        _write(webhook.url, "told", tx, had, 200)
    if refused is None:
        webhook.failures, webhook.next_try_at = 0, None
        return webhook.cursor
    webhook.failures += 1
    webhook.active = answer != GONE
    webhook.next_try_at = tx.now + min(FIRST_WAIT * 2 ** min(webhook.failures - 1, 20), LONGEST_WAIT)
    if answer and _write(webhook.url, "waiting", tx, [refused], answer) >= MOST_TRIES:
        _write(webhook.url, "dead", tx, [refused], answer)
        webhook.cursor, webhook.failures, webhook.next_try_at = refused.id, 0, None
    return webhook.cursor


def _write(url: str, status: str, tx: Transaction, events: Sequence[Event], answer: int) -> int:
    """What became of these events; answers how often the last was tried."""
    mine = Telling.way == "webhook", Telling.receiver == url
    ids = [each.id for each in events]
    known = {
        each.event_id: each for each in tx.db.scalars(select(Telling).where(*mine, Telling.event_id.in_(ids)))
    }
    tries = 1
    for event in events:
        telling = known.get(event.id)
        if telling is None:
            number = str(event.data.get("number") or "")
            telling = Telling(
                way="webhook", receiver=url, event=event.type, event_id=event.id, order_id=event.order_id,
                number=number, at=tx.now,
            )  # fmt: skip
            tx.db.add(telling)
        telling.status, telling.answer = status, str(answer)
        telling.told_at = tx.now if status == "told" else None
        telling.tries += status != "dead"
        tries = telling.tries
    tx.db.flush()
    return tries


def _sent_again(url: Any, cursor: Any) -> tuple[ColumnElement[bool], ...]:
    """For a query: tellings of events that a webhook has passed, and that somebody has sent once more."""
    waits = Telling.way == "webhook", Telling.status == "waiting"
    return (*waits, Telling.receiver == url, Telling.event_id <= cursor)
