"""Whether a device's camera meets Code 39 in its full ASCII form."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    column = sa.Column("code39_full_ascii", sa.Boolean(), nullable=False, server_default=sa.false())
    op.add_column("device_profiles", column)


def downgrade() -> None:
    op.drop_column("device_profiles", "code39_full_ascii")
