"""Work that carries goods by hand from one place to another: put away, moved, replenished."""

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Facts
from models.goods import Sku
from models.places import Place
from models.stock import Quant
from models.work import Step, Work


class CarryingWork(Work):
    """Goods go from `source` into another place; `holding` is the SKU in the person's hand, `units` of it;
    `serials` the numbers of those whose label said one.

    `target` is where they should go, and `target_hint` the code that says why, with its params. `asked` is a place that
    was scanned once, is unusual for the goods, and waits for its confirming second scan. In the ledger the goods stay
    in the source until the target was scanned.
    """

    __mapper_args__ = {"polymorphic_abstract": True}
    source_id: Mapped[int | None] = mapped_column(
        ForeignKey("places.id"), index=True, init=False, nullable=True
    )
    source: Mapped[Place | None] = relationship(default=None, foreign_keys=[source_id])
    source_ok: Mapped[bool | None] = mapped_column(default=False)
    holding_id: Mapped[int | None] = mapped_column(ForeignKey("skus.id"), init=False, nullable=True)
    holding: Mapped[Sku | None] = relationship(default=None, foreign_keys=[holding_id])
    holding_lot_id: Mapped[int | None] = mapped_column(ForeignKey("lots.id"), nullable=True, default=None)
    units: Mapped[int | None] = mapped_column(default=0)
    serials: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True), nullable=True, default=None)
    target_id: Mapped[int | None] = mapped_column(
        ForeignKey("places.id"), index=True, init=False, nullable=True
    )
    target: Mapped[Place | None] = relationship(default=None, foreign_keys=[target_id])
    target_hint: Mapped[list[str | Facts] | None] = mapped_column(
        JSON(none_as_null=True), nullable=True, default=None
    )
    asked_id: Mapped[int | None] = mapped_column(ForeignKey("places.id"), nullable=True, default=None)

    @property
    def why(self) -> str:
        """What the ledger says of its moves."""
        return self.kind

    @property
    def puts_back(self) -> bool:
        """Whether the goods come back to where they were."""
        return False

    def may_take(self, quant: Quant) -> int:
        """The units of a quant in the source that this work may carry away."""
        return quant.on_hand

    def drop(self) -> None:
        """Nothing is in hand any more."""
        self.holding, self.holding_lot_id, self.units, self.serials = None, None, 0, None

    def propose(self, place: Place | None, code: str, **params: str | int) -> None:
        self.target, self.target_hint = place, [code, params]

    def target_step(self, sku: Sku, units: int) -> Step:
        """Scan where the goods go; without a proposal any place that fits will do."""
        code, params = self.target_hint or ["hint.any_bin", {}]
        return Step(
            "location",
            name=self.target.code if self.target else "",
            codes=self.target.codes if self.target else [],
            quantity=units,
            goods=sku.name,
            picture=sku.picture,
            hint=(str(code), params if isinstance(params, dict) else {}),
        )
