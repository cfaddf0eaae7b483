"""Goods that are weighed: how in-store codes are read, by how much a unit's weight may differ, what a parcel's units
weigh."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "in_store_forms",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("prefix", sa.String(), nullable=False),
        sa.Column("item_first", sa.Integer(), nullable=False),
        sa.Column("item_last", sa.Integer(), nullable=False),
        sa.Column("means", sa.String(), nullable=False),
        sa.Column("first", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.Column("decimals", sa.Integer(), nullable=False),
        sa.Column("check_at", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_in_store_forms")),
        sa.UniqueConstraint("prefix", name=op.f("uq_in_store_forms_prefix")),
    )
    op.add_column("skus", sa.Column("weight_tolerance_percent", sa.Integer(), nullable=True))
    op.add_column(
        "parcel_lines", sa.Column("grams", sa.Integer(), nullable=False, server_default=sa.text("0"))
    )
    op.execute("UPDATE parcel_lines SET grams = unit_g * quantity")


def downgrade() -> None:
    op.drop_column("parcel_lines", "grams")
    op.drop_column("skus", "weight_tolerance_percent")
    op.drop_table("in_store_forms")
