"""Why goods are put away."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("works", sa.Column("reason", sa.String(), nullable=True))
    op.execute("UPDATE works SET reason = 'cancelled' WHERE kind = 'putaway'")


def downgrade() -> None:
    op.drop_column("works", "reason")
