"""The search in the header of the desk."""

from flask import redirect
from werkzeug.wrappers import Response

from floor.supervision.search import search
from floor.web.access import SUPERVISORS, current_services
from floor.web.blueprints import pages
from floor.web.drawing import asked, drawn
from floor.web.endpoint import page

EACH = 10  # hits of a kind


@page(pages, "GET", "/desk/search", roles=SUPERVISORS)
def found() -> str | Response:
    """All that has this number, name or code; what is the only one opens at once."""
    text = asked("q")
    with current_services().database.reading() as session:
        hits = search(session, text, EACH) if text else {}
    if sum(map(len, hits.values())) == 1:
        return redirect(next(iter(hits.values()))[0].href)
    return drawn("supervision/search.html", text=text, hits=hits, most=EACH)
