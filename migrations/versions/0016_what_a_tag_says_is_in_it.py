"""How many units a radio tag says are in this one."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("tag_passes", sa.Column("count", sa.Integer(), nullable=True))


def downgrade() -> None:
    op.drop_column("tag_passes", "count")
