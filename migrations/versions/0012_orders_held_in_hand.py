"""What people at work are told of orders on hold, and which orders are."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None
OPEN = sa.text("released_at IS NULL")


def upgrade() -> None:
    op.add_column("works", sa.Column("held", sa.JSON(), nullable=False, server_default="[]"))
    op.create_index("ix_holds_open", "holds", ["order_id"], sqlite_where=OPEN, postgresql_where=OPEN)


def downgrade() -> None:
    op.drop_index("ix_holds_open", table_name="holds")
    op.drop_column("works", "held")
