"""A parcel that was closed wrongly is reopened at the desk."""

from tests.printing.test_documents_api import database, packed

__all__ = ["database", "packed"]


def test_a_closed_parcel_is_reopened_from_its_order(packed, desk):
    order, sscc, packer = packed
    assert f"/desk/parcels/{sscc}/reopen" in desk.see(f"/desk/orders/{order}")
    answer = desk.send(f"/desk/parcels/{sscc}/reopen", back=f"/desk/orders/{order}")
    assert (answer.status_code, answer.location) == (303, f"/desk/orders/{order}")
    assert packer.refused("GET", f"/parcels/{sscc}/label.pdf") == (410, "parcel.void_label")
    assert "/reopen" not in desk.see(
        f"/desk/orders/{order}"
    )  # its label is void, and there is nothing to reopen


def test_a_parcel_that_is_none_is_not_found(desk):
    assert desk.send("/desk/parcels/095213210000009994/reopen").status_code == 404
