"""The one way in which a rule says no."""

from collections.abc import Callable
from typing import Any

from models.base import Value


class Refused(Exception):
    """A rule said no. `code` is a stable `area.what_happened`, `params` are the facts its text needs.

    Nobody writes sentences here: the language is chosen at the door. `aftermath`, if set, is what must be recorded
    although the refused use case is rolled back; it is called with the act of the transaction that records the refusal,
    knows no record of the old one, and may add to `params`.
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
