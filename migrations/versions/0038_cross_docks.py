"""Docks and lanes from which goods go straight to the orders that wait for them."""

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("places", sa.Column("cross_dock", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("works", sa.Column("straight", sa.Boolean(), nullable=True))


def downgrade() -> None:
    op.drop_column("works", "straight")
    op.drop_column("places", "cross_dock")
