"""What an endpoint may reach, as protocols: `floor/app.py` puts the real things together, tests may give others."""

from collections.abc import Sequence
from typing import Any, Protocol

from floor.core.background import Background
from floor.core.database import Database
from floor.core.settings import Settings
from floor.core.writer import Writer


class LiveConnections(Protocol):
    """The open WebSockets of this process."""

    def close_sockets(self, sign_in_id: int | None) -> None:
        """Ends the sockets that were opened with this sign-in, wherever they are."""


class PictureReader(Protocol):
    """Reads codes from pictures."""

    def read(self, data: bytes, wanted: Sequence[str] = ()) -> Sequence[Any]:
        """The codes in an encoded picture; those of `wanted` are looked for first.

        Raises `Refused`: picture.busy, picture.too_slow, picture.unreadable and what the reader says of the picture.
        """


class Services(Protocol):
    """`settings`, `database` for reading, `writer` for every change, the `publisher` of changes, `live` sockets, the
    `camera`'s pictures, and what reads the `messages` of channels."""

    @property
    def settings(self) -> Settings: ...
    @property
    def database(self) -> Database: ...
    @property
    def writer(self) -> Writer: ...
    @property
    def publisher(self) -> Background: ...
    @property
    def live(self) -> LiveConnections: ...
    @property
    def camera(self) -> PictureReader: ...
    @property
    def messages(self) -> Background: ...
