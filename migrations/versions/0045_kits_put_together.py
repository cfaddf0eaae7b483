"""Kits are put together: the work that does it, and the place that components go to and kits come from."""

import sqlalchemy as sa
from alembic import op

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None

BEFORE = (
    "bin", "dock", "station", "stage", "putback", "problem", "damaged", "supplier", "customer", "adjustment",
    "tote", "pallet", "parcel",
)  # fmt: skip


def upgrade() -> None:
    _allow_places((*BEFORE[:-3], "assembly", *BEFORE[-3:]))
    with op.batch_alter_table("works") as batch:
        batch.add_column(sa.Column("kit_id", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("bill", sa.JSON(none_as_null=True), nullable=True))
        batch.add_column(sa.Column("tote_id", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("made", sa.Integer(), nullable=True))
        batch.create_foreign_key(batch.f("fk_works_kit_id_skus"), "skus", ["kit_id"], ["id"])
        batch.create_foreign_key(batch.f("fk_works_tote_id_places"), "places", ["tote_id"], ["id"])
        batch.create_index(batch.f("ix_works_kit_id"), ["kit_id"])
        batch.create_index(batch.f("ix_works_tote_id"), ["tote_id"])
    _add_place()


def _add_place() -> None:
    """Where a warehouse was set up; under another name where one of its bins has this one."""
    texts = ("code", "sort_key", "kind", "zone", "aisle", "bay", "level", "check")
    places = sa.table("places", *(sa.column(name) for name in (*texts, "x_m", "y_m")))
    known = {row.code: row.kind for row in op.get_bind().execute(sa.select(places.c.code, places.c.kind))}
    if "supplier" in known.values():
        code = "ASSEMBLY-1" if "ASSEMBLY" in known else "ASSEMBLY"
        row = {**dict.fromkeys(texts, ""), "code": code, "sort_key": code.lower(), "kind": "assembly"}
        op.bulk_insert(places, [{**row, "x_m": 0.0, "y_m": 0.0}])


def downgrade() -> None:
    with op.batch_alter_table("works") as batch:
        batch.drop_index(batch.f("ix_works_tote_id"))
        batch.drop_index(batch.f("ix_works_kit_id"))
        batch.drop_constraint(batch.f("fk_works_tote_id_places"), type_="foreignkey")
        batch.drop_constraint(batch.f("fk_works_kit_id_skus"), type_="foreignkey")
        for name in ("made", "tote_id", "bill", "kit_id"):
            batch.drop_column(name)
    op.execute("UPDATE places SET kind = 'adjustment' WHERE kind = 'assembly'")
    _allow_places(BEFORE)


def _allow_places(kinds: tuple[str, ...]) -> None:
    """SQLite makes the table anew, and does not see the index on an expression when it does."""
    listed = ", ".join(f"'{kind}'" for kind in kinds)
    folded = "lower(code)" if op.get_bind().dialect.name == "sqlite" else 'lower(code COLLATE "C")'
    op.drop_index("ix_places_code_folded", "places")
    with op.batch_alter_table("places") as batch:
        batch.drop_constraint(op.f("ck_places_kind"), type_="check")
        batch.create_check_constraint(op.f("ck_places_kind"), f"kind IN ({listed})")
    op.create_index("ix_places_code_folded", "places", [sa.text(folded)])
