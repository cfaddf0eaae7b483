"""Delivers events to webhooks: signed by the Standard Webhooks specification, in order, at least once.

A receiver that does not answer with 2xx gets the same event again, later and later, and nothing after it meanwhile.
"""

import logging
from contextlib import closing
from datetime import timedelta
from functools import partial

import orjson
from sqlalchemy import func, or_, select
from standardwebhooks.webhooks import Webhook as Signature

from floor.core.background import Lines
from floor.core.http_line import HttpLine
from floor.core.networks import Networks
from floor.core.seals import Seal
from floor.core.transaction import SYSTEM, Transaction
from floor.core.writer import Writer
from floor.integration.events import event_body
from models import Event, Webhook, now

CONNECT_SECONDS, READ_SECONDS = 5.0, 15.0
MOST_ANSWER = 4096  # bytes; nobody reads them, but a line of which all was read serves the next event, too
BATCH = 100
FIRST_WAIT = timedelta(seconds=5)
LONGEST_WAIT = timedelta(hours=1)
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
        with self.writer.database.reading() as session:
            return list(session.scalars(select(Webhook.id).where(Webhook.active, rested, behind)))

    def serve(self, key: int) -> None:
        """The webhook gets what it has not had yet, until it refuses."""
        with self.writer.database.reading() as session:
            webhook = session.get(Webhook, key)
        if webhook is None:
            return
        with closing(HttpLine(webhook.url, self.networks, CONNECT_SECONDS, READ_SECONDS)) as line:
            while not self.stopping and self._deliver(webhook, line):
                pass

    def _deliver(self, webhook: Webhook, line: HttpLine) -> bool:
        """Delivers some events and writes down how far it came. Whether there may be more for it."""
        with self.writer.database.reading() as session:
            after = select(Event).where(Event.id > webhook.cursor).order_by(Event.id).limit(BATCH)
            events = list(session.scalars(after))
        if not events:
            return False
        answer = 200
        for event in events:
            answer = self._post(webhook, event, line)
            if not 200 <= answer < 300:
                break
            webhook.cursor = event.id
            if self.stopping:
                break
        self.writer.perform(SYSTEM, partial(_note, webhook.id), webhook.cursor, answer)
        return len(events) == BATCH and 200 <= answer < 300

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


def _note(webhook_id: int, tx: Transaction, delivered: int, answer: int) -> None:
    """Writes down how far a webhook came and, after a failure, when it is tried again."""
    webhook = tx.db.get(Webhook, webhook_id)
    if webhook is None:  # removed while it was being served
        return
    webhook.cursor = max(webhook.cursor, delivered)
    if 200 <= answer < 300:
        webhook.failures, webhook.next_try_at = 0, None
        return
    webhook.failures += 1
    webhook.active = answer != GONE
    webhook.next_try_at = tx.now + min(FIRST_WAIT * 2 ** min(webhook.failures - 1, 20), LONGEST_WAIT)
