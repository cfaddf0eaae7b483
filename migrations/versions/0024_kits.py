"""SKUs that are made of others, and what was ordered of them."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "kit_components",
        sa.Column("kit_id", sa.Integer(), nullable=False),
        sa.Column("sku_id", sa.Integer(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.CheckConstraint("quantity > 0", name="ck_kit_components_quantity"),
        sa.CheckConstraint("kit_id <> sku_id", name="ck_kit_components_itself"),
        sa.ForeignKeyConstraint(["kit_id"], ["skus.id"], name="fk_kit_components_kit_id_skus"),
        sa.ForeignKeyConstraint(["sku_id"], ["skus.id"], name="fk_kit_components_sku_id_skus"),
        sa.PrimaryKeyConstraint("kit_id", "sku_id", name="pk_kit_components"),
    )
    op.create_index("ix_kit_components_sku_id", "kit_components", ["sku_id"])
    op.create_table(
        "order_kits",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("sku_id", sa.Integer(), nullable=False),
        sa.Column("sku_text", sa.String(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("quantity_text", sa.String(), nullable=False),
        sa.Column("unit_price", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name="fk_order_kits_order_id_orders"),
        sa.ForeignKeyConstraint(["sku_id"], ["skus.id"], name="fk_order_kits_sku_id_skus"),
        sa.PrimaryKeyConstraint("id", name="pk_order_kits"),
    )
    op.create_index("ix_order_kits_order_id", "order_kits", ["order_id"])
    with op.batch_alter_table("order_lines") as batch:
        batch.add_column(sa.Column("kit_id", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("per_kit", sa.Integer(), nullable=True))
        batch.create_foreign_key("fk_order_lines_kit_id_order_kits", "order_kits", ["kit_id"], ["id"])
        batch.create_index("ix_order_lines_kit_id", ["kit_id"])


def downgrade() -> None:
    with op.batch_alter_table("order_lines") as batch:
        batch.drop_index("ix_order_lines_kit_id")
        batch.drop_constraint("fk_order_lines_kit_id_order_kits", type_="foreignkey")
        batch.drop_column("per_kit")
        batch.drop_column("kit_id")
    op.drop_table("order_kits")
    op.drop_table("kit_components")
