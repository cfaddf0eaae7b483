"""Puts the application together: its services, the kinds of work and the endpoints."""

import pkgutil
from dataclasses import dataclass
from importlib import import_module

from flask import Flask

import floor
from floor.camera.pool import CameraPool
from floor.core.database import Database
from floor.core.seals import seal_of
from floor.core.settings import Settings
from floor.core.transaction import SYSTEM
from floor.core.writer import Writer
from floor.dispatch.loading import Loading
from floor.integration.neighbours import Neighbours
from floor.integration.outbox import Publisher
from floor.integration.webhook_delivery import WebhookDelivery
from floor.packing.packing import Packing
from floor.picking.picking import Picking
from floor.printing.sender import PrintSender
from floor.putaway.putaway import PutAway
from floor.server.arrival import LARGEST_BODY
from floor.web import headers, problems, static_files
from floor.web.blueprints import api, pages
from floor.web.context import page_context
from floor.web.live import Live
from floor.web.url_converters import IdConverter, NameConverter, SsccConverter
from floor.work.alerts import name_refused_page
from floor.work.kinds import KINDS, register


def _import_endpoints() -> None:
    """Imports every `api.py` and `pages.py` (also `…_api.py`, `…_pages.py`), which register their own endpoints."""
    for module in pkgutil.walk_packages(floor.__path__, "floor."):
        if module.name.rpartition(".")[2].rpartition("_")[2] in ("api", "pages"):
            import_module(module.name)


register(Picking(), Packing(), Loading(), PutAway())
_import_endpoints()

LARGEST_FORM_FIELD = 256 * 1024  # more than is read at once, or no file could come with a form


@dataclass(frozen=True)
class Application:
    """The services of one process (see `core.services.Services`) and its background threads.

    Nothing is published before `start`; tests drain the outbox themselves.
    """

    settings: Settings
    database: Database
    writer: Writer
    publisher: Publisher
    neighbours: Neighbours | None
    webhooks: WebhookDelivery
    printing: PrintSender
    live: Live
    camera: CameraPool

    def start(self) -> None:
        self.publisher.start()
        if self.neighbours:
            self.neighbours.start()
        self.webhooks.start()
        self.printing.start()

    def stop(self) -> None:
        self.printing.stop()
        self.webhooks.stop()
        self.publisher.stop()
        if self.neighbours:
            self.neighbours.stop()
        self.camera.stop()
        self.live.stop()
        self.database.close()


def create_app(settings: Settings | None = None) -> Flask:
    """The WSGI application on the database of `settings` (default: of the environment), whose tables exist."""
    settings = settings or Settings.from_environment()
    app = Flask("floor", template_folder="../templates", static_folder=None)
    app.config.update(MAX_CONTENT_LENGTH=LARGEST_BODY, MAX_FORM_MEMORY_SIZE=LARGEST_FORM_FIELD)
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    app.extensions["floor"] = put_together(app, settings)
    app.url_map.converters.update(id=IdConverter, name=NameConverter, sscc=SsccConverter)
    static_files.register(app, stations=[f"/{name}" for name in KINDS])
    app.register_blueprint(api)
    app.register_blueprint(pages)
    app.context_processor(page_context)
    headers.register(app)
    problems.register(app)
    return app


def put_together(app: Flask, settings: Settings) -> Application:
    """What works behind the pages of `app`, on the database of `settings`; nothing of it is started."""
    database = Database(settings.database_url)
    live, writer = Live(app, settings, database), Writer(database)

    def refused(origin: str, address: str) -> None:
        writer.perform(SYSTEM, name_refused_page, origin, address)

    live.refused = refused
    webhooks = WebhookDelivery(writer, settings.webhook_networks, seal_of(settings))
    printing = PrintSender(writer, settings.printer_networks)

    def published() -> None:
        webhooks.wake()
        printing.wake()

    publisher = Publisher(writer, live, published)
    writer.committed = publisher.wake
    neighbours = Neighbours(settings.redis_url, publisher) if settings.redis_url else None
    return Application(
        settings, database, writer, publisher, neighbours, webhooks, printing, live, CameraPool()
    )
