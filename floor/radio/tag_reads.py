"""Tag reads of fixed readers: one row for each tag that came by, however often it was read."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select

from floor.core.chunks import parts
from floor.core.transaction import Transaction
from floor.radio.readers import find_reader
from models import Reader, Refused, TagPass
from models.radio import TOO_EARLY, TOO_LATE, Sighting, sightings
from scanners.tags import TagRead, identity


@dataclass(slots=True)
class Heard:
    """What became of the reads of one message of `reader`, each counted once, and the passes that they began or
    prolonged.

    late: too old to act on; weak: from somewhere else; ignored: nothing that this kind of reader looks for;
    known: sent before.
    """

    reader: Reader
    reads: int = 0
    late: int = 0
    weak: int = 0
    ignored: int = 0
    known: int = 0
    tags: int = 0
    began: int = 0
    passes: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Named:
    tag: str
    sscc: str | None
    gtin: str | None
    count: int | None


def hear(tx: Transaction, name: str, reads: Sequence[TagRead]) -> Heard:
    """Keeps the passes that the reads of one message began or prolonged. Raises `Refused`: reader.not_found;
    reader.clock_ahead for reads from the future, of which none is kept, as nobody knows when any of them was made."""
    reader = find_reader(tx.db, name, lock=True)
    newest = max((read.at for read in reads if read.at), default=tx.now)
    if newest > tx.now + TOO_EARLY:
        raise Refused("reader.clock_ahead", reader=name, sent=_clock(newest), now=_clock(tx.now))
    heard = Heard(reader, reads=len(reads))
    names: dict[str, _Named | None] = {}
    seen: list[Sighting] = []
    for read in reads:
        if read.epc not in names:
            names[read.epc] = _identity(reader, read.epc)
        named, at = names[read.epc], min(read.at or tx.now, tx.now)
        if at < tx.now - TOO_LATE:
            heard.late += 1
        elif not reader.hears(read.rssi):
            heard.weak += 1
        elif named is None:
            heard.ignored += 1
        else:
            seen.append(Sighting(named.tag, at, at, read.antenna, read.rssi, read.count))
    _keep(tx, reader, seen, {named.tag: named for named in names.values() if named}, heard)
    reader.seen_at = tx.now
    return heard


def _clock(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")


def _identity(reader: Reader, said: str) -> _Named | None:
    """Who the tag is, where this kind of reader looks for such: parcels at a door, units of goods elsewhere."""
    scan = identity(said)
    if scan is None or scan.epc is None or not (scan.sscc if reader.kind == "door" else scan.gtin):
        return None
    return _Named(scan.epc, scan.sscc, scan.gtin, scan.count)


def _keep(
    tx: Transaction, reader: Reader, seen: Iterable[Sighting], names: dict[str, _Named], heard: Heard
) -> None:
    together = sightings(seen)
    tags = sorted({sighting.tag for sighting in together})
    latest = _latest(tx, reader, tags)
    began: list[TagPass] = []
    touched: list[TagPass] = []
    for sighting in together:
        before = latest.get(sighting.tag)
        if before and sighting.last <= before.last_at:
            heard.known += sighting.reads
        elif before and before.goes_on(sighting):
            before.go_on(sighting)
            touched.append(before)
        else:
            latest[sighting.tag] = _begin(reader, sighting, names[sighting.tag])
            began.append(latest[sighting.tag])
    tx.db.add_all(began)
    tx.db.flush()
    heard.tags, heard.began = len(tags), len(began)
    heard.passes = [each.id for each in (*began, *touched)]


def _latest(tx: Transaction, reader: Reader, tags: Sequence[str]) -> dict[str, TagPass]:
    """The last time that each of these tags came by, as far back as reads are acted on."""
    found: dict[str, TagPass] = {}
    for some in parts(tags):
        query = select(TagPass).where(
            TagPass.reader_id == reader.id, TagPass.last_at >= tx.now - 2 * TOO_LATE, TagPass.tag.in_(some)
        )
        found |= {each.tag: each for each in tx.db.scalars(query.order_by(TagPass.last_at))}
    return found


def _begin(reader: Reader, sighting: Sighting, named: _Named) -> TagPass:
    return TagPass(
        reader_id=reader.id,
        tag=sighting.tag,
        sscc=named.sscc,
        gtin=named.gtin,
        count=named.count,
        antenna=sighting.antenna,
        rssi=sighting.rssi,
        reads=sighting.reads,
        first_at=sighting.first,
        last_at=sighting.last,
    )
