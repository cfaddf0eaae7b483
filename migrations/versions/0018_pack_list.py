"""Whether packers see which units are still to be scanned: blind, as before, until somebody sets it."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "warehouse", sa.Column("pack_list", sa.Boolean(), server_default=sa.false(), nullable=False)
    )


def downgrade() -> None:
    with op.batch_alter_table("warehouse") as batch:
        batch.drop_column("pack_list")
