"""Tokens of sign-ins and of programs: 256 random bits, of which the database keeps only a fingerprint."""

import hashlib
import secrets


def new_token() -> str:
    return secrets.token_urlsafe(32)


def fingerprint(token: str) -> str:
    """What the database keeps of `token`. A plain hash will do: nobody can guess 256 random bits."""
    return hashlib.sha256(token.encode()).hexdigest()
