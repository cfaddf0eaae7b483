"""An address as it was sent: what is missing, what its post would not find, and what cannot be printed or called."""

import pytest

from floor.orders.address import FIELDS, read_address, unlikely, unprintable_in

HOME = {"name": "Ann", "street": "1 High Street", "city": "London", "postcode": "N1 1AA", "country": "GB"}


def problems(**fields):
    """The codes and fields of all that is wrong, and the address as it is kept."""
    found = []
    kept = read_address({**HOME, **fields}, found)
    found += [*unlikely(kept), *unprintable_in("1", kept)]
    return [f"{each.code.removeprefix('order.')} {each.field.removeprefix('ship_to.')}" for each in found]


# what differs from a good British address, and what is said of it
ADDRESSES = [
    ({}, []),
    ({"company": "Acme", "name": ""}, []),
    ({"name": ""}, ["missing_name name"]),
    ({"postcode": ""}, ["missing_postcode postcode"]),
    ({"postcode": "75556"}, ["odd_postcode postcode"]),
    ({"postcode": "n11aa"}, []),
    ({"country": "DE", "postcode": "01067", "city": "Dresden", "state": "Sachsen"}, []),
    ({"country": "IE", "postcode": "", "city": "Dublin"}, []),
    ({"country": "US", "postcode": "97201-1234", "city": "Portland", "state": "OR"}, []),
    ({"country": "US", "postcode": "97201", "city": "Portland", "state": "Oregon"}, []),
    ({"country": "US", "postcode": "97201", "city": "Portland", "state": "Bavaria"}, ["unknown_state state"]),
    # no city stands in the addresses of these; a state, a district or nothing does
    ({"country": "SG", "postcode": "238801", "city": ""}, []),
    ({"country": "JP", "postcode": "100-0001", "city": "", "state": "東京都"}, []),
    ({"country": "HK", "postcode": "", "city": ""}, ["missing_city city"]),
    ({"country": "AE", "postcode": "", "city": "Dubai", "state": "Dubai"}, []),
    # both spellings of Taiwan's cities
    ({"country": "TW", "postcode": "100", "city": "中正區", "state": "臺北市"}, []),
    ({"country": "TW", "postcode": "100", "city": "中正區", "state": "台北市"}, []),
    ({"country": "CN", "postcode": "100000", "city": "北京市", "state": "北京"}, []),
    ({"phone": "020 7946 0000"}, []),
    ({"phone": "+49 30 901820"}, []),
    ({"country": "US", "postcode": "40202", "phone": "555-625-1199"}, ["odd_phone phone"]),
    ({"country": "MX", "postcode": "06000", "phone": "+52 1 55 1234 5678"}, ["bad_phone phone"]),
    ({"phone": "12"}, ["bad_phone phone"]),
    ({"phone": "ask at the door"}, ["bad_phone phone"]),
    ({"country": "XX", "phone": "020 7946 0000"}, ["unknown_country country", "bad_phone phone"]),
    ({"name": "سارة", "street2": "שדרות 5"}, []),
    ({"company": "\U00012000"}, ["unprintable company"]),
    ({"street3": "\U00012000"}, ["unprintable street3"]),
]  # fmt: skip


@pytest.mark.parametrize(("fields", "said"), ADDRESSES)
def test_an_address_is_judged_by_the_rules_of_its_country(fields, said):
    assert problems(**fields) == said


def test_what_was_sent_is_kept_as_it_was_sent():
    sent = {name: f" {name} Ünï " for name in FIELDS} | {"country": "ae", "city": "Dubai"}
    kept = read_address(sent, [])
    assert kept == {name: text.strip() for name, text in sent.items()} | {"country": "AE"}
    assert "company" not in read_address(HOME, [])
