"""Weighed goods: each unit bears a label of its own, which says what it weighs or costs."""

from collections.abc import Iterable
from typing import Literal, NotRequired, TypedDict

from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base
from models.goods import Sku

EAN = 13
MEANINGS: tuple[Literal["weight", "price"], ...] = ("weight", "price")


class InStoreLabel(TypedDict):
    """How the labels of one SKU look that in-store scales print: `pattern` is a regular expression for all 13 digits;
    digits `first` to `last`, counted from 1, are what `means` says, with so many `decimals` of a kilogram or of the
    currency. `check` is the digit that checks them, where there is one."""

    pattern: str
    means: Literal["weight", "price"]
    first: int
    last: int
    decimals: int
    check: NotRequired[int]


class Weighed(TypedDict):
    """How the units of a weighed SKU are told: `codes` name the goods and say no weight; a label's weight is from
    `least` to `most` grams, which is None where nobody entered what a unit weighs."""

    codes: list[str]
    labels: list[InStoreLabel]
    least: int
    most: int | None


class InStoreForm(Base):
    """What the digits of in-store codes (EAN-13 from 20 to 29, or 02) with this prefix say, counted from 1: which
    SKU is in `item_first` to `item_last`, what the unit weighs or costs in `first` to `last`. The 13th is the EAN's
    check digit; `check_at` is that of the weight or price, None where it has none.

    A SKU bears its number of such codes as a barcode, with zeros for the weight or price.
    """

    __tablename__ = "in_store_forms"
    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    prefix: Mapped[str] = mapped_column(unique=True)
    item_first: Mapped[int]
    item_last: Mapped[int]
    means: Mapped[str]
    first: Mapped[int]
    last: Mapped[int]
    decimals: Mapped[int]
    check_at: Mapped[int | None] = mapped_column(default=None)

    def keep(self, ean: str, other: str) -> str:
        """The first twelve digits, with `other` for each that does not say which SKU it is."""
        says = {*range(1, len(self.prefix) + 1), *range(self.item_first, self.item_last + 1)}
        return "".join(ean[at - 1] if at in says else other for at in range(1, EAN))

    def label(self, ean: str) -> InStoreLabel:
        """How the labels of the SKU look that has this number."""
        means: Literal["weight", "price"] = "weight" if self.means == "weight" else "price"
        label = InStoreLabel(
            pattern=self.keep(ean, ".") + ".", means=means, first=self.first, last=self.last,
            decimals=self.decimals,
        )  # fmt: skip
        return label if self.check_at is None else InStoreLabel(**label, check=self.check_at)


def form_of(forms: Iterable[InStoreForm], ean: str) -> InStoreForm | None:
    """The form by which an EAN-13 is read: of the longest prefix that it begins with."""
    fits = [form for form in forms if ean.startswith(form.prefix)]
    return max(fits, key=lambda form: len(form.prefix), default=None)


def ean_of(gtin: str | None) -> str:
    """The 13 digits of a GTIN-14 that is an EAN-13, else nothing."""
    return gtin[1:] if gtin and gtin[0] == "0" else ""


def weighed_of(sku: Sku, forms: Iterable[InStoreForm]) -> Weighed | None:
    """How the units of this SKU are told; None where they are not weighed."""
    off = sku.weight_tolerance_percent
    if off is None:
        return None
    named = [(form_of(forms, ean_of(each.key)), ean_of(each.key)) for each in sku.barcodes if not each.shared]
    return Weighed(
        codes=sku.codes,
        labels=[form.label(ean) for form, ean in named if form],
        least=max(1, -(-sku.weight_g * (100 - off) // 100)),
        most=sku.weight_g * (100 + off) // 100 or None,
    )
