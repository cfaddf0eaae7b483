"""Looks now and then which pick faces have run low."""

from floor.core.background import Background
from floor.core.transaction import SYSTEM
from floor.putaway.demand import call_for, needing

AT_ONCE = 50  # SKUs in one transaction, so that nobody's scan waits long behind it


class FillFaces(Background):
    """Calls for what pick faces lack, ten seconds after they ran low at the latest: so that no scan of a picker has to.

    What a wave needs is called for when it is planned. Two processes that find the same face ask for it once: it is
    locked while they look.
    """

    name = "pick faces"
    every_seconds = 10.0

    def round(self) -> None:
        after = 0
        while not self.stopping:
            with self.writer.database.reading() as session:
                found = needing(session, after, AT_ONCE)
            if not found:
                return
            self.writer.perform(SYSTEM, call_for, found)
            after = found[-1]
