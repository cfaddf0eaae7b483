"""The card of commands that hangs beside a station, for whoever works there."""

import io

import pypdf
import pytest

from floor.core.languages import LANGUAGES
from floor.core.messages import template
from floor.printing.labels.warehouse import COMMANDS_AT


def words_on(card):
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(card)).pages)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("station", ["pick", "pack", "load"])
def test_a_station_has_its_own_commands_in_the_language_of_who_works_there(picker, station, language):
    answer = picker.send("GET", f"/labels/commands.pdf?station={station}&language={language}")
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    said = words_on(answer.data)
    for command in COMMANDS_AT[""]:
        assert (f"CMD-{command}\n" in f"{said}\n") is (command in COMMANDS_AT[station])
    assert template(f"page.kind_{station}", language) in said
    assert ("CMD-QTY-2" in said) is (station != "load")


def test_without_a_station_it_has_them_all(picker):
    said = words_on(picker.send("GET", "/labels/commands.pdf").data)
    assert all(f"CMD-{command}" in said for command in COMMANDS_AT[""])


@pytest.mark.parametrize("query", ["station=desk", "language=fr"])
def test_what_is_no_station_or_language_is_refused(picker, query):
    assert picker.refused("GET", f"/labels/commands.pdf?{query}") == (422, "request.invalid")
