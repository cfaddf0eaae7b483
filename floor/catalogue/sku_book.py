"""SKUs by code and barcode, read once for many rows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from floor.core.chunks import parts
from floor.core.reason import Reason
from models import Sku
from models.spelling import Folded, fold, plain


@dataclass(frozen=True, slots=True)
class SkuBook:
    """SKU codes and their ids: found exactly first, then ignoring case if only one fits."""

    exact: Mapping[str, int]
    folded: Mapping[str, list[str]]

    @classmethod
    def of(cls, skus: Mapping[str, int]) -> "SkuBook":
        folded: dict[str, list[str]] = {}
        for code in sorted(skus):
            folded.setdefault(fold(code), []).append(code)
        return cls(skus, folded)

    @classmethod
    def load(cls, session: Session, texts: Iterable[str]) -> "SkuBook":
        found: dict[str, int] = {}
        for part in parts(sorted({fold(plain(text)) for text in texts})):
            query = select(Sku.code, Sku.id).where(Folded(Sku.code).in_(part))
            found.update({row.code: row.id for row in session.execute(query)})
        return cls.of(found)

    def find(self, text: str) -> tuple[int | None, Reason | None]:
        """The SKU's id, or what to tell a person."""
        code = plain(text)
        if code in self.exact:
            return self.exact[code], None
        fits = self.folded.get(fold(code), [])
        if len(fits) > 1:
            return None, Reason("order.ambiguous_sku", params={"sku": text, "fits": fits})
        return (
            (self.exact[fits[0]], None) if fits else (None, Reason("order.unknown_sku", params={"sku": text}))
        )
