"""Pallets are places, and programs that work as robots receive goods too."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

BEFORE = (
    "bin", "dock", "station", "stage", "putback", "problem", "damaged", "supplier", "customer", "adjustment",
    "tote", "parcel",
)  # fmt: skip
PEOPLE = sa.table("people", sa.column("id", sa.Integer()), sa.column("roles", sa.JSON()))
TOKENS = sa.table("api_tokens", sa.column("person_id", sa.Integer()))


def upgrade() -> None:
    _allow_places((*BEFORE[:-1], "pallet", "parcel"))
    _robots_receive(True)


def downgrade() -> None:
    op.execute("UPDATE places SET kind = 'tote' WHERE kind = 'pallet'")
    _allow_places(BEFORE)
    _robots_receive(False)


def _allow_places(kinds: tuple[str, ...]) -> None:
    """SQLite makes the table anew, and does not see the index on an expression when it does."""
    listed = ", ".join(f"'{kind}'" for kind in kinds)
    folded = "lower(code)" if op.get_bind().dialect.name == "sqlite" else 'lower(code COLLATE "C")'
    op.drop_index("ix_places_code_folded", "places")
    with op.batch_alter_table("places") as batch:
        batch.drop_constraint(op.f("ck_places_kind"), type_="check")
        batch.create_check_constraint(op.f("ck_places_kind"), f"kind IN ({listed})")
    op.create_index("ix_places_code_folded", "places", [sa.text(folded)])


def _robots_receive(they_do: bool) -> None:
    connection = op.get_bind()
    robots = sa.select(PEOPLE).where(PEOPLE.c.id.in_(sa.select(TOKENS.c.person_id)))
    for robot in connection.execute(robots).all():
        others = [role for role in robot.roles if role != "receiver"]
        roles = ["receiver", *others] if they_do else others
        connection.execute(sa.update(PEOPLE).where(PEOPLE.c.id == robot.id).values(roles=roles))
