"""What a work document is made of, as the API describes it."""

from typing import Annotated, Literal

from pydantic import Field

from floor.web.shapes import Answer


class Progress(Answer):
    done: int
    total: int


class InStoreLabel(Answer):
    """A label of a scale: `pattern` is a regular expression for the 13 digits of its EAN; digits `first` to `last`,
    counted from 1, are the weight in kilograms or the price, with so many `decimals`. Where there is `check`, that
    digit checks them as GS1 says, and the server judges."""

    pattern: str
    means: Literal["weight", "price"]
    first: int
    last: int
    decimals: int
    check: int | None = None


class Weighed(Answer):
    """Goods of which each unit is told by a label of its own: one of `labels`, or GS1 data with (310n). One scan counts
    one unit (several with (30)), and its weight must be from `least` to `most` grams. `codes` name the goods but say no
    weight."""

    codes: list[str]
    labels: list[InStoreLabel]
    least: int
    most: int | None


class Step(Answer):
    step: int
    kind: Literal[
        "location",
        "sku",
        "lot",
        "expiry",
        "serial",
        "tote",
        "container",
        "carton",
        "material",
        "weight",
        "parcel",
        "door",
        "reason",
        "close",
        "empty",
    ]
    name: str
    codes: Annotated[
        list[str], Field(description="plain texts that satisfy it; none: any new code of that kind")
    ]
    units: Annotated[dict[str, int], Field(description="the pack factor of those codes where it is not 1")]
    sku: str | None
    quantity: Annotated[int | None, Field(description="units still to count; at weight the expected grams")]
    counted: int | None
    hint: str | None
    position: Annotated[int | None, Field(description="a tote's number on the cart")] = None
    picture: Annotated[str | None, Field(description="where a picture of the goods is, if they have one")] = (
        None
    )
    goods: Annotated[str | None, Field(description="what the goods are called, where name is another's")] = (
        None
    )
    place: Annotated[str | None, Field(description="the bin that the goods lie in")] = None
    weighed: Weighed | None = None


class Notice(Answer):
    code: str
    text: str


class News(Notice):
    """What became of an order of this work. The next scan is refused to say it, unless it was heard."""

    title: str | None
