"""`floor reader …`: radio readers, and the process that listens to one which speaks LLRP."""

import logging
import signal

import click
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from floor.cli.installation import installation
from floor.core.hosts import host_and_port
from floor.core.seals import seal_of
from floor.radio import readers
from floor.radio.llrp_client import ReaderClient
from floor.radio.sender import Sender
from floor.server import addresses
from floor.server.tls import authority_path
from models import Reader, Refused
from models.radio import READER_KINDS


@click.group()
def reader() -> None:
    """Radio readers at dock doors, in tunnels and at bins."""


@reader.command(name="add")
@click.argument("name")
@click.option("--kind", required=True, type=click.Choice(READER_KINDS))
@click.option("--place", default="", help="the dock of a door, the bin of a count")
@click.option("--address", default="", help="HOST:PORT of a reader that speaks LLRP, for reader run")
@click.option("--weakest-dbm", type=click.IntRange(-100, 0), help="reads weaker than this are from elsewhere")
def add_reader(name: str, kind: str, place: str, address: str, weakest_dbm: int | None) -> None:
    """Add a reader; prints the secret that signs what it sends."""
    with installation() as floor:
        seal = seal_of(floor.settings)
        made = floor.do(readers.add_reader, seal, name, kind, place, address, weakest_dbm)
        click.echo(seal.open(made.secret))


@reader.command(name="remove")
@click.argument("name")
def remove_reader(name: str) -> None:
    """Take a reader away, with all that passed it."""
    with installation() as floor:
        floor.do(readers.remove_reader, name)


@reader.command(name="list")
def list_readers() -> None:
    """Show the readers, and when each was last heard."""
    with installation() as floor, floor.writer.database.reading() as session:
        for row in session.scalars(select(Reader).options(joinedload(Reader.place)).order_by(Reader.name)):
            place = row.place.code if row.place else "-"
            heard = row.seen_at.isoformat(timespec="seconds") if row.seen_at else "never heard"
            click.echo(f"{row.name}: {row.kind} {place} {row.address or '-'} {heard}")


@reader.command(name="run")
@click.argument("name")
@click.option("--server", help="address of the server; else the one on this machine")
def run_reader(name: str, server: str | None) -> None:
    """Listen to a reader by LLRP, and hand on what it reads, until interrupted."""
    with installation() as floor:
        with floor.writer.database.reading() as session:
            there = readers.find_reader(session, name)
            address, secret = there.address, seal_of(floor.settings).open(there.secret)
        at = host_and_port(address)
        if at is None:
            raise Refused("reader.no_address", reader=name)
        trust = authority_path(floor.settings.home) if floor.settings.tls and not server else None
        server = server or addresses.local(floor.settings)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    sender = Sender(server, name, secret, trust)
    sender.start()
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # what waits is sent before the end
    try:
        ReaderClient(*at, sender.put).run()
    except KeyboardInterrupt:
        sender.stop()
