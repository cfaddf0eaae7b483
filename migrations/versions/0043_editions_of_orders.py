"""A cancelled order may come again: its number has editions, and an order knows what came under its name before."""

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("orders", sa.Column("edition", sa.Integer(), server_default=sa.text("1"), nullable=False))
    op.add_column("orders", sa.Column("earlier", sa.JSON(), server_default="[]", nullable=False))
    _name_by(["channel", "number", "edition"], instead_of=["channel", "number"])


def _name_by(columns: list[str], instead_of: list[str]) -> None:
    folded = "lower(number)" if op.get_bind().dialect.name == "sqlite" else 'lower(number COLLATE "C")'
    op.drop_index("ix_orders_number_folded", "orders")
    with op.batch_alter_table("orders") as batch:
        batch.drop_constraint("_".join(["uq_orders", *instead_of]), type_="unique")
        batch.create_unique_constraint("_".join(["uq_orders", *columns]), columns)
    op.create_index("ix_orders_number_folded", "orders", [sa.text(folded)])


def downgrade() -> None:
    _name_by(["channel", "number"], instead_of=["channel", "number", "edition"])
    op.drop_column("orders", "earlier")
    op.drop_column("orders", "edition")
