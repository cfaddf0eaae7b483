"""Bins are counted blind, by tasks: what is wanted, who counted what, stock-takes, and how a warehouse wants it."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

UTC = sa.DateTime(timezone=True)
BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
LIVE = sa.text("state IN ('first', 'second', 'asked')")
OF_TASKS = {
    "cycle_id": ("cycle_counts", sa.Integer()),
    "not_for_id": ("people", sa.Integer()),
    "at_sku_id": ("skus", sa.Integer()),
    "at_lot_id": ("lots", sa.Integer()),
    "turn": ("", sa.Integer()),
    "after_move": ("", BIG),
    "waiting": ("", sa.Integer()),
    "zero_check": ("", sa.Boolean()),
    "empty_line": ("", sa.Integer()),
}
SETTINGS = {
    "count_pass_units": "0",
    "count_pass_value": "0",
    "count_bins_a_day": "0",
    "count_within_days": "90",
}


def upgrade() -> None:
    op.create_table(
        "stock_takes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("aisle", sa.String(), nullable=False),
        sa.Column("begun_by", sa.Integer(), nullable=True),
        sa.Column("begun_at", UTC, nullable=False),
        sa.Column("signed_by", sa.String(), nullable=False),
        sa.Column("signed_at", UTC, nullable=True),
        sa.ForeignKeyConstraint(["begun_by"], ["people.id"], name=op.f("fk_stock_takes_begun_by_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_takes")),
    )
    _add_cycle_counts()
    _add_columns()
    _add_count_lines()


def _add_cycle_counts() -> None:
    op.create_table(
        "cycle_counts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("stock_take_id", sa.Integer(), nullable=True),
        sa.Column("created_at", UTC, nullable=False),
        sa.Column("ended_at", UTC, nullable=True),
        sa.Column("took", sa.String(), nullable=False),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["place_id"], ["places.id"], name=op.f("fk_cycle_counts_place_id_places")),
        sa.ForeignKeyConstraint(
            ["stock_take_id"], ["stock_takes.id"], name=op.f("fk_cycle_counts_stock_take_id_stock_takes")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["people.id"], name=op.f("fk_cycle_counts_decided_by_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cycle_counts")),
    )
    for column in ("place_id", "state", "stock_take_id"):
        op.create_index(op.f(f"ix_cycle_counts_{column}"), "cycle_counts", [column])
    op.create_index(
        "uq_cycle_counts_going",
        "cycle_counts",
        ["place_id"],
        unique=True,
        sqlite_where=LIVE,
        postgresql_where=LIVE,
    )


def _add_columns() -> None:
    with op.batch_alter_table("works") as batch:
        for column, (table, kind) in OF_TASKS.items():
            batch.add_column(sa.Column(column, kind, nullable=True))
            if table:
                batch.create_foreign_key(op.f(f"fk_works_{column}_{table}"), table, [column], ["id"])
    op.create_index(op.f("ix_works_cycle_id"), "works", ["cycle_id"])
    op.add_column("places", sa.Column("counting", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("places", sa.Column("last_counted_at", UTC, nullable=True))
    op.add_column(
        "warehouse", sa.Column("zero_check", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    for name, first in SETTINGS.items():
        op.add_column(
            "warehouse", sa.Column(name, sa.Integer(), server_default=sa.text(first), nullable=False)
        )
    op.add_column("warehouse", sa.Column("counts_planned_on", sa.Date(), nullable=True))


def _add_count_lines() -> None:
    op.create_table(
        "count_lines",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("sku_id", sa.Integer(), nullable=False),
        sa.Column("lot_id", sa.Integer(), nullable=True),
        sa.Column("units", sa.Integer(), nullable=False),
        sa.Column("serials", sa.JSON(), nullable=False),
        sa.Column("until_move", BIG, nullable=True),
        sa.Column("book", sa.Integer(), nullable=True),
        sa.Column("difference", sa.Integer(), nullable=False),
        sa.CheckConstraint("units >= 0 AND units <= 1000000", name=op.f("ck_count_lines_units")),
        sa.ForeignKeyConstraint(["task_id"], ["works.id"], name=op.f("fk_count_lines_task_id_works")),
        sa.ForeignKeyConstraint(["sku_id"], ["skus.id"], name=op.f("fk_count_lines_sku_id_skus")),
        sa.ForeignKeyConstraint(["lot_id"], ["lots.id"], name=op.f("fk_count_lines_lot_id_lots")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_count_lines")),
    )
    op.create_index(op.f("ix_count_lines_task_id"), "count_lines", ["task_id"])


def downgrade() -> None:
    op.drop_table("count_lines")
    for column in ("counts_planned_on", *SETTINGS, "zero_check"):
        op.drop_column("warehouse", column)
    op.drop_column("places", "last_counted_at")
    op.drop_column("places", "counting")
    op.drop_index(op.f("ix_works_cycle_id"), "works")
    with op.batch_alter_table("works") as batch:
        for column, (table, _kind) in OF_TASKS.items():
            if table:
                batch.drop_constraint(op.f(f"fk_works_{column}_{table}"), type_="foreignkey")
            batch.drop_column(column)
    op.drop_table("cycle_counts")
    op.drop_table("stock_takes")
