"""Holds on stock, and how it is found out where the goods of a lot went."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

OPEN = sa.text("ended_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "stock_holds",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("sku_id", sa.Integer(), sa.ForeignKey("skus.id"), nullable=True),
        sa.Column("lot_id", sa.Integer(), sa.ForeignKey("lots.id"), nullable=True),
        sa.Column("place_id", sa.Integer(), sa.ForeignKey("places.id"), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("expired", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person_id", sa.Integer(), sa.ForeignKey("people.id"), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by_id", sa.Integer(), sa.ForeignKey("people.id"), nullable=True),
        sa.CheckConstraint("place_id IS NOT NULL OR sku_id IS NOT NULL", name="named"),
        sa.CheckConstraint("lot_id IS NULL OR sku_id IS NOT NULL", name="lot"),
    )
    op.create_index(
        "ix_stock_holds_open", "stock_holds", ["sku_id", "place_id"], sqlite_where=OPEN, postgresql_where=OPEN
    )
    op.create_index("ix_pick_lines_goods", "pick_lines", ["sku_id", "lot_id"])
    op.create_index("ix_parcel_lines_goods", "parcel_lines", ["sku_id", "lot_id"])


def downgrade() -> None:
    op.drop_index("ix_parcel_lines_goods", "parcel_lines")
    op.drop_index("ix_pick_lines_goods", "pick_lines")
    op.drop_table("stock_holds")
