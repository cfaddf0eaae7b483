"""Where goods belong: what bins hold, home zones, pick faces, the reserve; and where a work carries goods to."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

KEYS = {"target_id": "places", "asked_id": "places"}


def upgrade() -> None:
    op.add_column("places", sa.Column("max_volume_l", sa.Integer(), nullable=True))
    op.add_column("places", sa.Column("max_weight_kg", sa.Integer(), nullable=True))
    op.add_column("places", sa.Column("temperature", sa.String(), nullable=False, server_default="ambient"))
    op.add_column("places", sa.Column("reserve", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("skus", sa.Column("home_zone", sa.String(), nullable=False, server_default=""))
    op.create_table(
        "pick_faces",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sku_id", sa.Integer(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("least", sa.Integer(), nullable=False),
        sa.Column("most", sa.Integer(), nullable=False),
        sa.CheckConstraint("least >= 0 AND most > 0 AND least <= most", name=op.f("ck_pick_faces_units")),
        sa.ForeignKeyConstraint(["place_id"], ["places.id"], name=op.f("fk_pick_faces_place_id_places")),
        sa.ForeignKeyConstraint(["sku_id"], ["skus.id"], name=op.f("fk_pick_faces_sku_id_skus")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pick_faces")),
        sa.UniqueConstraint("sku_id", "place_id", name=op.f("uq_pick_faces_sku_id_place_id")),
    )
    op.create_index(op.f("ix_pick_faces_place_id"), "pick_faces", ["place_id"])
    with op.batch_alter_table("works") as batch:
        for column, table in KEYS.items():
            batch.add_column(sa.Column(column, sa.Integer(), nullable=True))
            batch.create_foreign_key(op.f(f"fk_works_{column}_{table}"), table, [column], ["id"])
        batch.add_column(sa.Column("target_hint", sa.JSON(), nullable=True))
        batch.add_column(sa.Column("serials", sa.JSON(), nullable=True))
        batch.create_index(op.f("ix_works_target_id"), ["target_id"])


def downgrade() -> None:
    with op.batch_alter_table("works") as batch:
        batch.drop_index(op.f("ix_works_target_id"))
        for column, table in KEYS.items():
            batch.drop_constraint(op.f(f"fk_works_{column}_{table}"), type_="foreignkey")
            batch.drop_column(column)
        batch.drop_column("target_hint")
        batch.drop_column("serials")
    op.drop_table("pick_faces")
    op.drop_column("skus", "home_zone")
    for column in ("reserve", "temperature", "max_weight_kg", "max_volume_l"):
        op.drop_column("places", column)
