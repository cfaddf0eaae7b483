"""With which HTTP status a refusal is answered."""

# A refusal is a conflict with the state of things unless it stands here or ends in .not_found.
_OTHERS = {
    400: (
        "request.malformed",
    ),
    401: (
        "auth.needed",
        "device.revoked",
        "login.wrong_pin",
        "reader.bad_signature",
        "shop.bad_signature",
    ),
    403: (
        "adjustment.own",
        "approval.own", "approval.supervisor_only",
        "auth.csrf", "auth.role",
        "count.own",
        "person.admins_only",
        "photo.not_yours",
        "work.role",
    ),
    404: (
        "approval.no_such_line",
        "barcode.scan_not_found",
        "count.no_such_line", "count.no_stock_take",
        "help.no_such_line",
        "label.none", "label.unknown", "label.unknown_kind",
        "list.unknown",
        "mail.no_mailbox", "order.not_refused",
        "load.unknown_carrier", "load.unknown_dock",
        "parcel.unknown",
        "photo.no_scan",
        "printer.job_not_found",
        "reader.no_proposal", "reader.unknown_tote",
        "receive.unknown_receipt",
        "scan.half_label", "scan.unknown", "scan.waybill",
        "trace.unknown",
    ),
    410: (
        "device.code_over",
        "message.content_gone",
        "parcel.void_label",
    ),
    412: (
        "order.stale",
    ),
    413: (
        "goods.picture_too_large", "goods.picture_too_many_pixels",
        "picture.too_many_bytes", "picture.too_many_pixels",
        "reader.too_large",
        "message.too_large",
        "sheet.too_large", "sheet.too_many_bytes", "sheet.too_many_cells", "sheet.too_many_rows",
    ),
    415: (
        "picture.not_a_picture",
        "request.content_type",
    ),
    422: (
        "adjustment.bad_units", "adjustment.lot_missing", "adjustment.reason_missing",
        "barcode.bad_check_digit", "barcode.bad_factor", "barcode.house_code", "barcode.not_of_goods",
        "barcode.too_long", "barcode.typed", "barcode.unreadable",
        "check.bad_hours", "check.bad_most",
        "count.bad_quantity", "count.no_bins", "count.say_what", "count.say_which", "count.unknown_lot",
        "count.unknown_place", "count.unknown_sku",
        "device.name_long", "device.name_missing", "device.wrong_code",
        "document.signature_empty", "document.signature_too_large", "document.signature_unreadable",
        "edi.broken", "edi.counts",
        "file.empty", "file.missing_columns", "file.not_csv", "file.other_separator", "file.repeated_columns",
        "goods.no_picture", "goods.picture_unreadable",
        "kit.named_twice", "kit.of_itself", "kit.too_many", "kit.unknown_sku",
        "label.bad_code", "label.choose", "label.one_only", "label.paper_too_small", "label.too_many",
        "list.nothing_ticked",
        "load.driver_missing", "load.plate_missing", "load.reason_missing",
        "mail.bad_address", "mail.bad_sender", "mail.empty", "mail.forbidden", "mail.lone_brace", "mail.not_secure",
        "mail.no_password", "mail.too_long", "mail.unknown_event", "mail.unknown_language", "mail.unknown_variable",
        "order.cannot_correct", "order.refuse_nobody",
        "picture.broken", "picture.too_slow", "picture.unreadable",
        "printer.bad_address", "printer.forbidden", "printer.reason_missing", "printer.unknown_station",
        "profile.digits", "profile.separator", "profile.too_long", "profile.too_many",
        "quarantine.names_nothing", "quarantine.reason_missing",
        "reader.clock_ahead", "reader.no_payload",
        "receipt.file_too_large", "receipt.file_without_rows", "receipt.name_missing",
        "request.invalid", "request.unusable",
        "scan.bad_id", "scan.bad_quantity", "scan.id_reused", "scan.too_long", "scan.unreadable",
        "sheet.empty", "sheet.locked", "sheet.needs_column", "sheet.no_channel", "sheet.no_columns",
        "sheet.no_file", "sheet.no_header", "sheet.no_such_column", "sheet.one_of_both",
        "sheet.too_many_columns", "sheet.unknown_encoding", "sheet.unreadable_workbook",
        "stock.delivery_of_several", "stock.lot_of_several", "stock.unknown_delivery", "stock.unknown_lot",
        "stock.unknown_place", "stock.unknown_sku",
        "wave.mode_not_built",
        "weighed.bad_check", "weighed.bad_decimals", "weighed.bad_digits", "weighed.bad_prefix",
        "work.unknown_kind",
    ),
    429: (
        "device.codes_wait",
        "login.locked",
        "picture.busy",
    ),
    503: (
        "server.wrong_seal",
    ),
}  # fmt: skip
_STATUS = {code: status for status, codes in _OTHERS.items() for code in codes}


def status_of(code: str) -> int:
    """The status for a refusal's code."""
    return _STATUS.get(code) or (404 if code.endswith(".not_found") else 409)
