"""How codes of scales are read is set by a supervisor, at the API and at the desk, as by a file."""

import pytest
from sqlalchemy import select

from models import InStoreForm

FORM = {"prefix": "21", "item": "3-7", "value": "8-12", "means": "weight", "decimals": 3, "check_at": None}


def shown(forms):
    return [{name: value for name, value in form.items() if name != "id"} for form in forms["forms"]]


def test_a_supervisor_says_how_codes_are_read_and_that_no_more(supervisor, picker):
    assert shown(supervisor.post("/in-store-forms", FORM)) == [FORM]
    priced = FORM | {"prefix": "22", "value": "9-12", "means": "price", "decimals": 2, "check_at": 8}
    assert shown(supervisor.post("/in-store-forms", priced)) == [FORM, priced]
    other = FORM | {"item": "3-6", "value": "7-11"}
    supervisor.post("/in-store-forms", other)
    listed = supervisor.get("/in-store-forms")
    assert shown(listed) == [other, priced]
    assert shown(supervisor.post(f"/in-store-forms/{listed['forms'][0]['id']}/remove")) == [priced]
    gone = f"/in-store-forms/{listed['forms'][0]['id']}/remove"
    assert supervisor.refused("POST", gone, None) == (404, "weighed.not_found")
    assert picker.refused("POST", "/in-store-forms", FORM) == (403, "auth.role")


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"prefix": "50"}, "weighed.bad_prefix"),
        ({"item": "2-7"}, "weighed.bad_digits"),
        ({"check_at": 9}, "weighed.bad_check"),
        ({"decimals": 4}, "weighed.bad_decimals"),
    ],
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_cannot_be_is_refused_with_what_was_expected(supervisor, wrong, code):
    assert supervisor.refused("POST", "/in-store-forms", FORM | wrong) == (422, code)
    assert supervisor.get("/in-store-forms")["forms"] == []


def test_so_it_is_at_the_desk(desk, database):
    sent = desk.send("/desk/in-store-forms", **{name: str(value or "") for name, value in FORM.items()})
    assert (sent.status_code, sent.location) == (303, "/desk/goods")
    with database.reading() as session:
        form = session.scalars(select(InStoreForm)).one()
        assert (form.prefix, form.first, form.last, form.decimals) == ("21", 8, 12, 3)
    page = desk.see("/desk/goods")
    assert f"/desk/in-store-forms/{form.id}/remove" in page
    desk.send(f"/desk/in-store-forms/{form.id}/remove")
    assert "/remove" not in desk.see("/desk/goods")


@pytest.fixture
def database(app):
    return app.extensions["floor"].database
