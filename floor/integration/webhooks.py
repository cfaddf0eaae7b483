"""Webhooks: addresses to which events are delivered, each with the secret that signs them."""

import base64
import secrets

from sqlalchemy import func, select

from floor.core.http_line import host_of
from floor.core.networks import Networks
from floor.core.seals import Seal
from floor.core.transaction import Transaction
from models import Event, Refused, Webhook

SECRET_BYTES = 32


def add_webhook(tx: Transaction, url: str, networks: Networks, seal: Seal) -> Webhook:
    """Adds a webhook: events from now on are delivered to `url`, signed with a new secret ("whsec_…"), kept sealed.

    Raises `Refused`: webhook.bad_url (no http or https address), webhook.forbidden (an address outside of `networks`),
    webhook.known (it is there already).
    """
    url = url.strip()
    check_url(url, networks)
    if tx.db.scalar(select(Webhook).where(Webhook.url == url)):
        raise Refused("webhook.known", url=url)
    secret = "whsec_" + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()
    webhook = Webhook(
        url=url, secret=seal.close(secret), cursor=tx.db.scalar(select(func.max(Event.id))) or 0
    )
    tx.db.add(webhook)
    tx.db.flush()
    return webhook


def check_url(url: str, networks: Networks) -> None:
    """Whether events can be delivered to this address by http or https. Raises `Refused`: webhook.bad_url,
    webhook.forbidden."""
    host = host_of(url) if url.isprintable() and " " not in url else ""
    if not host:
        raise Refused("webhook.bad_url", url=url)
    if not networks.may_hold(host):
        raise Refused("webhook.forbidden", url=url, setting="FLOOR_WEBHOOK_NETWORKS")


def remove_webhook(tx: Transaction, url: str) -> None:
    """Nothing more is delivered there. Raises `Refused`: webhook.unknown."""
    webhook = tx.db.scalar(select(Webhook).where(Webhook.url == url.strip()))
    if webhook is None:
        raise Refused("webhook.unknown", url=url)
    tx.db.delete(webhook)
