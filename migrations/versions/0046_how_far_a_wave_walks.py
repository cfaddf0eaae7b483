"""How far the rounds of a wave walk, as they were planned."""

import sqlalchemy as sa
from alembic import op

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("waves", sa.Column("walk_m", sa.Integer(), nullable=True))
    op.add_column("waves", sa.Column("alone_m", sa.Integer(), nullable=True))


def downgrade() -> None:
    op.drop_column("waves", "alone_m")
    op.drop_column("waves", "walk_m")
