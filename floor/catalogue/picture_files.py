"""Pictures of goods: whatever a camera or a shop made becomes one WebP, kept under the name of its content."""

import hashlib
import io
import re
import tempfile
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageOps, UnidentifiedImageError

from models import Refused

FORMATS = ("JPEG", "PNG", "WEBP")
MOST_BYTES = 12 * 1024 * 1024
MOST_PIXELS = 25_000_000
QUALITIES = (82, 70, 58, 46, 34, 20, 10, 1)
NAME = re.compile(r"[0-9a-f]{24}\.webp", re.ASCII)


@dataclass(frozen=True, slots=True)
class Size:
    """What is kept of a picture: at most so many pixels a side, and so many bytes."""

    edge: int
    most_bytes: int


# two thirds of a handheld's width; a round of fifty lines is a megabyte at the most
GOODS = Size(480, 20_000)
# shows what is torn, and can be sent to whoever has to pay for it
PHOTO = Size(1600, 200_000)


def address(name: str) -> str:
    """Where the picture with this file name is served."""
    return f"/pictures/{name}"


def folder(home: Path) -> Path:
    return home / "files" / "pictures"


def keep(home: Path, sent: bytes, size: Size = GOODS) -> str:
    """Keeps what was sent, made small, under `home`, and answers its file name; the same picture has the same name.

    Raises `Refused`: goods.picture_too_large (bytes), goods.picture_too_many_pixels, goods.picture_unreadable.
    """
    small = shrunk(sent, size)
    name = f"{hashlib.sha256(small).hexdigest()[:24]}.webp"
    path = folder(home) / name
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
            file.write(small)
        Path(file.name).replace(path)
    return name


def shrunk(sent: bytes, size: Size) -> bytes:
    """A WebP of at most that size, upright, without what else the camera wrote into it.

    Raises `Refused`: goods.picture_too_large (bytes), goods.picture_too_many_pixels, goods.picture_unreadable.
    """
    if len(sent) > MOST_BYTES:
        raise Refused("goods.picture_too_large", most_mb=MOST_BYTES // 2**20)
    try:
        with Image.open(io.BytesIO(sent), formats=FORMATS) as picture:
            # the head of the file says how large it is: asked before a pixel is decoded
            if picture.width * picture.height > MOST_PIXELS:
                raise Image.DecompressionBombError
            picture.draft("RGB", (size.edge, size.edge))
            upright = ImageOps.exif_transpose(picture)
            upright.thumbnail((size.edge, size.edge))
            return _webp(upright, size.most_bytes)
    except Image.DecompressionBombError:
        raise Refused("goods.picture_too_many_pixels", most_megapixels=MOST_PIXELS // 10**6) from None
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError):
        raise Refused("goods.picture_unreadable", formats="JPEG, PNG, WebP") from None


def _webp(picture: Image.Image, most_bytes: int) -> bytes:
    """On white, as goods are photographed; as fine as so many bytes allow."""
    ground = Image.new("RGBA", picture.size, "white")
    flat = Image.alpha_composite(ground, picture.convert("RGBA")).convert("RGB")
    small = b""
    for quality in QUALITIES:
        file = io.BytesIO()
        flat.save(file, "WEBP", quality=quality, method=4)
        small = file.getvalue()
        if len(small) <= most_bytes:
            break
    return small
