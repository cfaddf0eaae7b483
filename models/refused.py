"""How a rule refuses: an exception with a code, and the facts that the code's text needs."""

from collections.abc import Callable
from typing import Any

from models.base import Value


class Refused(Exception):
    """A rule said no. `code` is a stable `area.what_happened`, `params` are the facts its text needs.

    It holds no sentence: the language is chosen where the refusal is shown. `aftermath`, if set, is what must be
    recorded although the refused use case is rolled back. It is called with the transaction that records the refusal,
    must not touch a record of the transaction before, and may add to `params`.
    """

    aftermath: Callable[[Any], None] | None = None

    def __init__(self, code: str, **params: Value) -> None:
        super().__init__(code)
        self.code = code
        self.params: dict[str, Value] = params

    def then(self, aftermath: Callable[[Any], None]) -> "Refused":
        self.aftermath = aftermath
        return self

    def __str__(self) -> str:
        return f"{self.code} {self.params}" if self.params else self.code
