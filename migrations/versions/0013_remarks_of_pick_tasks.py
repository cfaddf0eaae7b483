"""What was written to the orders of a round, fixed when it was made, so that a handheld shows it also offline."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("works", sa.Column("remarks", sa.JSON(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("works") as batch:
        batch.drop_column("remarks")
