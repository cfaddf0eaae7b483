"""What may stand in a path. Anything else names nothing and is a 404 before an endpoint is even asked."""

from werkzeug.routing import BaseConverter, IntegerConverter, Map

from models.radio import NAME

LARGEST_ID = 2**31 - 1  # what the databases' whole numbers hold


class IdConverter(IntegerConverter):
    """The id of a record. Programs treat it as an opaque string."""

    def __init__(self, map: Map) -> None:
        super().__init__(map, min=1, max=LARGEST_ID)


class SsccConverter(BaseConverter):
    """The 18 digits of an SSCC, also with the application identifier 00 before them."""

    regex = r"(?:00)?[0-9]{18}"

    def to_python(self, value: str) -> str:
        return value[-18:]


class NameConverter(BaseConverter):
    """A name that people gave a machine of theirs: letters, digits, dot, dash and underscore."""

    regex = NAME.pattern
