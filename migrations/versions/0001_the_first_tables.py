"""The first tables"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "api_tokens",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("scopes", sa.JSON(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_tokens")),
        sa.UniqueConstraint("name", name=op.f("uq_api_tokens_name")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_api_tokens_token_hash")),
    )
    op.create_table(
        "carriers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("cutoffs", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_carriers")),
        sa.UniqueConstraint("code", name=op.f("uq_carriers_code")),
    )
    op.create_table(
        "carton_types",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("inner_length_mm", sa.Integer(), nullable=False),
        sa.Column("inner_width_mm", sa.Integer(), nullable=False),
        sa.Column("inner_height_mm", sa.Integer(), nullable=False),
        sa.Column("max_weight_g", sa.Integer(), nullable=False),
        sa.Column("tare_g", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_carton_types")),
        sa.UniqueConstraint("code", name=op.f("uq_carton_types_code")),
    )
    op.create_table(
        "events",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_events")),
    )
    with op.batch_alter_table("events", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_events_order_id"), ["order_id"], unique=False)

    op.create_table(
        "lockouts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("badge", sa.String(), nullable=False),
        sa.Column("device", sa.String(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("locked_until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lockouts")),
        sa.UniqueConstraint("badge", "device", name=op.f("uq_lockouts_badge_device")),
    )
    op.create_table(
        "outbox",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("topics", sa.JSON(), nullable=False),
        sa.Column("assigned", sa.JSON(), nullable=False),
        sa.Column("events", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "people",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("badge", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("pin_hash", sa.String(), nullable=False),
        sa.Column("roles", sa.JSON(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people")),
        sa.UniqueConstraint("badge", name=op.f("uq_people_badge")),
    )
    op.create_table(
        "places",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("aisle", sa.String(), nullable=False),
        sa.Column("bay", sa.String(), nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("check", sa.String(), nullable=False),
        sa.Column("x_m", sa.Double(), nullable=False),
        sa.Column("y_m", sa.Double(), nullable=False),
        sa.Column("at_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('bin', 'dock', 'station', 'stage', 'putback', 'problem', 'damaged', 'supplier', 'customer', 'adjustment', 'tote', 'parcel')",
            name=op.f("ck_places_kind"),
        ),
        sa.ForeignKeyConstraint(["at_id"], ["places.id"], name=op.f("fk_places_at_id_places")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_places")),
        sa.UniqueConstraint("code", name=op.f("uq_places_code")),
    )
    with op.batch_alter_table("places", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_places_kind"), ["kind"], unique=False)

    op.create_table(
        "skus",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("weight_g", sa.Integer(), nullable=False),
        sa.Column("length_mm", sa.Integer(), nullable=False),
        sa.Column("width_mm", sa.Integer(), nullable=False),
        sa.Column("height_mm", sa.Integer(), nullable=False),
        sa.Column("handling", sa.JSON(), nullable=False),
        sa.Column("track", sa.String(), nullable=False),
        sa.Column("shelf_life_days", sa.Integer(), nullable=True),
        sa.CheckConstraint("track IN ('none', 'lot', 'serial')", name=op.f("ck_skus_track")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_skus")),
        sa.UniqueConstraint("code", name=op.f("uq_skus_code")),
    )
    op.create_index("ix_skus_code_folded", "skus", [sa.literal_column("lower(code)")], unique=False)
    op.create_table(
        "warehouse",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("timezone", sa.String(), nullable=False),
        sa.Column("company_prefix", sa.String(), nullable=False),
        sa.Column("weight_tolerance_g", sa.Integer(), nullable=False),
        sa.Column("weight_tolerance_percent", sa.Integer(), nullable=False),
        sa.Column("training", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_warehouse")),
    )
    op.create_table(
        "waves",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("mode", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("short", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waves")),
    )
    with op.batch_alter_table("waves", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_waves_status"), ["status"], unique=False)

    op.create_table(
        "webhooks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("secret", sa.String(), nullable=False),
        sa.Column("cursor", sa.Integer(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhooks")),
        sa.UniqueConstraint("url", name=op.f("uq_webhooks_url")),
    )
    op.create_table(
        "barcodes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("sku_id", sa.Integer(), nullable=False),
        sa.Column("factor", sa.Integer(), nullable=False),
        sa.CheckConstraint("factor > 0", name=op.f("ck_barcodes_factor")),
        sa.ForeignKeyConstraint(["sku_id"], ["skus.id"], name=op.f("fk_barcodes_sku_id_skus")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_barcodes")),
        sa.UniqueConstraint("key", "sku_id", name=op.f("uq_barcodes_key_sku_id")),
    )
    with op.batch_alter_table("barcodes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_barcodes_key"), ["key"], unique=False)
        batch_op.create_index(batch_op.f("ix_barcodes_sku_id"), ["sku_id"], unique=False)

    op.create_table(
        "carrier_rules",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("carrier", sa.String(), nullable=False),
        sa.Column("service", sa.String(), nullable=False),
        sa.Column("country", sa.String(), nullable=False),
        sa.Column("max_weight_g", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["carrier"], ["carriers.code"], name=op.f("fk_carrier_rules_carrier_carriers")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_carrier_rules")),
    )
    op.create_table(
        "lots",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sku_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("expiry", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["sku_id"], ["skus.id"], name=op.f("fk_lots_sku_id_skus")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lots")),
        sa.UniqueConstraint("sku_id", "code", name=op.f("uq_lots_sku_id_code")),
    )
    op.create_table(
        "orders",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("priority", sa.String(), nullable=False),
        sa.Column("due", sa.DateTime(timezone=True), nullable=True),
        sa.Column("placed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("paid", sa.Boolean(), nullable=False),
        sa.Column("service", sa.String(), nullable=False),
        sa.Column("ship_to", sa.JSON(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("content", sa.String(), nullable=False),
        sa.Column("proposal", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("lacking", sa.JSON(), nullable=False),
        sa.Column("wave_id", sa.Integer(), nullable=True),
        sa.Column("carrier", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["wave_id"], ["waves.id"], name=op.f("fk_orders_wave_id_waves")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_orders")),
        sa.UniqueConstraint("channel", "number", name=op.f("uq_orders_channel_number")),
    )
    with op.batch_alter_table("orders", schema=None) as batch_op:
        batch_op.create_index("ix_orders_queue", ["status", "priority", "due"], unique=False)
        batch_op.create_index(batch_op.f("ix_orders_wave_id"), ["wave_id"], unique=False)

    op.create_table(
        "serials",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sku_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["place_id"], ["places.id"], name=op.f("fk_serials_place_id_places")),
        sa.ForeignKeyConstraint(["sku_id"], ["skus.id"], name=op.f("fk_serials_sku_id_skus")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_serials")),
        sa.UniqueConstraint("sku_id", "code", name=op.f("uq_serials_sku_id_code")),
    )
    with op.batch_alter_table("serials", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_serials_code"), ["code"], unique=False)
        batch_op.create_index(batch_op.f("ix_serials_place_id"), ["place_id"], unique=False)

    op.create_table(
        "sign_ins",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("device", sa.String(), nullable=False),
        sa.Column("csrf", sa.String(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_sign_ins_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_ins")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_sign_ins_token_hash")),
    )
    op.create_table(
        "holds",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("params", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("released_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_holds_order_id_orders")),
        sa.ForeignKeyConstraint(["released_by"], ["people.id"], name=op.f("fk_holds_released_by_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_holds")),
    )
    with op.batch_alter_table("holds", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_holds_order_id"), ["order_id"], unique=False)

    op.create_table(
        "order_lines",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("sku_id", sa.Integer(), nullable=True),
        sa.Column("sku_text", sa.String(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("quantity_text", sa.String(), nullable=False),
        sa.Column("unit_price", sa.String(), nullable=False),
        sa.Column("picked", sa.Integer(), nullable=False),
        sa.Column("packed", sa.Integer(), nullable=False),
        sa.Column("short", sa.Integer(), nullable=False),
        sa.Column("short_approved", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_order_lines_order_id_orders")),
        sa.ForeignKeyConstraint(["sku_id"], ["skus.id"], name=op.f("fk_order_lines_sku_id_skus")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_lines")),
    )
    with op.batch_alter_table("order_lines", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_order_lines_order_id"), ["order_id"], unique=False)

    op.create_table(
        "quants",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sku_id", sa.Integer(), nullable=False),
        sa.Column("lot_id", sa.Integer(), nullable=True),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("on_hand", sa.Integer(), nullable=False),
        sa.Column("allocated", sa.Integer(), nullable=False),
        sa.Column("counting", sa.Boolean(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("allocated >= 0 AND allocated <= on_hand", name=op.f("ck_quants_allocated")),
        sa.CheckConstraint("on_hand >= 0", name=op.f("ck_quants_on_hand")),
        sa.ForeignKeyConstraint(["lot_id"], ["lots.id"], name=op.f("fk_quants_lot_id_lots")),
        sa.ForeignKeyConstraint(["place_id"], ["places.id"], name=op.f("fk_quants_place_id_places")),
        sa.ForeignKeyConstraint(["sku_id"], ["skus.id"], name=op.f("fk_quants_sku_id_skus")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quants")),
    )
    op.create_index(
        "uq_quants_key",
        "quants",
        ["place_id", "sku_id", sa.literal_column("coalesce(lot_id, 0)")],
        unique=True,
    )
    with op.batch_alter_table("quants", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_quants_sku_id"), ["sku_id"], unique=False)

    op.create_table(
        "works",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("due", sa.DateTime(timezone=True), nullable=True),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("device", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_scan_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("carrier", sa.String(), nullable=True),
        sa.Column("dock_id", sa.Integer(), nullable=True),
        sa.Column("door_ok", sa.Boolean(), nullable=True),
        sa.Column("unloading", sa.JSON(), nullable=True),
        sa.Column("load_closed", sa.Boolean(), nullable=True),
        sa.Column("left_behind", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("order_id", sa.Integer(), nullable=True),
        sa.Column("station_id", sa.Integer(), nullable=True),
        sa.Column("wave_id", sa.Integer(), nullable=True),
        sa.Column("cluster", sa.Boolean(), nullable=True),
        sa.Column("at_place_id", sa.Integer(), nullable=True),
        sa.Column("short_asked", sa.Integer(), nullable=True),
        sa.Column("lanes", sa.JSON(), nullable=True),
        sa.Column("source_id", sa.Integer(), nullable=True),
        sa.Column("source_ok", sa.Boolean(), nullable=True),
        sa.Column("holding_id", sa.Integer(), nullable=True),
        sa.Column("holding_lot_id", sa.Integer(), nullable=True),
        sa.Column("units", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["at_place_id"], ["places.id"], name=op.f("fk_works_at_place_id_places")),
        sa.ForeignKeyConstraint(["dock_id"], ["places.id"], name=op.f("fk_works_dock_id_places")),
        sa.ForeignKeyConstraint(["holding_id"], ["skus.id"], name=op.f("fk_works_holding_id_skus")),
        sa.ForeignKeyConstraint(["holding_lot_id"], ["lots.id"], name=op.f("fk_works_holding_lot_id_lots")),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_works_order_id_orders")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_works_person_id_people")),
        sa.ForeignKeyConstraint(["source_id"], ["places.id"], name=op.f("fk_works_source_id_places")),
        sa.ForeignKeyConstraint(["station_id"], ["places.id"], name=op.f("fk_works_station_id_places")),
        sa.ForeignKeyConstraint(["wave_id"], ["waves.id"], name=op.f("fk_works_wave_id_waves")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_works")),
    )
    with op.batch_alter_table("works", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_works_order_id"), ["order_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_works_person_id"), ["person_id"], unique=False)
        batch_op.create_index("ix_works_queue", ["kind", "state", "person_id", "urgent", "due"], unique=False)
        batch_op.create_index(batch_op.f("ix_works_source_id"), ["source_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_works_wave_id"), ["wave_id"], unique=False)

    op.create_table(
        "alerts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("params", sa.JSON(), nullable=False),
        sa.Column("work_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("solved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("solved_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["solved_by"], ["people.id"], name=op.f("fk_alerts_solved_by_people")),
        sa.ForeignKeyConstraint(["work_id"], ["works.id"], name=op.f("fk_alerts_work_id_works")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alerts")),
    )
    with op.batch_alter_table("alerts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_alerts_solved_at"), ["solved_at"], unique=False)

    op.create_table(
        "allocations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("order_line_id", sa.Integer(), nullable=False),
        sa.Column("quant_id", sa.Integer(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.CheckConstraint("quantity >= 0", name=op.f("ck_allocations_quantity")),
        sa.ForeignKeyConstraint(
            ["order_line_id"], ["order_lines.id"], name=op.f("fk_allocations_order_line_id_order_lines")
        ),
        sa.ForeignKeyConstraint(["quant_id"], ["quants.id"], name=op.f("fk_allocations_quant_id_quants")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_allocations")),
    )
    with op.batch_alter_table("allocations", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_allocations_order_line_id"), ["order_line_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_allocations_quant_id"), ["quant_id"], unique=False)

    op.create_table(
        "approvals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("work_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("params", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["asked_by"], ["people.id"], name=op.f("fk_approvals_asked_by_people")),
        sa.ForeignKeyConstraint(["decided_by"], ["people.id"], name=op.f("fk_approvals_decided_by_people")),
        sa.ForeignKeyConstraint(["work_id"], ["works.id"], name=op.f("fk_approvals_work_id_works")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approvals")),
    )
    with op.batch_alter_table("approvals", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_approvals_state"), ["state"], unique=False)
        batch_op.create_index(batch_op.f("ix_approvals_work_id"), ["work_id"], unique=False)
        batch_op.create_index(
            "uq_approvals_live",
            ["work_id", "kind", "key"],
            unique=True,
            sqlite_where=sa.text("state IN ('open', 'approved', 'refused')"),
            postgresql_where=sa.text("state IN ('open', 'approved', 'refused')"),
        )

    op.create_table(
        "claims",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("work_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_claims_person_id_people")),
        sa.ForeignKeyConstraint(["work_id"], ["works.id"], name=op.f("fk_claims_work_id_works")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claims")),
    )
    with op.batch_alter_table("claims", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_claims_ended_at"), ["ended_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_claims_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_claims_work_id"), ["work_id"], unique=False)

    op.create_table(
        "foreign_goods",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("scanned", sa.String(), nullable=False),
        sa.Column("sku_id", sa.Integer(), nullable=True),
        sa.Column("belongs", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("solved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("solved_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_foreign_goods_person_id_people")),
        sa.ForeignKeyConstraint(["session_id"], ["works.id"], name=op.f("fk_foreign_goods_session_id_works")),
        sa.ForeignKeyConstraint(["sku_id"], ["skus.id"], name=op.f("fk_foreign_goods_sku_id_skus")),
        sa.ForeignKeyConstraint(["solved_by"], ["people.id"], name=op.f("fk_foreign_goods_solved_by_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_foreign_goods")),
    )
    with op.batch_alter_table("foreign_goods", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_foreign_goods_session_id"), ["session_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_foreign_goods_solved_at"), ["solved_at"], unique=False)

    op.create_table(
        "handovers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("load_id", sa.Integer(), nullable=False),
        sa.Column("driver", sa.String(), nullable=False),
        sa.Column("plate", sa.String(), nullable=False),
        sa.Column("signature", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("parcels", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["load_id"], ["works.id"], name=op.f("fk_handovers_load_id_works")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_handovers_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handovers")),
        sa.UniqueConstraint("load_id", name=op.f("uq_handovers_load_id")),
    )
    op.create_table(
        "moves",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("sku_id", sa.Integer(), nullable=False),
        sa.Column("lot_id", sa.Integer(), nullable=True),
        sa.Column("from_id", sa.Integer(), nullable=False),
        sa.Column("to_id", sa.Integer(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("work_id", sa.Integer(), nullable=True),
        sa.Column("order_line_id", sa.Integer(), nullable=True),
        sa.Column("serial", sa.String(), nullable=True),
        sa.CheckConstraint("from_id <> to_id", name=op.f("ck_moves_places")),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_moves_quantity")),
        sa.ForeignKeyConstraint(
            ["from_id"], ["places.id"], name=op.f("fk_moves_from_id_places"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["lot_id"], ["lots.id"], name=op.f("fk_moves_lot_id_lots"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["order_line_id"],
            ["order_lines.id"],
            name=op.f("fk_moves_order_line_id_order_lines"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_moves_person_id_people"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["sku_id"], ["skus.id"], name=op.f("fk_moves_sku_id_skus"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["to_id"], ["places.id"], name=op.f("fk_moves_to_id_places"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["work_id"], ["works.id"], name=op.f("fk_moves_work_id_works"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_moves")),
    )
    with op.batch_alter_table("moves", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_moves_sku_id"), ["sku_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_moves_work_id"), ["work_id"], unique=False)

    op.create_table(
        "pack_totes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("tote_id", sa.Integer(), nullable=False),
        sa.Column("scanned", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["session_id"], ["works.id"], name=op.f("fk_pack_totes_session_id_works")),
        sa.ForeignKeyConstraint(["tote_id"], ["places.id"], name=op.f("fk_pack_totes_tote_id_places")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pack_totes")),
    )
    with op.batch_alter_table("pack_totes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_pack_totes_session_id"), ["session_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_pack_totes_tote_id"), ["tote_id"], unique=False)

    op.create_table(
        "parcels",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("carton_id", sa.Integer(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("full", sa.Boolean(), nullable=False),
        sa.Column("counting", sa.Integer(), nullable=True),
        sa.Column("weighings", sa.Integer(), nullable=False),
        sa.Column("acknowledged", sa.JSON(), nullable=False),
        sa.Column("weight_g", sa.Integer(), nullable=True),
        sa.Column("sscc", sa.String(), nullable=True),
        sa.Column("carrier", sa.String(), nullable=False),
        sa.Column("load_id", sa.Integer(), nullable=True),
        sa.Column("loaded_by", sa.Integer(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["carton_id"], ["carton_types.id"], name=op.f("fk_parcels_carton_id_carton_types")
        ),
        sa.ForeignKeyConstraint(["load_id"], ["works.id"], name=op.f("fk_parcels_load_id_works")),
        sa.ForeignKeyConstraint(["loaded_by"], ["people.id"], name=op.f("fk_parcels_loaded_by_people")),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_parcels_order_id_orders")),
        sa.ForeignKeyConstraint(["place_id"], ["places.id"], name=op.f("fk_parcels_place_id_places")),
        sa.ForeignKeyConstraint(["session_id"], ["works.id"], name=op.f("fk_parcels_session_id_works")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_parcels")),
        sa.UniqueConstraint("place_id", name=op.f("uq_parcels_place_id")),
        sa.UniqueConstraint("sscc", name=op.f("uq_parcels_sscc")),
    )
    with op.batch_alter_table("parcels", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_parcels_load_id"), ["load_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_parcels_order_id"), ["order_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_parcels_session_id"), ["session_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_parcels_state"), ["state"], unique=False)

    op.create_table(
        "receipts",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("work_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("device", sa.String(), nullable=False),
        sa.Column("scan", sa.String(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("accepted", sa.Boolean(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("params", sa.JSON(), nullable=False),
        sa.Column("undo", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("undone", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_receipts_person_id_people")),
        sa.ForeignKeyConstraint(["work_id"], ["works.id"], name=op.f("fk_receipts_work_id_works")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_receipts")),
        sa.UniqueConstraint("id", name=op.f("uq_receipts_id")),
    )
    with op.batch_alter_table("receipts", schema=None) as batch_op:
        batch_op.create_index("ix_receipts_person", ["person_id", "at"], unique=False)
        batch_op.create_index("ix_receipts_work", ["work_id", "seq"], unique=False)

    op.create_table(
        "task_totes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("tote_id", sa.Integer(), nullable=True),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("found_at", sa.String(), nullable=False),
        sa.Column("wanted", sa.Boolean(), nullable=False),
        sa.Column("full", sa.Boolean(), nullable=False),
        sa.Column("cancelled", sa.Boolean(), nullable=False),
        sa.Column("told", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_task_totes_order_id_orders")),
        sa.ForeignKeyConstraint(["task_id"], ["works.id"], name=op.f("fk_task_totes_task_id_works")),
        sa.ForeignKeyConstraint(["tote_id"], ["places.id"], name=op.f("fk_task_totes_tote_id_places")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task_totes")),
    )
    with op.batch_alter_table("task_totes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_task_totes_order_id"), ["order_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_task_totes_task_id"), ["task_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_task_totes_tote_id"), ["tote_id"], unique=False)

    op.create_table(
        "parcel_labels",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("parcel_id", sa.Integer(), nullable=False),
        sa.Column("sscc", sa.String(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["parcel_id"], ["parcels.id"], name=op.f("fk_parcel_labels_parcel_id_parcels")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_parcel_labels")),
        sa.UniqueConstraint("sscc", name=op.f("uq_parcel_labels_sscc")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("parcel_labels", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_parcel_labels_parcel_id"), ["parcel_id"], unique=False)

    op.create_table(
        "parcel_lines",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("order_line_id", sa.Integer(), nullable=False),
        sa.Column("parcel_id", sa.Integer(), nullable=False),
        sa.Column("sku_id", sa.Integer(), nullable=False),
        sa.Column("lot_id", sa.Integer(), nullable=True),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.CheckConstraint("quantity >= 0", name=op.f("ck_parcel_lines_quantity")),
        sa.ForeignKeyConstraint(["lot_id"], ["lots.id"], name=op.f("fk_parcel_lines_lot_id_lots")),
        sa.ForeignKeyConstraint(
            ["order_line_id"], ["order_lines.id"], name=op.f("fk_parcel_lines_order_line_id_order_lines")
        ),
        sa.ForeignKeyConstraint(
            ["parcel_id"], ["parcels.id"], name=op.f("fk_parcel_lines_parcel_id_parcels")
        ),
        sa.ForeignKeyConstraint(["sku_id"], ["skus.id"], name=op.f("fk_parcel_lines_sku_id_skus")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_parcel_lines")),
    )
    with op.batch_alter_table("parcel_lines", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_parcel_lines_order_line_id"), ["order_line_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_parcel_lines_parcel_id"), ["parcel_id"], unique=False)

    op.create_table(
        "pick_lines",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("order_line_id", sa.Integer(), nullable=False),
        sa.Column("allocation_id", sa.Integer(), nullable=True),
        sa.Column("sku_id", sa.Integer(), nullable=False),
        sa.Column("lot_id", sa.Integer(), nullable=True),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("says", sa.JSON(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("counted", sa.Integer(), nullable=False),
        sa.Column("missing", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("lot_ok", sa.Boolean(), nullable=False),
        sa.Column("in_tote", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "counted >= 0 AND missing >= 0 AND counted + missing <= quantity",
            name=op.f("ck_pick_lines_units"),
        ),
        sa.ForeignKeyConstraint(
            ["allocation_id"], ["allocations.id"], name=op.f("fk_pick_lines_allocation_id_allocations")
        ),
        sa.ForeignKeyConstraint(["lot_id"], ["lots.id"], name=op.f("fk_pick_lines_lot_id_lots")),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_pick_lines_order_id_orders")),
        sa.ForeignKeyConstraint(
            ["order_line_id"], ["order_lines.id"], name=op.f("fk_pick_lines_order_line_id_order_lines")
        ),
        sa.ForeignKeyConstraint(["place_id"], ["places.id"], name=op.f("fk_pick_lines_place_id_places")),
        sa.ForeignKeyConstraint(["sku_id"], ["skus.id"], name=op.f("fk_pick_lines_sku_id_skus")),
        sa.ForeignKeyConstraint(["task_id"], ["works.id"], name=op.f("fk_pick_lines_task_id_works")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pick_lines")),
    )
    with op.batch_alter_table("pick_lines", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_pick_lines_order_id"), ["order_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_pick_lines_order_line_id"), ["order_line_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_pick_lines_task_id"), ["task_id"], unique=False)

    op.create_table(
        "label_prints",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("label_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["label_id"], ["parcel_labels.id"], name=op.f("fk_label_prints_label_id_parcel_labels")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_label_prints_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_label_prints")),
    )
    with op.batch_alter_table("label_prints", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_label_prints_label_id"), ["label_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("label_prints", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_label_prints_label_id"))

    op.drop_table("label_prints")
    with op.batch_alter_table("pick_lines", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_pick_lines_task_id"))
        batch_op.drop_index(batch_op.f("ix_pick_lines_order_line_id"))
        batch_op.drop_index(batch_op.f("ix_pick_lines_order_id"))

    op.drop_table("pick_lines")
    with op.batch_alter_table("parcel_lines", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_parcel_lines_parcel_id"))
        batch_op.drop_index(batch_op.f("ix_parcel_lines_order_line_id"))

    op.drop_table("parcel_lines")
    with op.batch_alter_table("parcel_labels", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_parcel_labels_parcel_id"))

    op.drop_table("parcel_labels")
    with op.batch_alter_table("task_totes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_task_totes_tote_id"))
        batch_op.drop_index(batch_op.f("ix_task_totes_task_id"))
        batch_op.drop_index(batch_op.f("ix_task_totes_order_id"))

    op.drop_table("task_totes")
    with op.batch_alter_table("receipts", schema=None) as batch_op:
        batch_op.drop_index("ix_receipts_work")
        batch_op.drop_index("ix_receipts_person")

    op.drop_table("receipts")
    with op.batch_alter_table("parcels", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_parcels_state"))
        batch_op.drop_index(batch_op.f("ix_parcels_session_id"))
        batch_op.drop_index(batch_op.f("ix_parcels_order_id"))
        batch_op.drop_index(batch_op.f("ix_parcels_load_id"))

    op.drop_table("parcels")
    with op.batch_alter_table("pack_totes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_pack_totes_tote_id"))
        batch_op.drop_index(batch_op.f("ix_pack_totes_session_id"))

    op.drop_table("pack_totes")
    with op.batch_alter_table("moves", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_moves_work_id"))
        batch_op.drop_index(batch_op.f("ix_moves_sku_id"))

    op.drop_table("moves")
    op.drop_table("handovers")
    with op.batch_alter_table("foreign_goods", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_foreign_goods_solved_at"))
        batch_op.drop_index(batch_op.f("ix_foreign_goods_session_id"))

    op.drop_table("foreign_goods")
    with op.batch_alter_table("claims", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_claims_work_id"))
        batch_op.drop_index(batch_op.f("ix_claims_person_id"))
        batch_op.drop_index(batch_op.f("ix_claims_ended_at"))

    op.drop_table("claims")
    with op.batch_alter_table("approvals", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_approvals_live",
            sqlite_where=sa.text("state IN ('open', 'approved', 'refused')"),
            postgresql_where=sa.text("state IN ('open', 'approved', 'refused')"),
        )
        batch_op.drop_index(batch_op.f("ix_approvals_work_id"))
        batch_op.drop_index(batch_op.f("ix_approvals_state"))

    op.drop_table("approvals")
    with op.batch_alter_table("allocations", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_allocations_quant_id"))
        batch_op.drop_index(batch_op.f("ix_allocations_order_line_id"))

    op.drop_table("allocations")
    with op.batch_alter_table("alerts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_alerts_solved_at"))

    op.drop_table("alerts")
    with op.batch_alter_table("works", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_works_wave_id"))
        batch_op.drop_index(batch_op.f("ix_works_source_id"))
        batch_op.drop_index("ix_works_queue")
        batch_op.drop_index(batch_op.f("ix_works_person_id"))
        batch_op.drop_index(batch_op.f("ix_works_order_id"))

    op.drop_table("works")
    with op.batch_alter_table("quants", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_quants_sku_id"))

    op.drop_table("quants")
    with op.batch_alter_table("order_lines", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_order_lines_order_id"))

    op.drop_table("order_lines")
    with op.batch_alter_table("holds", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_holds_order_id"))

    op.drop_table("holds")
    op.drop_table("sign_ins")
    with op.batch_alter_table("serials", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_serials_place_id"))
        batch_op.drop_index(batch_op.f("ix_serials_code"))

    op.drop_table("serials")
    with op.batch_alter_table("orders", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_orders_wave_id"))
        batch_op.drop_index("ix_orders_queue")

    op.drop_table("orders")
    op.drop_table("lots")
    op.drop_table("carrier_rules")
    with op.batch_alter_table("barcodes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_barcodes_sku_id"))
        batch_op.drop_index(batch_op.f("ix_barcodes_key"))

    op.drop_table("barcodes")
    op.drop_table("webhooks")
    with op.batch_alter_table("waves", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_waves_status"))

    op.drop_table("waves")
    op.drop_table("warehouse")
    op.drop_table("skus")
    with op.batch_alter_table("places", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_places_kind"))

    op.drop_table("places")
    op.drop_table("people")
    op.drop_table("outbox")
    op.drop_table("lockouts")
    with op.batch_alter_table("events", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_events_order_id"))

    op.drop_table("events")
    op.drop_table("carton_types")
    op.drop_table("carriers")
    op.drop_table("api_tokens")
