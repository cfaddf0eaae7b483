"""The house put together: settings, database, the door to writes, and the doors for people and programs."""

import pkgutil
from dataclasses import dataclass
from importlib import import_module

from flask import Flask, Response, g, request

import floor
from floor.camera.pool import Eyes
from floor.core.database import Database
from floor.core.settings import Settings
from floor.core.writer import Door
from floor.integration.outbox import Publisher
from floor.integration.webhook_delivery import Deliverer
from floor.printing.sender import Printing
from floor.web import problems, static_files
from floor.web.access import BROWSER_COOKIE
from floor.web.blueprints import api, pages
from floor.web.context import page_context
from floor.web.headers import HEADERS, SECURE_HEADERS
from floor.web.live import Live
from floor.web.url_converters import IdConverter, NameConverter, SsccConverter


def _import_endpoints() -> None:
    """Imports every `api.py` and `pages.py` (also `…_api.py`, `…_pages.py`), which register their own endpoints."""
    for module in pkgutil.walk_packages(floor.__path__, "floor."):
        if module.name.rpartition(".")[2].rpartition("_")[2] in ("api", "pages"):
            import_module(module.name)


_import_endpoints()

LARGEST_BODY = 16 * 1024 * 1024  # a thousand orders with many lines, and a signature
LARGEST_FORM_FIELD = 256 * 1024  # more than is read at once, or no file could come with a form


@dataclass(frozen=True)
class Floor:
    """What every door needs. Nothing is published before `start`; tests drain the outbox themselves."""

    settings: Settings
    database: Database
    door: Door
    publisher: Publisher
    webhooks: Deliverer
    printing: Printing
    live: Live
    eyes: Eyes

    def start(self) -> None:
        self.publisher.start()
        self.webhooks.start()
        self.printing.start()

    def stop(self) -> None:
        self.printing.stop()
        self.webhooks.stop()
        self.publisher.stop()
        self.eyes.stop()
        self.live.close_all()
        self.database.close()


def create_app(settings: Settings | None = None) -> Flask:
    """The WSGI application on the database of `settings` (default: of the environment), whose tables exist."""
    settings = settings or Settings.from_environment()
    app = Flask("floor", template_folder="../templates", static_folder=None)
    app.config.update(MAX_CONTENT_LENGTH=LARGEST_BODY, MAX_FORM_MEMORY_SIZE=LARGEST_FORM_FIELD)
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    app.extensions["floor"] = _put_together(app, settings)
    app.url_map.converters.update(id=IdConverter, name=NameConverter, sscc=SsccConverter)
    static_files.register(app)
    app.register_blueprint(api)
    app.register_blueprint(pages)
    app.context_processor(page_context)
    app.after_request(_protect)
    problems.register(app)
    return app


def _put_together(app: Flask, settings: Settings) -> Floor:
    database = Database(settings.database_url)
    live, door = Live(app, settings, database), Door(database)
    webhooks, printing = Deliverer(door), Printing(door)

    def published() -> None:
        webhooks.wake()
        printing.wake()

    publisher = Publisher(door, live.emit, published=published, after_drain=live.sweep)
    door.committed = publisher.wake
    return Floor(settings, database, door, publisher, webhooks, printing, live, Eyes())


def _protect(response: Response) -> Response:
    for name, value in (HEADERS | SECURE_HEADERS if request.is_secure else HEADERS).items():
        response.headers.setdefault(name, value)
    if request.endpoint != "static":
        response.headers.setdefault("Cache-Control", "no-store")
    if "browser" in g and BROWSER_COOKIE not in request.cookies:
        response.set_cookie(
            BROWSER_COOKIE, g.browser, 365 * 86400, httponly=True, samesite="Lax", secure=request.is_secure
        )
    return response
