"""Robots: whoever a token with the scope `work` takes and does work as, so that history bears its name."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

TOKENS = sa.table(
    "api_tokens",
    sa.column("id", sa.Integer()),
    sa.column("name", sa.String()),
    sa.column("scopes", sa.JSON()),
    sa.column("person_id", sa.Integer()),
)
PEOPLE = sa.table(
    "people",
    sa.column("id", sa.Integer()),
    sa.column("badge", sa.String()),
    sa.column("name", sa.String()),
    sa.column("pin_hash", sa.String()),
    sa.column("roles", sa.JSON()),
    sa.column("language", sa.String()),
    sa.column("active", sa.Boolean()),
)
ROLES = ["picker", "packer", "dispatcher"]


def upgrade() -> None:
    with op.batch_alter_table("api_tokens") as batch:
        batch.add_column(sa.Column("person_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(op.f("fk_api_tokens_person_id_people"), "people", ["person_id"], ["id"])
    connection = op.get_bind()
    for token in connection.execute(sa.select(TOKENS)).all():
        if "work" not in token.scopes:
            continue
        robot = {"badge": f"robot {token.name}", "name": token.name, "pin_hash": "", "roles": ROLES}
        made = sa.insert(PEOPLE).values(**robot, language="en", active=True).returning(PEOPLE.c.id)
        person_id = connection.execute(made).scalar_one()
        connection.execute(sa.update(TOKENS).where(TOKENS.c.id == token.id).values(person_id=person_id))


def downgrade() -> None:
    with op.batch_alter_table("api_tokens") as batch:
        batch.drop_constraint(op.f("fk_api_tokens_person_id_people"), type_="foreignkey")
        batch.drop_column("person_id")
