"""A kind of work is known everywhere by being registered."""

from floor.core.messages import CODES
from floor.core.settings import ROOT
from floor.web.openapi import document
from floor.work.kinds import KINDS, done_by, read_number, shared
from models import Work
from models.people import ROLES
from scanners import RawRead, parse
from scanners.own_codes import WORK_LETTERS


def test_every_kind_that_the_records_know_is_registered_under_its_name():
    assert {name: kind.noun for name, kind in KINDS.items()} == {
        mapper.polymorphic_identity: mapper.class_ for mapper in Work.__mapper__.self_and_descendants
        if mapper.polymorphic_identity
    }  # fmt: skip


def test_every_kind_has_a_letter_of_its_own_that_a_scan_is_read_by():
    letters = {kind.noun.letter: name for name, kind in KINDS.items()}
    assert sorted(letters) == sorted(WORK_LETTERS)
    assert len(letters) == len(KINDS)
    for letter, name in letters.items():
        assert read_number(parse(RawRead(f"{letter}-000123")).work_number) == (name, 123)


def test_every_kind_is_done_by_some_role_and_named_where_the_endpoints_are_described():
    assert {name for role in ROLES for name in done_by(role)} == set(KINDS)
    assert set(done_by("picker")) >= {"pick", "putaway"}
    assert shared() == ["load"]
    shown = document()["components"]["schemas"]["WorkDocument"]["properties"]["kind"]
    assert shown["enum"] == list(KINDS)


def test_every_kind_has_what_its_page_and_the_start_page_are_drawn_from():
    symbols = (ROOT / "static" / "shared" / "icons.svg").read_text("utf-8")
    for name in KINDS:
        assert (ROOT / "static" / "station" / f"steps_{name}.js").is_file()
        assert f'<symbol id="{name}"' in symbols
        assert {f"page.kind_{name}", f"page.door_{name}"} <= CODES
