"""The mail server that Floor sends by, as somebody has set it up; and mails that are sent once more."""

from floor.core.hosts import host_and_port
from floor.core.networks import Networks
from floor.core.seals import Seal
from floor.core.transaction import ORDERS, Transaction
from floor.integration.mail.making import last_event, mail_address
from models import MailServer, Refused, Telling


def set_server(
    tx: Transaction,
    networks: Networks,
    seal: Seal,
    address: str,
    security: str,
    user: str,
    password: str,
    sender: str,
) -> None:
    """Sends mails by the server at `address` from now on, of events that come after this; the password is kept sealed,
    and one that is left out stays as it is.

    Raises `Refused`: mail.bad_address, mail.forbidden (outside of `networks`), mail.bad_sender, mail.not_secure (a
    password that anybody on the way could read).
    """
    found = host_and_port(address.strip(), otherwise={"tls": 465, "starttls": 587}.get(security, 25))
    if found is None:
        raise Refused("mail.bad_address", sent=address)
    if not networks.may_hold(found[0]):
        raise Refused("mail.forbidden", sent=address, setting="FLOOR_MAIL_NETWORKS")
    if not mail_address(sender):
        raise Refused("mail.bad_sender", sent=sender)
    if user and security == "none":
        raise Refused("mail.not_secure")
    server = tx.db.get(MailServer, 1, with_for_update=True)
    if server is None:
        server = MailServer(cursor=last_event(tx.db))
        tx.db.add(server)
    server.host, server.port = found
    server.security, server.user, server.sender = security, user.strip(), mail_address(sender)
    if password:
        server.password = seal.close(password)
    server.failures, server.next_try_at, server.answer = 0, None, ""
    tx.changed(ORDERS)


def remove_server(tx: Transaction) -> None:
    """No more mails are made or sent."""
    server = tx.db.get(MailServer, 1)
    if server is not None:
        tx.db.delete(server)
    tx.changed(ORDERS)


def tell_again(tx: Transaction, telling_id: int) -> Telling:
    """Has sent once more what nobody tries any more. Raises `Refused`: mail.not_found, mail.not_dead."""
    telling = tx.db.get(Telling, telling_id, with_for_update=True)
    if telling is None:
        raise Refused("mail.not_found")
    if telling.status != "dead":
        raise Refused("mail.not_dead")
    telling.status, telling.tries, telling.next_try_at = "waiting", 0, None
    tx.changed(ORDERS)
    return telling
