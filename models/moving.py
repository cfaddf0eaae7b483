"""Moving goods within the warehouse: out of a bin, tote or pallet into another."""

from models.carrying import CarryingWork

SOURCES = ("bin", "tote", "pallet")  # what goods are moved out of, and into


class MoveTask(CarryingWork):
    """`source` is the bin, tote or pallet out of which goods are moved: those in hand, or all at once where nothing was
    taken in hand. It is made by the scan of its source."""

    __mapper_args__ = {"polymorphic_identity": "move"}
    letter = "M"
    roles = ("picker",)
