"""Receipts and events linked by hashes, so that one that is rewritten or gone is told. Those from before have none."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

LINKED = ("receipts", "works", "events")


def upgrade() -> None:
    for table in LINKED:
        op.add_column(table, sa.Column("chain", sa.String(), server_default="", nullable=False))
    op.create_table(
        "event_chain",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.Column("chain", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_chain")),
    )
    op.execute(
        "INSERT INTO event_chain (id, last, chain) SELECT 1, max(id), '' FROM events HAVING max(id) > 0"
    )


def downgrade() -> None:
    op.drop_table("event_chain")
    for table in LINKED:
        with op.batch_alter_table(table) as batch:
            batch.drop_column("chain")
