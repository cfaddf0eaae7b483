"""What is told of stock, corrections that a second supervisor agrees to, and how the ledger is searched by place."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

NUMBERED = sa.text("serial IS NOT NULL")
OPEN = sa.text("state = 'open'")


def upgrade() -> None:
    op.add_column("skus", sa.Column("min_units", sa.Integer(), nullable=True))
    op.add_column("warehouse", sa.Column("cover_days", sa.Integer(), server_default="0", nullable=False))
    op.add_column(
        "warehouse", sa.Column("adjustment_units", sa.Integer(), server_default="20", nullable=False)
    )
    _levels()
    _adjustments()
    op.create_index("ix_moves_from_id", "moves", ["from_id"])
    op.create_index("ix_moves_to_id", "moves", ["to_id"])
    op.create_index("ix_moves_serial", "moves", ["serial"], sqlite_where=NUMBERED, postgresql_where=NUMBERED)


def _levels() -> None:
    figures = ("on_hand", "promised", "available", "held", "demand", "minimum")
    op.create_table(
        "stock_levels",
        sa.Column("sku_id", sa.Integer(), sa.ForeignKey("skus.id"), primary_key=True),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in figures),
        sa.Column("low", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_stock_levels_at", "stock_levels", ["at"])
    op.create_index("ix_stock_levels_low", "stock_levels", ["low"])


def _adjustments() -> None:
    op.create_table(
        "stock_adjustments",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("place_id", sa.Integer(), sa.ForeignKey("places.id"), nullable=False),
        sa.Column("sku_id", sa.Integer(), sa.ForeignKey("skus.id"), nullable=False),
        sa.Column("lot_id", sa.Integer(), sa.ForeignKey("lots.id"), nullable=True),
        sa.Column("units", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person_id", sa.Integer(), sa.ForeignKey("people.id"), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), sa.ForeignKey("people.id"), nullable=True),
        sa.CheckConstraint("units <> 0", name="units"),
    )
    op.create_index(
        "ix_stock_adjustments_open", "stock_adjustments", ["id"], sqlite_where=OPEN, postgresql_where=OPEN
    )


def downgrade() -> None:
    for name in ("ix_moves_serial", "ix_moves_to_id", "ix_moves_from_id"):
        op.drop_index(name, "moves")
    op.drop_table("stock_adjustments")
    op.drop_table("stock_levels")
    op.drop_column("warehouse", "adjustment_units")
    op.drop_column("warehouse", "cover_days")
    op.drop_column("skus", "min_units")
