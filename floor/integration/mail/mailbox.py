"""The mailbox of a channel, as somebody has set it up, and what is kept of the mails in it: each once."""

from typing import Final

from sqlalchemy import select

from floor.core.hosts import host_and_port
from floor.core.networks import Networks
from floor.core.reason import Reason
from floor.core.rows import fields, insert_new
from floor.core.seals import Seal
from floor.core.transaction import ORDERS, Transaction
from floor.integration.mail.attachments import Attachment, Letter
from floor.orders.sheets.files import first_reading, keep_file
from models import Channel, ChannelMessage, Mailbox, OrderFile, Refused

KIND: Final = "mail"  # of the messages that are kept
PORTS: Final = {"tls": 993, "starttls": 143, "none": 143}
MOST_SENDERS: Final = 50
HERE: Final = ("localhost", "127.0.0.1", "::1")  # where nobody listens on the way


def set_mailbox(
    tx: Transaction, networks: Networks, seal: Seal, channel: str, address: str, security: str,
    user: str, password: str, folder: str, senders: list[str],
) -> int:  # fmt: skip
    """Fetches the files of a channel's orders from this mailbox from now on. The password is kept sealed, and one that
    is left out stays as it is; another mailbox is read from its beginning.

    Raises `Refused`: mail.bad_address, mail.forbidden (outside of `networks`), mail.bad_sender, mail.not_secure (a
    password that anybody on the way could read), mail.no_password.
    """
    found = _checked(networks, address, security, senders)
    box = tx.db.scalar(select(Mailbox).where(Mailbox.channel == channel).with_for_update())
    if box is None:
        box = Mailbox(channel=channel)
        tx.db.add(box)
    if not (password or box.password):
        raise Refused("mail.no_password")
    if (box.host, box.user, box.folder) != (found[0], user, folder):
        box.validity, box.last = 0, 0
    (box.host, box.port), box.security, box.user, box.folder = found, security, user, folder
    box.senders = [each.strip().lower() for each in senders]
    if password:
        box.password = seal.close(password)
    box.failures, box.next_try_at, box.looked_at, box.answer = 0, None, None, ""
    if tx.db.get(Channel, channel) is None:
        tx.db.add(Channel(code=channel))
    tx.changed(ORDERS)
    tx.db.flush()
    return box.id


def _checked(networks: Networks, address: str, security: str, senders: list[str]) -> tuple[str, int]:
    """Host and port, where all that was typed can be."""
    found = host_and_port(address.strip(), otherwise=PORTS[security])
    if found is None:
        raise Refused("mail.bad_address", sent=address)
    if not networks.may_hold(found[0]):
        raise Refused("mail.forbidden", sent=address, setting="FLOOR_MAIL_NETWORKS")
    if security == "none" and found[0] not in HERE:
        raise Refused("mail.not_secure")
    wrong = next((each for each in senders if "@" not in each or " " in each.strip()), None)
    if wrong is not None:
        raise Refused("mail.bad_sender", sent=wrong)
    return found


def remove_mailbox(tx: Transaction, channel: str) -> None:
    """Nothing more is fetched; what came stays. Raises `Refused`: mail.no_mailbox."""
    box = tx.db.scalar(select(Mailbox).where(Mailbox.channel == channel))
    if box is None:
        raise Refused("mail.no_mailbox")
    tx.db.delete(box)
    tx.changed(ORDERS)


def keep_letter(tx: Transaction, box_id: int, number: int, letter: Letter, *, whole: bool) -> None:
    """Keeps what came with a mail, and that the mailbox was read as far as this; a mail that is known is not kept
    again."""
    box = tx.db.get(Mailbox, box_id, with_for_update=True)
    if box is None:
        return
    box.last = max(box.last, number)
    if not whole:
        odd = [Attachment(letter.subject, None, Reason("mail.too_large"))]
    elif not box.lets_in(letter.sender):
        odd = [Attachment(letter.subject, None, Reason("mail.other_sender", "", {"sender": letter.sender}))]
    else:
        odd = letter.attachments or [Attachment(letter.subject, None, Reason("mail.no_file"))]
    for at, attachment in enumerate(odd, start=1):
        _keep(tx, box.channel, f"{letter.name}#{at}", attachment)
    tx.changed(ORDERS)


def _keep(tx: Transaction, channel: str, delivery: str, attachment: Attachment) -> None:
    """A file of orders waits to be taken in; of all else it is said why nobody reads it."""
    message = ChannelMessage(channel=channel, kind=KIND, delivery=delivery, topic=attachment.name, at=tx.now)
    if attachment.why is not None:
        message.status, message.reasons, message.taken_at = "nothing", [attachment.why.facts()], tx.now
    new = insert_new(tx.db, ChannelMessage).values(fields(message)).on_conflict_do_nothing()
    made = tx.db.scalar(new.returning(ChannelMessage.id))
    if made is None or attachment.content is None:
        return
    kept = tx.db.get_one(ChannelMessage, made)
    try:
        reading = first_reading(attachment.content)
        file_id = keep_file(tx, channel, attachment.name, attachment.content, reading)
    except Refused as no:
        kept.status, kept.reasons, kept.taken_at = "failed", [Reason(no.code, "", no.params).facts()], tx.now
        return
    kept.reference = str(file_id)
    file, known = tx.db.get_one(OrderFile, file_id), tx.db.get(Channel, channel)
    if file.columns is None and known is not None and known.columns:
        file.columns = known.columns
