"""Long lists in parts that a database takes as parameters."""

from collections.abc import Iterable, Sequence
from typing import Any

PART = 400  # names or codes that one statement asks for


def parts(values: Sequence[Any]) -> Iterable[Sequence[Any]]:
    return (values[start : start + PART] for start in range(0, len(values), PART))
