"""PINs are kept as argon2 hashes of the PIN under a pepper that never lies in the database.

A stolen database alone is therefore no list of PINs, however short these are.
"""

import hashlib
import hmac
import secrets
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

# OWASP's smallest recommendation: about 25 ms of one core, so that a shift of fifty signs in within seconds
_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


def _peppered(pin: str, pepper: bytes) -> bytes:
    return hmac.new(pepper, pin.encode(), hashlib.sha256).digest()


def hash_pin(pin: str, pepper: bytes) -> str:
    """Hashes `pin` for the database; `pepper` is `settings.secret("pin-pepper")`."""
    return _HASHER.hash(_peppered(pin, pepper))


def random_pin() -> str:
    """Six digits for somebody who chose none."""
    return f"{secrets.randbelow(10**6):06d}"


@cache
def _nobodys_hash(pepper: bytes) -> str:
    return hash_pin("nobody's PIN", pepper)


def verify_pin(pin_hash: str | None, pin: str, pepper: bytes) -> bool:
    """Whether `pin` is the one that was hashed. None (nobody has that badge) costs the same time and is never right."""
    try:
        right = _HASHER.verify(pin_hash or _nobodys_hash(pepper), _peppered(pin, pepper))
    except (VerificationError, InvalidHashError):
        return False
    return right and pin_hash is not None
