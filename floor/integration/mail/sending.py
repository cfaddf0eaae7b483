"""Sends mails by the one mail server, on a thread of its own: whoever else is told of something never waits for it.

A mail is written down as being sent before its first byte leaves. Where nobody knows whether the server took it, it is
not sent again until a person says so.
"""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, func, or_, select, update

from floor.core.background import Lines
from floor.core.networks import Networks
from floor.core.seals import Seal
from floor.core.transaction import SYSTEM, Transaction
from floor.core.writer import Writer
from floor.integration.mail.making import make_mails
from floor.integration.mail.smtp import MailLine, NotTaken, ServerAway
from models import Event, MailServer, Refused, Telling, now

THE_SERVER: Final = 1
BATCH: Final = 50
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=6)
MOST_TRIES: Final = 8
SERVER_WAIT, LONGEST_SERVER_WAIT = timedelta(seconds=15), timedelta(minutes=15)


class MailSender(Lines):
    """Makes mails of events, and sends what is due, in order."""

    name = "mail"
    every_seconds = 5.0
    lock = 0x464C4F4F4D

    def __init__(self, writer: Writer, networks: Networks, seal: Seal) -> None:
        super().__init__(writer)
        self.networks = networks
        self.seal = seal

    def due(self) -> list[int]:
        at = now()
        ripe = select(Telling.id).where(*_due(at)).limit(1)
        behind = MailServer.cursor < select(func.max(Event.id)).scalar_subquery()
        rested = or_(MailServer.next_try_at.is_(None), MailServer.next_try_at <= at)
        with self.writer.database.reading() as session:
            server = select(MailServer.id).where(or_(behind, rested & ripe.exists()))
            return list(session.scalars(server))

    def serve(self, key: int) -> None:
        while not self.stopping and self.writer.perform(SYSTEM, make_mails):
            pass
        self.writer.perform(SYSTEM, _left_behind)
        while not self.stopping and self._send_some():
            pass

    def _send_some(self) -> bool:
        """Sends what is due on one connection; whether there may be more."""
        with self.writer.database.reading() as session:
            server = session.get(MailServer, THE_SERVER)
            ids = list(
                session.scalars(select(Telling.id).where(*_due(now())).order_by(Telling.id).limit(BATCH))
            )
        if server is None or not ids or (server.next_try_at and server.next_try_at > now()):
            return False
        try:
            with MailLine(
                server, self.seal.open(server.password) if server.user else "", self.networks
            ) as line:
                for mail_id in ids:
                    if self.stopping:
                        return False
                    self._send(line, server, mail_id)
        except (ServerAway, Refused) as away:
            answer = away.answer if isinstance(away, ServerAway) else away.code
            self.writer.perform(SYSTEM, _server_away, answer)
            return False
        self.writer.perform(SYSTEM, _server_well)
        return len(ids) == BATCH

    def _send(self, line: MailLine, server: MailServer, mail_id: int) -> None:
        mail = self.writer.perform(SYSTEM, _begin, mail_id)
        if mail is None:
            return
        try:
            answer = line.send(mail, server.sender, server.sender.rpartition("@")[2])
        except NotTaken as no:
            self.writer.perform(SYSTEM, _end, mail_id, "waiting" if no.later else "dead", no.answer)
        except ServerAway:
            self.writer.perform(SYSTEM, _end, mail_id, "waiting", "", counts=False)
            raise
        else:
            self.writer.perform(SYSTEM, _end, mail_id, "told", answer)


def _due(at: datetime) -> tuple[ColumnElement[bool], ...]:
    rested = or_(Telling.next_try_at.is_(None), Telling.next_try_at <= at)
    return Telling.way == "mail", Telling.status == "waiting", rested


def _begin(tx: Transaction, mail_id: int) -> Telling | None:
    mail = tx.db.get(Telling, mail_id, with_for_update=True)
    if mail is None or mail.status != "waiting":
        return None
    mail.status = "sending"
    return mail


def _end(tx: Transaction, mail_id: int, status: str, answer: str, *, counts: bool = True) -> None:
    mail = tx.db.get_one(Telling, mail_id, with_for_update=True)
    mail.status, mail.answer = status, answer
    mail.told_at = tx.now if status == "told" else None
    if status != "waiting" or not counts:
        return
    mail.tries += 1
    mail.next_try_at = tx.now + min(FIRST_WAIT * 2 ** (mail.tries - 1), LONGEST_WAIT)
    if mail.tries >= MOST_TRIES:
        mail.status = "dead"


def _server_away(tx: Transaction, answer: str) -> None:
    server = tx.db.get(MailServer, THE_SERVER, with_for_update=True)
    if server is not None:
        server.failures, server.answer = server.failures + 1, answer
        wait = SERVER_WAIT * 2 ** min(server.failures - 1, 10)
        server.next_try_at = tx.now + min(wait, LONGEST_SERVER_WAIT)


def _server_well(tx: Transaction) -> None:
    server = tx.db.get(MailServer, THE_SERVER, with_for_update=True)
    if server is not None and (server.failures or server.answer):
        server.failures, server.next_try_at, server.answer = 0, None, ""


def _left_behind(tx: Transaction) -> None:
    """Whatever was being sent when its process ended, nobody knows of."""
    mine = Telling.way == "mail"
    left = (
        update(Telling).where(mine, Telling.status == "sending").values(status="dead", answer="mail.unclear")
    )
    tx.db.execute(left)
