"""Which goods may lie in which bin: what may not is refused, what is unusual is asked."""

from collections.abc import Sequence
from dataclasses import dataclass

from models.goods import Lot, Sku
from models.places import Place
from models.refused import Refused
from models.stock import Quant

MM3_OF_LITRE, G_OF_KG = 1_000_000, 1_000


def food_like(sku: Sku, lot: Lot | None) -> bool:
    """Goods that are kept cold or have a last day count as food: the catalogue knows no better sign of it."""
    lasts = sku.shelf_life_days is not None or (lot is not None and lot.expiry is not None)
    return "dangerous" not in sku.handling and ("cold" in sku.handling or lasts)


@dataclass(frozen=True, slots=True)
class Goods:
    """What is to be put somewhere. `usual`: ids of the bins where it is at home, as it came from there or is picked
    there. `put_back`: single units that come back, and may lie among other goods. `held`: they are on hold, and stay
    so."""

    sku: Sku
    lot: Lot | None
    units: int
    usual: frozenset[int] = frozenset()
    put_back: bool = False
    held: bool = False

    @property
    def named(self) -> dict[str, str | int]:
        return {"sku": self.sku.code, "name": self.sku.name, "units": self.units}


@dataclass(frozen=True, slots=True)
class Bin:
    """A place with what lies in it, and `beside` it in the same bay. `of_others`: it is a pick face of other goods.
    `cold_known`: somebody has said which bins are cold; where nobody has, none is refused for being too warm.
    `held`: such goods are on hold here."""

    place: Place
    inside: Sequence[Quant] = ()
    beside: Sequence[Quant] = ()
    of_others: bool = False
    cold_known: bool = False
    held: bool = False

    def room_by_weight(self, sku: Sku) -> int | None:
        """How many units more it can bear; None where bin or catalogue do not say."""
        if self.place.max_weight_kg is None or not sku.weight_g:
            return None
        borne = sum(quant.on_hand * quant.sku.weight_g for quant in self.inside)
        return max(0, (self.place.max_weight_kg * G_OF_KG - borne) // sku.weight_g)

    def room_by_volume(self, sku: Sku) -> int | None:
        """How many units more it has room for, as the sizes say; None where bin or catalogue do not say."""
        if self.place.max_volume_l is None or not sku.volume_mm3:
            return None
        filled = sum(quant.on_hand * quant.sku.volume_mm3 for quant in self.inside)
        return max(0, (self.place.max_volume_l * MM3_OF_LITRE - filled) // sku.volume_mm3)

    def room(self, sku: Sku) -> int | None:
        rooms = [room for room in (self.room_by_weight(sku), self.room_by_volume(sku)) if room is not None]
        return min(rooms, default=None)

    def check(self, goods: Goods) -> None:
        """Refuses a bin that these goods may not go into.

        Raises `Refused`: bin.counted, bin.not_cold, bin.beside_food, bin.beside_dangerous, bin.too_heavy.
        """
        said = {**goods.named, "location": self.place.code}
        if any(quant.counting for quant in self.inside):
            raise Refused("bin.counted", **said)
        cold = "cold" in goods.sku.handling
        if cold and self.cold_known and self.place.kind == "bin" and self.place.temperature != "cold":
            raise Refused("bin.not_cold", **said)
        self._check_neighbours(goods, said)
        room = self.room_by_weight(goods.sku)
        if room is not None and goods.units > room:
            raise Refused("bin.too_heavy", **said, room=room, most=self.place.max_weight_kg)

    def _check_neighbours(self, goods: Goods, said: dict[str, str | int]) -> None:
        near = [quant for quant in (*self.inside, *self.beside) if quant.on_hand]
        if "dangerous" in goods.sku.handling:
            food = next((quant for quant in near if food_like(quant.sku, quant.lot)), None)
            if food is not None:
                raise Refused("bin.beside_food", **said, other=food.sku.name)
        elif food_like(goods.sku, goods.lot):
            danger = next((quant for quant in near if "dangerous" in quant.sku.handling), None)
            if danger is not None:
                raise Refused("bin.beside_dangerous", **said, other=danger.sku.name)

    def unusual(self, goods: Goods) -> str:
        """The code that says why a person is asked before these goods go here; empty where nothing is unusual. Sizes
        are those of boxes: whoever sees that there is room says so."""
        sku, place = goods.sku, self.place
        if self.held and not goods.held:
            return "bin.why_held"
        room = self.room_by_volume(sku)
        if room is not None and goods.units > room:
            return "bin.why_full"
        if place.id in goods.usual or any(q.on_hand and q.sku_id == sku.id for q in self.inside):
            return ""
        if self.of_others:
            return "bin.why_face"
        if sku.home_zone and place.zone != sku.home_zone:
            return "bin.why_zone"
        if self.cold_known and place.temperature == "cold" and "cold" not in sku.handling:
            return "bin.why_cold"
        mixed = not goods.put_back and any(quant.on_hand for quant in self.inside)
        return "bin.why_mixed" if mixed else ""
