"""Puts the application together: its services, the kinds of work and the endpoints."""

import pkgutil
from dataclasses import dataclass
from importlib import import_module

from flask import Flask

import floor
from floor.core.background import Background
from floor.core.database import Database
from floor.core.seals import seal_of
from floor.core.settings import Settings
from floor.core.transaction import SYSTEM
from floor.core.writer import Writer
from floor.counting.counting import Counting
from floor.counting.plan import CountPlanner
from floor.devices.camera.pool import CameraPool
from floor.dispatch.loading import Loading
from floor.integration.mail.fetching import FetchMails
from floor.integration.mail.sending import MailSender
from floor.integration.messages import TakeMessages
from floor.integration.neighbours import Neighbours
from floor.integration.outbox import Publisher
from floor.integration.webhook_delivery import WebhookDelivery
from floor.orders.sheets.files import ForgetFiles
from floor.packing.packing import Packing
from floor.picking.picking import Picking
from floor.planning.waiting import StockForWaiting
from floor.printing.sender import PrintSender
from floor.putaway.assembling import Assembling
from floor.putaway.left_over import PutAwayLeftOver
from floor.putaway.moving import Moving
from floor.putaway.putaway import PutAway
from floor.putaway.replenishing import Replenishing
from floor.putaway.sweep import FillFaces
from floor.receiving.receiving import Receiving
from floor.server.arrival import LARGEST_BODY
from floor.supervision.stock_watch import StockWatch
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


# as they stand on the home page: first what most people do all day
register(
    Picking(), Packing(), Loading(), Receiving(), PutAway(), Replenishing(), Moving(), Assembling(),
    Counting(),
)  # fmt: skip
_import_endpoints()

LARGEST_FORM_FIELD = 256 * 1024  # more than is read at once, or no file could come with a form


@dataclass(frozen=True)
class Application:
    """The services of one process (see `core.services.Services`) and its background threads; `rounds` are those that
    nobody wakes.

    Nothing is published before `start`; tests drain the outbox themselves.
    """

    settings: Settings
    database: Database
    writer: Writer
    publisher: Publisher
    neighbours: Neighbours | None
    webhooks: WebhookDelivery
    mail: MailSender
    printing: PrintSender
    waiting: StockForWaiting
    messages: TakeMessages
    rounds: tuple[Background, ...]
    live: Live
    camera: CameraPool

    @property
    def _background(self) -> tuple[Background | Neighbours, ...]:
        """What goes on beside answering, in the order in which it begins."""
        listening = (self.neighbours,) if self.neighbours else ()
        return (
            *listening,
            self.publisher,
            self.webhooks,
            self.mail,
            self.printing,
            self.waiting,
            self.messages,
            *self.rounds,
        )

    def start(self) -> None:
        for each in self._background:
            each.start()

    def stop(self) -> None:
        for each in reversed(self._background):
            each.stop()
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
    mail = MailSender(writer, settings.mail_networks, seal_of(settings))
    printing = PrintSender(writer, settings.printer_networks)

    def published() -> None:
        webhooks.wake()
        mail.wake()
        printing.wake()

    waiting = StockForWaiting(writer)
    publisher = Publisher(writer, live, published, waiting.wake)
    writer.committed = publisher.wake
    neighbours = Neighbours(settings.redis_url, publisher) if settings.redis_url else None
    left_over, messages = PutAwayLeftOver(writer), TakeMessages(writer)
    mailboxes = FetchMails(writer, settings.mail_networks, seal_of(settings))
    rounds = (
        StockWatch(writer),
        ForgetFiles(writer),
        FillFaces(writer),
        left_over,
        CountPlanner(writer),
        mailboxes,
    )
    return Application(
        settings, database, writer, publisher, neighbours, webhooks, mail, printing, waiting, messages, rounds,
        live, CameraPool(),
    )  # fmt: skip
