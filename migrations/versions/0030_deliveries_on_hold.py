"""Stock is held by the delivery that it came with, too."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

NAMED = "place_id IS NOT NULL OR sku_id IS NOT NULL"


def upgrade() -> None:
    with op.batch_alter_table("stock_holds") as batch:
        batch.add_column(sa.Column("receipt_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(op.f("fk_stock_holds_receipt_id_works"), "works", ["receipt_id"], ["id"])
        batch.drop_constraint(op.f("ck_stock_holds_named"), type_="check")
        batch.create_check_constraint(op.f("ck_stock_holds_named"), f"{NAMED} OR receipt_id IS NOT NULL")


def downgrade() -> None:
    op.execute("DELETE FROM stock_holds WHERE place_id IS NULL AND sku_id IS NULL")
    with op.batch_alter_table("stock_holds") as batch:
        batch.drop_constraint(op.f("ck_stock_holds_named"), type_="check")
        batch.create_check_constraint(op.f("ck_stock_holds_named"), NAMED)
        batch.drop_constraint(op.f("fk_stock_holds_receipt_id_works"), type_="foreignkey")
        batch.drop_column("receipt_id")
