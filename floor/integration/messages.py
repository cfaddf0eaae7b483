"""Messages of channels: kept as they come, each once, and read one after the other; what failed is read again as
somebody asks."""

import hashlib
import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete, select, update
from sqlalchemy.orm import undefer

from floor.core.background import Background
from floor.core.claims import Claims
from floor.core.faults import fault_of
from floor.core.reason import Reason
from floor.core.rows import fields, insert_new
from floor.core.transaction import SYSTEM, Transaction
from floor.core.writer import Writer
from floor.integration.edi.taking import take_document, take_message
from floor.integration.mail.mailbox import KIND
from floor.integration.shops.taking import take_shop_order
from models import ChannelMessage, Refused, Telling
from models.channel_messages import CONTENT_KEPT_DAYS
from models.told import KEPT_DAYS

LONGEST_DELIVERY: Final = 200
LARGEST_MB: Final = 4
TIDY_EVERY: Final = timedelta(hours=1)
TAKERS: Final[Mapping[str, Callable[[Transaction, ChannelMessage], None]]] = {
    "shopify": take_shop_order,
    "woocommerce": take_shop_order,
    "x12": take_document,
    "edifact": take_message,
}
log = logging.getLogger(__name__)


def digest(content: bytes) -> str:
    """Names a message by what is in it, where nobody named it."""
    return hashlib.sha256(content).hexdigest()


def checked(content: bytes) -> bytes:
    """What was sent, whole. Raises `Refused`: message.too_large."""
    if len(content) > LARGEST_MB * 2**20:
        raise Refused("message.too_large", most=LARGEST_MB)
    return content


def keep(tx: Transaction, channel: str, kind: str, delivery: str, topic: str, content: bytes) -> bool:
    """Keeps a message to be read soon; False where its delivery is known already, or comes twice at this moment."""
    message = ChannelMessage(
        channel=channel,
        kind=kind,
        delivery=delivery[:LONGEST_DELIVERY],
        topic=topic,
        content=content,
        at=tx.now,
    )
    new = insert_new(tx.db, ChannelMessage).values(fields(message)).on_conflict_do_nothing()
    return tx.db.scalar(new.returning(ChannelMessage.id)) is not None


def read_again(tx: Transaction, message_id: int) -> None:
    """Has a message that failed read once more.

    Raises `Refused`: message.not_found, message.not_failed, message.content_gone (after its days).
    """
    query = (
        select(ChannelMessage).where(ChannelMessage.id == message_id).options(undefer(ChannelMessage.content))
    )
    message = tx.db.scalar(query.with_for_update())
    if message is None:
        raise Refused("message.not_found")
    if message.status != "failed":
        raise Refused("message.not_failed")
    if message.content is None and not (message.kind == KIND and message.reference):
        raise Refused("message.content_gone", days=CONTENT_KEPT_DAYS)
    message.status, message.reasons, message.taken_at = "waiting", [], None


class TakeMessages(Background):
    """Reads what waits, in the order in which it came; one process at a time, as messages about one order must not
    overtake each other."""

    name = "messages of channels"
    every_seconds = 5.0
    lock = 0x4D45535341

    def __init__(self, writer: Writer) -> None:
        super().__init__(writer)
        self._claims = Claims(writer.database)
        self._tidied: datetime | None = None

    def round(self) -> None:
        with self._claims.held(self.lock) as mine:
            if mine:
                self._read_all()

    def stop(self) -> None:
        super().stop()
        self._claims.close()

    def _read_all(self) -> None:
        at = self.writer.clock()
        if self._tidied is None or at - self._tidied > TIDY_EVERY:
            self.writer.perform(SYSTEM, forget_contents)
            self._tidied = at
        after = 0
        while not self.stopping:
            waiting = select(ChannelMessage.id).where(
                ChannelMessage.status == "waiting", ChannelMessage.id > after, ChannelMessage.kind.in_(TAKERS)
            )
            with self.writer.database.reading() as session:
                found = session.scalar(waiting.order_by(ChannelMessage.id).limit(1))
            if found is None:
                return
            after = found
            self._read(found)

    def _read(self, message_id: int) -> None:
        """What goes wrong with one message stands with it, and keeps no other from being read."""
        try:
            self.writer.perform(SYSTEM, take, message_id)
        except Refused as no:
            self.writer.perform(SYSTEM, fail, message_id, Reason(no.code, "", no.params))
        except Exception as error:
            if fault_of(error):  # of the server, which ends: it waits
                raise
            log.exception("message %s could not be read", message_id)
            self.writer.perform(SYSTEM, fail, message_id, Reason("message.fault"))


def take(tx: Transaction, message_id: int) -> None:
    """Reads a message that waits, and does what it says."""
    query = (
        select(ChannelMessage).where(ChannelMessage.id == message_id).options(undefer(ChannelMessage.content))
    )
    message = tx.db.scalar(query.with_for_update())
    if message is not None and message.status == "waiting":
        TAKERS[message.kind](tx, message)
        message.taken_at = tx.now


def fail(tx: Transaction, message_id: int, why: Reason) -> None:
    message = tx.db.get_one(ChannelMessage, message_id)
    message.status, message.reasons, message.taken_at = "failed", [why.facts()], tx.now


def forget_contents(tx: Transaction) -> None:
    """Removes what came more than CONTENT_KEPT_DAYS ago, with the names and addresses in it; that it came stays. What
    was told outside goes after its own days."""
    old = tx.now - timedelta(days=CONTENT_KEPT_DAYS)
    gone = update(ChannelMessage).where(ChannelMessage.at < old, ChannelMessage.content.is_not(None))
    tx.db.execute(gone.values(content=None))
    for way, days in KEPT_DAYS.items():
        told = (Telling.way == way, Telling.status == "told", Telling.at < tx.now - timedelta(days=days))
        tx.db.execute(delete(Telling).where(*told))
