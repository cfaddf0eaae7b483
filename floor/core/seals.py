"""Secrets that lie in the database, sealed by a key that does not: a copied database alone gives none away."""

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken
from sqlalchemy import select

from floor.core.settings import Settings
from floor.core.transaction import Transaction
from models import Reader, Refused, Webhook

PLAIN = "whsec_"  # as every secret begins until it is sealed, and after
SEALED = (Webhook, Reader)


class Seal:
    """Seals and opens with the key of this installation."""

    def __init__(self, key: bytes) -> None:
        self._fernet = Fernet(base64.urlsafe_b64encode(hashlib.sha256(key).digest()))

    def close(self, secret: str) -> str:
        return self._fernet.encrypt(secret.encode()).decode()

    def open(self, kept: str) -> str:
        """The secret; one that nobody has sealed yet is taken as it is.

        Raises `Refused`: server.wrong_seal (the key is not the one that it was sealed with).
        """
        if kept.startswith(PLAIN):
            return kept
        try:
            return self._fernet.decrypt(kept.encode()).decode()
        except InvalidToken:
            raise Refused("server.wrong_seal") from None


def seal_of(settings: Settings) -> Seal:
    return Seal(settings.secret("seal"))


def seal_all(tx: Transaction, seal: Seal) -> bool:
    """Seals what an earlier version kept as it was; True where there was any."""
    plain: list[Webhook | Reader] = [
        *tx.db.scalars(select(Webhook).where(Webhook.secret.startswith(PLAIN, autoescape=True))),
        *tx.db.scalars(select(Reader).where(Reader.secret.startswith(PLAIN, autoescape=True))),
    ]
    for record in plain:
        record.secret = seal.close(record.secret)
    return bool(plain)
