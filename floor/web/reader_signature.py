"""Whether a request comes from the radio reader that its path names: signed with that reader's secret, or (for readers
that can only be given a user and a password) with its name and secret by HTTP Basic."""

import base64
import binascii
import hmac

from flask import request
from sqlalchemy import select
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from floor.core.database import Database
from floor.core.seals import Seal
from models import Reader, Refused

LARGEST_MESSAGE = 4 * 1024 * 1024


def signed_reader(database: Database, seal: Seal) -> str:
    """The name of the reader. Raises `Refused`: reader.bad_signature, reader.too_large, server.wrong_seal."""
    name = (request.view_args or {}).get("name", "")
    with database.reading() as session:
        kept = session.scalar(select(Reader.secret).where(Reader.name == name))
    secret = seal.open(kept) if kept else None
    if secret is None or not (_by_password(name, secret) or _by_signature(secret)):
        raise Refused("reader.bad_signature")
    return str(name)


def message() -> bytes:
    """The body as it came. Raises `Refused`: reader.too_large."""
    if (request.content_length or 0) > LARGEST_MESSAGE:
        raise Refused("reader.too_large", most=LARGEST_MESSAGE)
    return request.get_data()


def _by_password(name: str, secret: str) -> bool:
    kind, _, sent = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "basic":
        return False
    try:
        given = base64.b64decode(sent, validate=True)
    except (binascii.Error, ValueError):
        return False
    return hmac.compare_digest(given, f"{name}:{secret}".encode())


def _by_signature(secret: str) -> bool:
    """As Standard Webhooks say: over id, time and the raw body; no more than five minutes old or ahead."""
    try:
        Webhook(secret).verify(message(), dict(request.headers), json_parse=False)
    except (WebhookVerificationError, ValueError):
        return False
    return True
