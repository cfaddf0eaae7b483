"""Pictures of goods: sent by a supervisor, made small, shown to whoever picks; and what is no picture."""

import io
import re
import struct
import zlib

import pytest
from PIL import Image

from floor.catalogue import picture_files
from models import Refused, Sku


def picture(kind="JPEG"):
    """Noise, which is the hardest to make small."""
    file = io.BytesIO()
    Image.effect_noise((800, 600), 80).convert("RGB").save(file, kind)
    return file.getvalue()


def sent(desk, warehouse, content, name="mug.jpg", **more):
    path = f"/desk/goods/{warehouse.skus['MUG'].id}/picture"
    return desk.send(path, picture=(io.BytesIO(content), name), **more)


def name_of(floor, warehouse):
    with floor.database.reading() as session:
        return session.get_one(Sku, warehouse.skus["MUG"].id).picture


def test_a_picture_is_made_small_and_served_by_its_content_to_whoever_works(desk, sits, floor, warehouse):
    assert sent(desk, warehouse, picture()).status_code == 303
    name = name_of(floor, warehouse)
    answer = sits("picker").client.get(picture_files.address(name))
    assert (answer.status_code, answer.mimetype) == (200, "image/webp")
    assert "immutable" in answer.headers["Cache-Control"]
    assert "private" in answer.headers["Cache-Control"]
    small = Image.open(io.BytesIO(answer.data))
    assert max(small.size) == picture_files.GOODS.edge
    assert len(answer.data) <= picture_files.GOODS.most_bytes
    assert picture_files.address(name) in desk.see("/desk/goods?q=MUG&rows=25")


def test_goods_are_listed_with_what_is_not_known_of_them_yet(desk, sku_codes):
    assert sku_codes("") >= {"MUG", "LAMP"}
    assert sku_codes("?q=the mug") == {"MUG"}
    assert sku_codes("?q=SKU-MUG") == {"MUG"}
    assert sku_codes("?q=4006381333931") == {"LAMP"}
    assert "MUG" in sku_codes("?missing=picture")
    assert sku_codes("?missing=barcode").isdisjoint({"MUG", "LAMP"})


def test_the_page_of_a_sku_says_what_names_it_and_lets_a_barcode_be_retired(desk, warehouse):
    page = desk.see(f"/desk/goods/{warehouse.skus['MUG'].id}")
    assert all(said in page for said in ("The mug", "/retire", "/desk/stock?q=MUG"))
    assert desk.client.get("/desk/goods/999").status_code == 404


@pytest.fixture
def sku_codes(desk):
    return lambda query: set(re.findall(r'/desk/goods/\d+"><b>([^<]+)</b>', desk.see(f"/desk/goods{query}")))


def test_a_picture_can_be_taken_away_again(desk, floor, warehouse):
    sent(desk, warehouse, picture())
    assert sent(desk, warehouse, b"", remove="yes").status_code == 303
    assert name_of(floor, warehouse) == ""


def png_of(width, height):
    """A PNG that says it is that large, and holds next to nothing."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (b"GIF89a nothing", 422),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", 422),
        (picture()[:2000], 422),
        (png_of(20_000, 10_000), 413),
        (b"", 422),
    ],
    ids=["gif", "svg", "cut off", "200 megapixels", "empty"],
)
def test_what_is_no_picture_is_refused_and_changes_nothing(desk, floor, warehouse, content, status):
    assert sent(desk, warehouse, content).status_code == status
    assert name_of(floor, warehouse) == ""
    assert not picture_files.folder(floor.settings.home).exists()


def test_a_file_of_too_many_bytes_is_refused(desk, warehouse, monkeypatch):
    monkeypatch.setattr(picture_files, "MOST_BYTES", 1000)
    assert sent(desk, warehouse, picture()).status_code == 413


def test_a_form_without_a_file_is_told_so(desk, warehouse):
    assert sent(desk, warehouse, b"", name="").status_code == 422


def test_goods_that_are_none_are_not_found(desk):
    answer = desk.send("/desk/goods/999/picture", picture=(io.BytesIO(picture()), "x.jpg"))
    assert answer.status_code == 404


@pytest.mark.parametrize(
    "name", ["x.webp", "..%2f..%2fsecrets%2fcsrf", "0" * 24 + ".png", "0" * 24 + ".webp"]
)
def test_nothing_else_is_served_from_there(desk, name):
    assert desk.client.get(f"/pictures/{name}").status_code == 404


def test_a_picture_of_a_phone_held_upright_stands_upright():
    file = io.BytesIO()
    turned = Image.new("RGB", (400, 200), "white")
    exif = turned.getexif()
    exif[0x0112] = 6  # to be turned by a quarter
    turned.save(file, "JPEG", exif=exif)
    small = Image.open(io.BytesIO(picture_files.shrunk(file.getvalue(), picture_files.GOODS)))
    assert small.size == (200, 400)
    assert not small.getexif()


def test_what_can_be_seen_through_is_seen_on_white():
    file = io.BytesIO()
    Image.new("RGBA", (50, 50), (0, 0, 0, 0)).save(file, "PNG")
    small = Image.open(io.BytesIO(picture_files.shrunk(file.getvalue(), picture_files.GOODS)))
    assert min(small.convert("RGB").getpixel((25, 25))) > 250


def test_a_file_that_is_cut_off_says_what_would_be_read():
    with pytest.raises(Refused) as refused:
        picture_files.shrunk(picture(kind="PNG")[:3000], picture_files.GOODS)
    assert refused.value.code == "goods.picture_unreadable"
