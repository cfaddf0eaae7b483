"""Sheets of label paper, as stationers call them. Their labels stand close, in the middle of the page."""

from dataclasses import dataclass
from typing import Literal

A4, LETTER = (210.0, 297.0), (215.9, 279.4)
PaperName = Literal["L7160", "L7163", "L7165", "L7169", "L7173", "5160", "5163", "5164"]


@dataclass(frozen=True, slots=True)
class Paper:
    """Lengths in mm; `gap` is between columns, rows touch."""

    name: PaperName
    page: tuple[float, float]
    columns: int
    rows: int
    width: float
    height: float
    gap: float

    @property
    def on_a_page(self) -> int:
        return self.columns * self.rows

    def corner(self, place: int) -> tuple[float, float]:
        """Where the label at this place begins, row by row from the top left."""
        row, column = divmod(place % self.on_a_page, self.columns)
        left = (self.page[0] - self.columns * (self.width + self.gap) + self.gap) / 2
        top = (self.page[1] - self.rows * self.height) / 2
        return left + column * (self.width + self.gap), top + row * self.height


PAPERS: dict[str, Paper] = {
    paper.name: paper
    for paper in (
        Paper("L7160", A4, 3, 7, 63.5, 38.1, 2.54),
        Paper("L7163", A4, 2, 7, 99.1, 38.1, 2.54),
        Paper("L7165", A4, 2, 4, 99.1, 67.7, 2.54),
        Paper("L7169", A4, 2, 2, 99.1, 139.0, 2.54),
        Paper("L7173", A4, 2, 5, 99.1, 57.0, 2.54),
        Paper("5160", LETTER, 3, 10, 66.675, 25.4, 3.175),
        Paper("5163", LETTER, 2, 5, 101.6, 50.8, 4.7625),
        Paper("5164", LETTER, 2, 3, 101.6, 84.67, 4.7625),
    )
}
