"""The one way in which a rule says no."""

from typing import Any


class Refused(Exception):
    """A rule said no. `code` is a stable `area.what_happened`, `params` are the facts its text needs.

    Nobody writes sentences here: the language is chosen at the door.
    """

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code = code
        self.params = params

    def __str__(self) -> str:
        return f"{self.code} {self.params}" if self.params else self.code
