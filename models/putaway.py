"""Putting goods away: a tote, pallet, lane or parcel, then in turn SKU and bin until it is empty."""

from sqlalchemy.orm import Mapped, mapped_column

from models.carrying import CarryingWork
from models.stock import Quant

PUT_BACK = ("cancelled", "returned")  # reasons for which goods come from the put-back lane


class PutAwayTask(CarryingWork):
    """`source` is the tote, pallet, lane or parcel whose goods go into bins.

    `reason` says why the goods are to be put away: received, moved (into a tote, by hand), cancelled or returned. One
    from before there were reasons was cancelled.
    """

    __mapper_args__ = {"polymorphic_identity": "putaway"}
    letter = "B"
    roles = ("picker",)
    reason: Mapped[str | None] = mapped_column(default="cancelled")

    @property
    def puts_back(self) -> bool:
        return self.reason in PUT_BACK

    def may_take(self, quant: Quant) -> int:
        """What was promised where it stands, over a cross-dock, is picked from there."""
        return quant.free

    @property
    def why(self) -> str:
        return "putback" if self.puts_back else "putaway"
