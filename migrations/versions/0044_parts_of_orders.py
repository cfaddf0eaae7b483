"""An order may be split: the part knows what it was part of."""

import sqlalchemy as sa
from alembic import op

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None


def upgrade() -> None:
    folded = "lower(number)" if op.get_bind().dialect.name == "sqlite" else 'lower(number COLLATE "C")'
    op.drop_index("ix_orders_number_folded", "orders")
    with op.batch_alter_table("orders") as batch:
        batch.add_column(sa.Column("split_of", sa.Integer(), nullable=True))
        batch.create_foreign_key("fk_orders_split_of_orders", "orders", ["split_of"], ["id"])
        batch.create_index("ix_orders_split_of", ["split_of"])
    op.create_index("ix_orders_number_folded", "orders", [sa.text(folded)])


def downgrade() -> None:
    folded = "lower(number)" if op.get_bind().dialect.name == "sqlite" else 'lower(number COLLATE "C")'
    op.drop_index("ix_orders_number_folded", "orders")
    with op.batch_alter_table("orders") as batch:
        batch.drop_index("ix_orders_split_of")
        batch.drop_constraint("fk_orders_split_of_orders", type_="foreignkey")
        batch.drop_column("split_of")
    op.create_index("ix_orders_number_folded", "orders", [sa.text(folded)])
