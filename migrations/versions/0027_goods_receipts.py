"""Deliveries and their lines, and how long goods must keep when they come in."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("skus", sa.Column("min_days_left", sa.Integer(), nullable=True))
    op.add_column("skus", sa.Column("too_short", sa.String(), server_default="refuse", nullable=False))
    with op.batch_alter_table("works") as batch:
        for name in ("supplier", "delivery", "announced", "asked", "closed_because"):
            batch.add_column(sa.Column(name, sa.String(), nullable=True))
        for name in ("announced_anew", "hand"):
            batch.add_column(sa.Column(name, sa.JSON(), nullable=True))
        for name in ("blind", "closing"):
            batch.add_column(sa.Column(name, sa.Boolean(), nullable=True))
        batch.add_column(sa.Column("container_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(op.f("fk_works_container_id_places"), "places", ["container_id"], ["id"])
        batch.create_index(op.f("ix_works_container_id"), ["container_id"])
        batch.create_index(op.f("ix_works_delivery"), ["delivery"])
        batch.create_index("uq_works_delivery", ["supplier", "delivery"], unique=True)
    op.create_table(
        "goods_receipt_lines",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("receipt_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("sku_id", sa.Integer(), nullable=False),
        sa.Column("lot", sa.String(), nullable=False),
        sa.Column("expiry", sa.Date(), nullable=True),
        sa.Column("sscc", sa.String(), nullable=False),
        sa.Column("expected", sa.Integer(), nullable=False),
        sa.Column("counted", sa.Integer(), nullable=False),
        sa.Column("damaged", sa.Integer(), nullable=False),
        sa.Column("more", sa.Boolean(), nullable=False),
        sa.Column("because", sa.JSON(), nullable=False),
        sa.CheckConstraint(
            "expected >= 0 AND counted >= 0 AND damaged >= 0", name=op.f("ck_goods_receipt_lines_units")
        ),
        sa.ForeignKeyConstraint(
            ["receipt_id"], ["works.id"], name=op.f("fk_goods_receipt_lines_receipt_id_works")
        ),
        sa.ForeignKeyConstraint(["sku_id"], ["skus.id"], name=op.f("fk_goods_receipt_lines_sku_id_skus")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_goods_receipt_lines")),
    )
    for column in ("receipt_id", "sku_id", "sscc"):
        op.create_index(op.f(f"ix_goods_receipt_lines_{column}"), "goods_receipt_lines", [column])


def downgrade() -> None:
    op.drop_table("goods_receipt_lines")
    with op.batch_alter_table("works") as batch:
        for index in ("uq_works_delivery", op.f("ix_works_delivery"), op.f("ix_works_container_id")):
            batch.drop_index(index)
        batch.drop_constraint(op.f("fk_works_container_id_places"), type_="foreignkey")
        for name in (
            "container_id", "blind", "closing", "announced_anew", "hand", "supplier", "delivery", "announced",
            "asked", "closed_because",
        ):  # fmt: skip
            batch.drop_column(name)
    op.drop_column("skus", "too_short")
    op.drop_column("skus", "min_days_left")
