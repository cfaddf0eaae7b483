"""Desk: the checks that every order goes through, set and tried."""

from flask import request

from floor.orders import refused_addresses_api
from floor.orders.check_trials import try_check
from floor.orders.checks_api import states
from floor.web.access import SUPERVISORS, current_services
from floor.web.blueprints import pages
from floor.web.drawing import drawn
from floor.web.endpoint import page
from models.order_checks import SEVERITIES
from models.people import ROLES


@page(pages, "GET", "/desk/checks", roles=SUPERVISORS)
def checks() -> str:
    """All checks; with `try` what the one of this code would find in the newest orders."""
    tried = request.args.get("try", "")
    with current_services().database.reading() as session:
        known = states(session)
        trial = try_check(session, tried) if any(each["code"] == tried for each in known) else None
        return drawn(
            "supervision/checks.html",
            checks=known,
            severities=SEVERITIES,
            roles=ROLES,
            tried=tried,
            trial=trial,
        )


@page(pages, "GET", "/desk/refused-addresses", roles=SUPERVISORS)
def refused_addresses() -> str:
    return drawn("supervision/refused_addresses.html", **refused_addresses_api.listed())
