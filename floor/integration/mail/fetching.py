"""Looks into the mailboxes of channels, one line each, so that a slow one holds up no other; and has the files that
came taken in the way that a person at the desk would. Nothing is ever deleted in a mailbox."""

import time
from datetime import timedelta
from typing import Final

from sqlalchemy import or_, select

from floor.core.background import Lines
from floor.core.networks import Networks
from floor.core.reason import Reason
from floor.core.seals import Seal
from floor.core.transaction import SYSTEM, Transaction
from floor.core.writer import Writer
from floor.integration.mail.attachments import read_letter
from floor.integration.mail.imap import MailboxLine
from floor.integration.mail.mailbox import KIND, keep_letter
from floor.integration.mail.smtp import ServerAway
from floor.orders.sheets import taking
from floor.orders.sheets.files import known_file
from models import ChannelMessage, Mailbox, Refused, now

EVERY: Final = timedelta(minutes=1)
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=1)
MOST_LETTERS: Final = 50  # at one look; the others come at the next
LONGEST_TAKING: Final = 600.0  # seconds for one file at one look


class FetchMails(Lines):
    """Fetches what is new, and takes in the files that wait."""

    name = "mailboxes"
    every_seconds = 10.0
    lock = 0x464C4F4F49

    def __init__(self, writer: Writer, networks: Networks, seal: Seal) -> None:
        super().__init__(writer)
        self.networks = networks
        self.seal = seal

    def due(self) -> list[int]:
        at = now()
        ripe = or_(Mailbox.looked_at.is_(None), Mailbox.looked_at <= at - EVERY)
        ripe &= or_(Mailbox.next_try_at.is_(None), Mailbox.next_try_at <= at)
        waits = select(ChannelMessage.channel).where(
            ChannelMessage.kind == KIND, ChannelMessage.status == "waiting"
        )
        with self.writer.database.reading() as session:
            return list(session.scalars(select(Mailbox.id).where(or_(ripe, Mailbox.channel.in_(waits)))))

    def serve(self, key: int) -> None:
        with self.writer.database.reading() as session:
            box = session.get(Mailbox, key)
        if box is None:
            return
        if box.next_try_at is None or box.next_try_at <= now():
            try:
                self._fetch(box)
            except (ServerAway, Refused) as away:
                answer = away.answer if isinstance(away, ServerAway) else away.code
                self.writer.perform(SYSTEM, _looked, key, answer)
            else:
                self.writer.perform(SYSTEM, _looked, key, "")
        self._take_files(box.channel)

    def _fetch(self, box: Mailbox) -> None:
        with MailboxLine(box, self.seal.open(box.password), self.networks) as line:
            last = self.writer.perform(SYSTEM, _begin, box.id, line.validity)
            for number in line.numbers_after(last)[:MOST_LETTERS]:
                if self.stopping:
                    return
                raw, whole = line.fetch(number)
                self.writer.perform(SYSTEM, keep_letter, box.id, number, read_letter(raw), whole=whole)
                line.mark_seen(number)

    def _take_files(self, channel: str) -> None:
        waits = select(ChannelMessage.id, ChannelMessage.reference).where(
            ChannelMessage.channel == channel, ChannelMessage.kind == KIND, ChannelMessage.status == "waiting"
        )
        with self.writer.database.reading() as session:
            waiting = list(session.execute(waits.order_by(ChannelMessage.id)).all())
        for message_id, reference in waiting:
            if self.stopping:
                return
            try:
                counts = self._take(int(reference))
            except Refused as no:
                self.writer.perform(SYSTEM, _end, message_id, "failed", Reason(no.code, "", no.params))
            else:
                if counts is not None:
                    self.writer.perform(SYSTEM, _end, message_id, "taken", Reason("mail.taken", "", counts))

    def _take(self, file_id: int) -> dict[str, int] | None:
        """Tries the orders of a file and takes them in, some seconds at a time; how many there were, None where it goes
        on at the next look. Raises `Refused` as `taking` does."""
        until = time.monotonic() + LONGEST_TAKING
        while not self.stopping and time.monotonic() < until:
            with self.writer.database.reading() as session:
                come_to = taking.progress(session, known_file(session, file_id))
                if come_to.all_tried and come_to.all_taken:
                    outcomes = taking.outcomes(session, file_id)
                    return {"orders": come_to.taken, "rejected": outcomes.get("rejected", 0)}
            do = taking.take_in if come_to.all_tried else taking.try_out
            do(self.writer, SYSTEM, file_id)
        return None


def _begin(tx: Transaction, box_id: int, validity: int) -> int:
    """The last mail that was read; none where the server has numbered its mails anew."""
    box = tx.db.get_one(Mailbox, box_id, with_for_update=True)
    if box.validity != validity:
        box.validity, box.last = validity, 0
    return box.last


def _looked(tx: Transaction, box_id: int, answer: str) -> None:
    box = tx.db.get(Mailbox, box_id, with_for_update=True)
    if box is None:
        return
    box.looked_at, box.answer = tx.now, answer
    box.failures = box.failures + 1 if answer else 0
    wait = min(FIRST_WAIT * 2 ** min(max(box.failures - 1, 0), 10), LONGEST_WAIT)
    box.next_try_at = tx.now + wait if answer else None


def _end(tx: Transaction, message_id: int, status: str, why: Reason) -> None:
    message = tx.db.get_one(ChannelMessage, message_id, with_for_update=True)
    message.status, message.reasons, message.taken_at = status, [why.facts()], tx.now
