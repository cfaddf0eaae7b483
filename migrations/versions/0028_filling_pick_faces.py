"""Pick faces are filled out of the reserve, and pick lines wait for it."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

KEYS = {"wanted_sku_id": "skus", "wanted_lot_id": "lots"}


def upgrade() -> None:
    op.add_column("pick_lines", sa.Column("waits", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("works") as batch:
        for column, table in KEYS.items():
            batch.add_column(sa.Column(column, sa.Integer(), nullable=True))
            batch.create_foreign_key(op.f(f"fk_works_{column}_{table}"), table, [column], ["id"])
        batch.add_column(sa.Column("wanted", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("missing_asked", sa.Boolean(), nullable=True))
        batch.create_index(op.f("ix_works_wanted_sku_id"), ["wanted_sku_id"])


def downgrade() -> None:
    with op.batch_alter_table("works") as batch:
        batch.drop_index(op.f("ix_works_wanted_sku_id"))
        for column, table in KEYS.items():
            batch.drop_constraint(op.f(f"fk_works_{column}_{table}"), type_="foreignkey")
            batch.drop_column(column)
        batch.drop_column("wanted")
        batch.drop_column("missing_asked")
    op.drop_column("pick_lines", "waits")
