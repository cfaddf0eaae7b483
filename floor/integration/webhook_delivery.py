"""Delivers events to webhooks: signed by the Standard Webhooks specification, in order, at least once.

A receiver that does not answer with 2xx gets the same event again, later and later, and nothing after it meanwhile.
"""

import logging
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial

import orjson
import urllib3
from sqlalchemy import or_, select
from standardwebhooks.webhooks import Webhook as Signature

from floor.core.background import Background
from floor.core.transaction import SYSTEM, Transaction
from floor.core.writer import Writer
from floor.integration.events import event_body
from models import Event, Webhook, now

TIMEOUT = urllib3.Timeout(connect=5, read=15)
BATCH = 100
FIRST_WAIT = timedelta(seconds=5)
LONGEST_WAIT = timedelta(hours=1)
GONE = 410  # the receiver's way of saying "never again"

log = logging.getLogger(__name__)


class WebhookDelivery(Background):
    """Goes round the webhooks; a few at a time, so that a slow one holds up no other."""

    name = "webhooks"
    every_seconds = 5.0
    lock = 0x464C4F4F53

    def __init__(self, writer: Writer) -> None:
        super().__init__(writer)
        # a redirect is not followed: the address that was agreed on is the one that gets the data
        self._http = urllib3.PoolManager(timeout=TIMEOUT, retries=False, maxsize=4)

    def round(self) -> None:
        """Each webhook that is due gets what it has not had yet, until it refuses."""
        with self.alone() as mine:
            due = self._due() if mine else []
            if due:
                with ThreadPoolExecutor(4, thread_name_prefix="webhook") as pool:
                    list(pool.map(self._deliver_to, due))

    def _due(self) -> list[Webhook]:
        with self.writer.database.reading() as session:
            rested = or_(Webhook.next_try_at.is_(None), Webhook.next_try_at <= now())
            return list(session.scalars(select(Webhook).where(Webhook.active, rested)))

    def _deliver_to(self, webhook: Webhook) -> None:
        with self.writer.database.reading() as session:
            after = select(Event).where(Event.id > webhook.cursor).order_by(Event.id).limit(BATCH)
            events = list(session.scalars(after))
        delivered, answer = webhook.cursor, 200
        for event in events:
            answer = self._post(webhook, event)
            if not 200 <= answer < 300 or self.stopping:
                break
            delivered = event.id
        if events:
            self.writer.perform(SYSTEM, partial(_note, webhook.id), delivered, answer)
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
