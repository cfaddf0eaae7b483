"""A reason with its parameters, as refusals, holds and warnings give it."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from models.base import Facts, Value


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that is wrong: a code with its params and the field it is about, such as `lines[2].quantity`."""

    code: str
    field: str = ""
    params: Mapping[str, Value] = dataclasses.field(default_factory=dict)

    @classmethod
    def of(cls, facts: Facts) -> "Reason":
        """As a record keeps it."""
        kept = cast(Any, facts)
        return cls(kept["code"], kept["field"], kept["params"])

    def facts(self) -> Facts:
        return {"code": self.code, "field": self.field, "params": dict(self.params)}
