"""How goods are called in the lines of EDIFACT messages."""

from typing import Final

from floor.integration.edi.edifact import Segment

# of the kinds of number, the likeliest to be the warehouse's own code first
KINDS: Final = ("SA", "IN", "BP", "MF", "SRV", "EN", "UP")


def numbers_of(each: Segment, before: list[str]) -> list[str]:
    """The numbers that a LIN or PIA gives, before or after those that are known already, by their kind."""
    start = 3 if each.tag == "LIN" else 2
    named = [(each[at, 2], each[at]) for at in range(start, len(each.elements) + 1) if each[at]]
    known = sorted(
        ((KINDS.index(kind), number) for kind, number in named if kind in KINDS), key=lambda found: found[0]
    )
    own = [number for rank, number in known if rank < KINDS.index("SRV")]
    return [*own, *before, *(number for _rank, number in known if number not in own)]
