"""What was read last at a work, so that one pull of the trigger is one unit."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("works", sa.Column("reads", sa.JSON(), nullable=False, server_default="[]"))


def downgrade() -> None:
    op.drop_column("works", "reads")
