"""Long lists in parts that a database takes as parameters."""

from collections.abc import Iterable, Sequence
from typing import TypeVar

V = TypeVar("V")
PART = 400  # names or codes that one statement asks for


def parts(values: Sequence[V]) -> Iterable[Sequence[V]]:
    """Cuts the values, in their order, into lists of at most PART."""
    return (values[start : start + PART] for start in range(0, len(values), PART))
