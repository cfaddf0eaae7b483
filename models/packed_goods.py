"""Goods as a carton sees them: bulk, weight, and which carton fits."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NotRequired, TypedDict

from models.base import Facts
from models.goods import CartonType, Sku
from models.weighed import Weighed


class GoodsSnapshot(TypedDict):
    """Goods as a pack session keeps them."""

    sku_id: int
    code: str
    name: str
    codes: list[str]
    factors: dict[str, int]
    weight_g: int
    sides_mm: list[int]
    handling: list[str]
    track: str
    weighed: NotRequired[Weighed | None]
    picture: NotRequired[str]
    kit: NotRequired[str]


@dataclass(frozen=True, slots=True)
class Goods:
    """What a packer must know of a SKU: as the catalogue had it when the order was picked; `kit`: that its units belong
    to, such as 2 × GIFT."""

    sku_id: int
    code: str
    name: str
    codes: list[str]
    factors: dict[str, int]
    weight_g: int
    sides_mm: list[int]
    handling: list[str]
    track: str
    weighed: Weighed | None = None
    picture: str = ""
    kit: str = ""

    @classmethod
    def of(cls, sku: Sku, weighed: Weighed | None, kit: str = "") -> "Goods":
        sides = sorted((sku.length_mm, sku.width_mm, sku.height_mm))
        return cls(
            sku_id=sku.id, code=sku.code, name=sku.name, codes=sku.codes, factors=sku.pack_factors,
            weight_g=sku.weight_g, sides_mm=sides, handling=sku.handling, track=sku.track,
            weighed=weighed,
            picture=sku.picture, kit=kit,
        )  # fmt: skip

    @property
    def named(self) -> Facts:
        """What a message says of them: their code, and their name."""
        return {"sku": self.code, "name": self.name}

    @property
    def snapshot(self) -> GoodsSnapshot:
        return {
            "sku_id": self.sku_id, "code": self.code, "name": self.name, "codes": self.codes,
            "factors": self.factors, "weight_g": self.weight_g, "sides_mm": self.sides_mm,
            "handling": self.handling, "track": self.track, "weighed": self.weighed, "picture": self.picture,
            "kit": self.kit,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Bulk:
    """How much room goods need: weight in g, volume in mm³, and the sides (mm, ascending) of a box that would take
    the largest of them. A size that nobody entered counts as nothing."""

    weight_g: int = 0
    volume_mm3: int = 0
    sides_mm: tuple[int, int, int] = (0, 0, 0)

    @classmethod
    def of(cls, goods: Iterable[tuple[Goods, int]]) -> "Bulk":
        weight, volume, sides = 0, 0, (0, 0, 0)
        for each, units in goods:
            if units:
                a, b, c = each.sides_mm
                weight += each.weight_g * units
                volume += a * b * c * units
                sides = (max(a, sides[0]), max(b, sides[1]), max(c, sides[2]))
        return cls(weight, volume, sides)


def takes(carton: CartonType, bulk: Bulk) -> bool:
    """Whether such goods plausibly fit: by weight, by volume, and the largest by its sides. How they are best
    stacked is left to the packer."""
    inner = sorted((carton.inner_length_mm, carton.inner_width_mm, carton.inner_height_mm))
    return (
        bulk.weight_g <= carton.max_weight_g
        and bulk.volume_mm3 <= carton.volume_mm3
        and all(need <= has for need, has in zip(bulk.sides_mm, inner, strict=True))
    )


def fitting(cartons: Iterable[CartonType], goods: list[tuple[Goods, int]]) -> list[CartonType]:
    """The cartons for these goods, best first: the smallest that takes all of them.

    Where none does, several parcels are needed: then those that take the largest single unit, the biggest first.
    """
    smallest_first = sorted(cartons, key=lambda c: (c.volume_mm3, c.code))
    whole = Bulk.of(goods)
    found = [carton for carton in smallest_first if takes(carton, whole)]
    if found:
        return found
    heaviest = max((each.weight_g for each, units in goods if units), default=0)
    one = Bulk(heaviest, 0, whole.sides_mm)
    return [carton for carton in reversed(smallest_first) if takes(carton, one)]
