"""What counts for a channel's orders that they do not say, whom to ask about them, and their charges."""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("channels", sa.Column("defaults", sa.JSON(), nullable=True))
    op.add_column("channels", sa.Column("contact", sa.JSON(), nullable=True))
    op.add_column("orders", sa.Column("charges", sa.JSON(), nullable=True))


def downgrade() -> None:
    op.drop_column("orders", "charges")
    op.drop_column("channels", "contact")
    op.drop_column("channels", "defaults")
